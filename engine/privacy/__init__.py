"""Which columns name a person, and how their values are masked."""
