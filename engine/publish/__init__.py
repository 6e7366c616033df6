"""The public file: what may go in, under which names, and writing it."""
