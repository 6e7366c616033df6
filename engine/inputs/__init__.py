"""Input files, their contracts, and reading one into the other."""
