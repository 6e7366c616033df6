"""Which column can influence which."""
