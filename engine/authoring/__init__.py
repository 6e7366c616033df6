"""The analyst's bench: format, lint, new queries, unit cases."""
