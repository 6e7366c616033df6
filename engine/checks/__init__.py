"""What a relation declares of its rows, and running it."""
