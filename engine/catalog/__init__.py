"""The catalog: a static site of the relations, in the words of their queries."""
