"""Errors of a database, for code that does not import the database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

DatabaseError = duckdb.Error
Interrupted = duckdb.InterruptException
BrokenKey = duckdb.ConstraintException


class Refused(Exception):
    """A database refused a statement.

    `details` are its words by field (`exception_type`, `exception_message`, and, where
    it knows the place, `position`: a byte of the statement); `prefix` is the part of
    the statement before the query's text.
    """

    def __init__(self, details: dict[str, str], prefix: str = "") -> None:
        super().__init__(details["exception_message"])
        self.details = details
        self.prefix = prefix


@contextmanager
def refusals(prefix: str = "") -> Iterator[None]:
    """Raise Refused for an error of the database within."""
    try:
        yield
    except duckdb.Error as error:
        raise Refused(error_details(error), prefix) from error


def error_details(error: Exception) -> dict[str, str]:
    """The fields of an error that comes as JSON, else its words alone."""
    if isinstance(error, Refused):
        return error.details
    _, _, text = str(error).partition(": ")
    try:
        fields = json.loads(text)
    except json.JSONDecodeError:
        return {"exception_message": str(error)}
    return {key: str(value) for key, value in fields.items()}


def first_line(error: Exception) -> str:
    """The first line of an error's words, also where it comes as JSON."""
    return error_details(error)["exception_message"].partition("\n")[0]
