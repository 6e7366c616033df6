"""Problems of an input file: the file, the rows, the rule."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from engine.checks.run import Fault
from engine.compile.query import Query
from engine.engines.errors import error_details
from engine.inputs.files import InputFile
from engine.inputs.formats import CSV, SHEET, format_of
from engine.problems import Place, Problem

NOT_TEXT = (UnicodeDecodeError, csv.Error)


def unreadable(contract: Query, path: Path, error: Exception) -> Problem:
    """The problem of an unreadable file, without its text: it may identify a person."""
    if isinstance(error, NOT_TEXT):
        hint = "Save the file as UTF-8."
        words = f"the file is not UTF-8 text: {error}"
        return Problem(words, Place(path), hint, (), str(contract.name))
    first, *rest = error_details(error)["exception_message"].splitlines()
    at_line = re.search(r"CSV Error on Line: (\d+)", first)
    line = int(at_line[1]) if at_line else None
    counted = [words for words in rest if words.startswith("Expected Number of")]
    reason = counted[0] if counted else "not a CSV row" if line else first
    place = Place(path, line)
    words = f"the file cannot be read: {reason}"
    return Problem(words, place, None, (), str(contract.name))


def in_file(
    path: Path,
    query: Query,
    offset: int,
    words: str,
    rows: tuple[str, ...],
    *,
    numbered: bool = True,
    hint: str | None = None,
) -> Problem:
    """A problem of a file: the rule, where a query declares it, and the first rows."""
    if numbered and hint is None and format_of(path) in (CSV, SHEET):
        hint = "Rows are counted from 1 after the header."
    declared, _ = query.rendered.place(offset)
    return Problem(words, Place(path), hint, (), str(query.name), rows, declared)


def broken_rule(file: InputFile, fault: Fault, *, numbered: bool) -> Problem:
    """The problem of a file whose rows break a declared rule."""
    check = fault.check
    words, rows = fault.words, fault.rows
    return in_file(file.path, check.query, check.offset, words, rows, numbered=numbered)
