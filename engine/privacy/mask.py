"""Mask persons in displays: which columns identify a person, and the mask."""

from __future__ import annotations

from engine.compile.query import Query

PERSON_NAMES = ("person_id", "pnr")


def person_columns(query: Query) -> set[str]:
    """The columns that identify a person, or a firm: both are masked alike."""
    firms = {column.name for column in query.columns if column.has("firm")}
    return firms | columns_of_persons(query)


def columns_of_persons(query: Query) -> set[str]:
    """The columns that identify a person."""
    marked = {column.name for column in query.columns if column.has("person")}
    return marked | {c.name for c in query.columns if c.name.lower() in PERSON_NAMES}


def masked(value: object) -> str:
    """A person's identifier, masked up to its last characters."""
    return f"…{str(value)[-2:]}"
