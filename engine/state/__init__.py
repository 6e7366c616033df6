"""The stored state of relations, and the plan of a build."""
