"""The same assessment made in other ways, each a program of its own."""
