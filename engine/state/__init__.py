"""What is remembered of a built relation, and what a build would do."""
