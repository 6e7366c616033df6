"""The page: the whole published balance as one file for the browser."""
