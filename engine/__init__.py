"""Embedded, SQL-centric analytics engine for the Danish labour-market balance."""

__version__ = "0.1.0"
