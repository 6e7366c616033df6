"""The public file, copied into a PostgreSQL database."""
