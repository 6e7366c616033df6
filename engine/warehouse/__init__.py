"""Reading what a build has left: rows, comparison, checks."""
