"""How a CSV file writes numbers and dates: recognised if the whole file allows one
reading only, refused if it allows two.

Decimal commas: some number has a comma that can separate no thousands (`3,5`). Dates
with the day first: no other order gives every value of the column a date, or the other
date columns of the file have settled it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.inputs.formats import CSV, format_of
from engine.inputs.source import (
    ColumnFault,
    Source,
    column_faults,
    counts,
    first_rows,
)
from engine.inputs.types import (
    DATE_FORMATS,
    FRACTIONAL,
    ISO,
    NUMBER_WITH_COMMA,
    WRITTEN_AS,
    base,
)
from engine.names import literal
from engine.problems import UsageError, nearest

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

OPTIONS = {
    "encoding": "such as windows-1252",
    "delimiter": "one character, or tab",
    "decimal": ", or .",
    "date": ", ".join(DATE_FORMATS.values()),
}
THOUSANDS = r"[+-]?[1-9][0-9]{0,2}(\.[0-9]{3})+"
COMMA_OR_THOUSANDS = r"[+-]?[1-9][0-9]{0,2},[0-9]{3}"
BOTH = r"[+-]?[0-9]{1,3}(\.[0-9]{3})+,[0-9]+"
DECIMAL_HINT = "Say which, option csv: decimal=, or decimal=."
DATE_HINT = "Say which, option csv: date=DD-MM-YYYY or date=MM-DD-YYYY."


def csv_options(texts: Iterable[str]) -> dict[str, str]:
    """KEY=VALUE as options of CSV files. Raises UsageError for unknown ones."""
    options: dict[str, str] = {}
    for text in texts:
        key, sign, value = text.partition("=")
        if key not in OPTIONS or not sign:
            possible = "; ".join(f"{name}={words}" for name, words in OPTIONS.items())
            hint = nearest(key, OPTIONS) or f"There are: {possible}."
            raise UsageError(f"option csv: there is no {text}. {hint}")
        options[key] = _option(key, "\t" if value == "tab" else value)
    return options


def _option(key: str, value: str) -> str:
    if key == "date":
        formats = {words: written for written, words in DATE_FORMATS.items()}
        if value.upper() in formats:
            return formats[value.upper()]
    elif key == "encoding":
        import codecs

        try:
            return codecs.lookup(value).name
        except LookupError:
            pass
    elif len(value) == 1 and (key == "delimiter" or value in ".,"):
        return value
    raise UsageError(f"option csv: {key}={value}, but it takes {OPTIONS[key]}.")


@dataclass(frozen=True)
class _Numbers:
    """How many numbers of a file are written in each way."""

    comma: int = 0
    comma_or_thousands: int = 0
    thousands: int = 0
    both: int = 0
    point: int = 0

    def __add__(self, other: _Numbers) -> _Numbers:
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        return _Numbers(*(a + b for a, b in pairs))


def examined(
    connection: DuckDBPyConnection,
    source: Source,
    kinds: Mapping[str, str],
    options: Mapping[str, str],
) -> tuple[Source, list[ColumnFault]]:
    """The source with its notation of numbers and dates, and the faults of columns.

    A file without faults whose separator is the comma has points and ISO dates: it is
    read once.
    """
    if format_of(source.path) != CSV:
        return source, list(column_faults(connection, source, kinds))
    source = replace(source, decimal=options.get("decimal", source.decimal))
    faults = list(column_faults(connection, source, kinds))
    if not faults and (source.delimiter == "," or "decimal" in options):
        return source, []
    doubtful: list[ColumnFault] = []
    if "decimal" not in options:
        columns = [name for name, kind in kinds.items() if base(kind) in FRACTIONAL]
        source, doubtful = _with_decimal(connection, source, columns)
    columns = [name for name, kind in kinds.items() if base(kind) == "DATE"]
    source, of_dates = _with_dates(connection, source, columns, options.get("date"))
    columns = [name for name, kind in kinds.items() if base(kind) == "BOOLEAN"]
    source = _with_truths(connection, source, columns)
    faulty = {fault.column for fault in (*doubtful, *of_dates)}
    others = {name: kind for name, kind in kinds.items() if name not in faulty}
    rest = column_faults(connection, source, others)
    return source, [*doubtful, *of_dates, *rest]


# numbers --------------------------------------------------------------------


def _with_decimal(
    connection: DuckDBPyConnection, source: Source, columns: Sequence[str]
) -> tuple[Source, list[ColumnFault]]:
    """The source with its decimal mark, and the columns that leave two readings."""
    by_column = _numbers(connection, source, columns)
    total = sum(by_column.values(), _Numbers())
    doubtful = ""
    if total.comma > total.comma_or_thousands:
        notes = (*source.notes, "with decimal commas")
        source = replace(source, decimal=",", notes=notes)
        doubtful = THOUSANDS if total.thousands and not total.both else ""
    elif total.comma_or_thousands:
        doubtful = COMMA_OR_THOUSANDS
    elif total.thousands and not total.point and source.delimiter != ",":
        doubtful = THOUSANDS  # as Danish Excel writes 1234 with a thousands' point
    faults = []
    for column, numbers in by_column.items() if doubtful else ():
        count = (
            numbers.thousands if doubtful == THOUSANDS else numbers.comma_or_thousands
        )
        if count:
            rule = f"{source.names[column]} may have decimals or thousands"
            matches = f"regexp_full_match({source.text(column)}, {literal(doubtful)})"
            rows = first_rows(connection, source, column, matches)
            faults.append(ColumnFault(column, rule, count, rows, DECIMAL_HINT))
    return source, faults


def _numbers(
    connection: DuckDBPyConnection, source: Source, columns: Sequence[str]
) -> dict[str, _Numbers]:
    """How the numbers of the columns that have a comma or a point are written.

    Without commas one number that can only have decimals settles it.
    """
    texts = [source.text(column) for column in columns]
    tests = [f"contains({text}, '{mark}')" for mark in ",." for text in texts]
    row_counts = counts(connection, source, tests) if tests else ()
    commas, points = row_counts[: len(columns)], row_counts[len(columns) :]
    marked = [c for c, *n in zip(columns, commas, points, strict=True) if n[0] or n[1]]
    if any(commas):
        return _how_written(connection, source, marked)
    numbers: dict[str, _Numbers] = {}
    for column in marked if source.delimiter != "," else ():
        numbers |= _how_written(connection, source, [column])
        if numbers[column].point:
            return {}
    return numbers


def _how_written(
    connection: DuckDBPyConnection, source: Source, columns: Sequence[str]
) -> dict[str, _Numbers]:
    tests: list[str] = []
    for column in columns:
        text = source.text(column)
        comma, either, thousands, both = (
            f"regexp_full_match({text}, {literal(pattern)})"
            for pattern in (NUMBER_WITH_COMMA, COMMA_OR_THOUSANDS, THOUSANDS, BOTH)
        )
        is_number = f"try_cast({text} as double) is not null"
        point = f"contains({text}, '.') and {is_number} and not {thousands}"
        tests += [f"contains({text}, ',') and {comma}", either, thousands, both, point]
    row_counts = counts(connection, source, tests)
    return {
        column: _Numbers(*row_counts[5 * n : 5 * n + 5])
        for n, column in enumerate(columns)
    }


# dates ----------------------------------------------------------------------


def _with_dates(
    connection: DuckDBPyConnection,
    source: Source,
    columns: Sequence[str],
    forced: str | None,
) -> tuple[Source, list[ColumnFault]]:
    """The source with the order of its dates, and the columns that leave two; `forced`
    is the order that was chosen for them."""
    other = _not_iso(connection, source, columns)
    possible = {column: _formats(connection, source, column) for column in other}
    possible = {column: formats for column, formats in possible.items() if formats}
    if forced:
        chosen = {column: forced for column in other if forced != ISO}
        return replace(source, dates=chosen), []
    settled = {formats[0] for formats in possible.values() if len(formats) == 1}
    dates: dict[str, str] = {}
    faults = []
    for column, formats in possible.items():
        left = formats if len(formats) == 1 else [f for f in formats if f in settled]
        if len(left) == 1:
            dates[column] = left[0]
            continue
        words = " or ".join(DATE_FORMATS[written] for written in formats)
        rule = f"{source.names[column]} may be {words}"
        there = f"{source.text(column)} is not null"
        rows = first_rows(connection, source, column, there)
        [count] = counts(connection, source, [there])
        faults.append(ColumnFault(column, rule, count, rows, DATE_HINT))
    orders = sorted({DATE_FORMATS[written] for written in dates.values()})
    notes = tuple(f"with dates as {order}" for order in orders)
    return replace(source, dates=dates, notes=(*source.notes, *notes)), faults


def _with_truths(
    connection: DuckDBPyConnection, source: Source, columns: Sequence[str]
) -> Source:
    """The columns that hold SAND and FALSK, as Danish Excel writes true and false."""
    danish = replace(source, truths=columns)
    tests = [str(danish.fault(column, "BOOLEAN")) for column in columns]
    wrong = counts(connection, source, tests) if tests else ()
    truths = [column for column, n in zip(columns, wrong, strict=True) if not n]
    return replace(source, truths=truths)


def _not_iso(
    connection: DuckDBPyConnection, source: Source, columns: Iterable[str]
) -> list[str]:
    columns = list(columns)
    iso = literal(WRITTEN_AS["DATE"])
    texts = [source.text(column) for column in columns]
    tests = [f"{t} is not null and not regexp_full_match({t}, {iso})" for t in texts]
    row_counts = counts(connection, source, tests) if tests else ()
    return [column for column, count in zip(columns, row_counts, strict=True) if count]


def _formats(connection: DuckDBPyConnection, source: Source, column: str) -> list[str]:
    """The formats, but for YYYY-MM-DD, in which every value is a date."""
    formats = [written for written in DATE_FORMATS if written != ISO]
    wrong = [
        fault
        for written in formats
        if (fault := replace(source, dates={column: written}).fault(column, "DATE"))
    ]
    row_counts = counts(connection, source, wrong)
    return [
        written for written, count in zip(formats, row_counts, strict=True) if not count
    ]
