"""The target of a publication into PostgreSQL, and the mark of its objects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.names import Name

MARK = "Published by amb publish"
LONGEST_NAME = 63  # bytes; PostgreSQL cuts a longer one off without an error


@dataclass(frozen=True)
class Target:
    """A database, by libpq's connection string or URL, and what may go into it.

    `readers` are roles that may read; `without` names relations to leave out;
    `prefix` goes before the name of every schema.
    """

    address: str
    readers: Sequence[str] = ()
    without: Sequence[str] = ()
    prefix: str = ""

    @property
    def mark(self) -> str:
        """What the comment of every schema and table published so ends with."""
        return f"{MARK}, prefix {self.prefix}." if self.prefix else f"{MARK}."

    def name(self, published: Name) -> Name:
        """The name that a relation has in the database."""
        return Name(self.prefix + published.schema, published.table)
