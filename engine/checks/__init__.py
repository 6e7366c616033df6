"""Checks that a relation declares, and running them."""
