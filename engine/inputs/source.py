"""One file ready to be read: the SQL that reads it, and casts and faults of values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from engine.checks.run import SHOWN
from engine.inputs.types import (
    DANISH_TRUTH,
    DATE_FORMATS,
    DAY_AND_YEAR,
    FRACTIONAL,
    INTEGERS,
    ISO,
    NUMBER_WITH_COMMA,
    TEXTUAL,
    WHOLE,
    WRITTEN_AS,
    base,
    in_words,
    is_stored_right,
)
from engine.names import literal, quote
from engine.privacy.mask import masked

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SHORT = 4
MISSING = {".", "-", "na", "n/a", "#n/a", "nan", "null", "none"}


@dataclass(frozen=True)
class Reading:
    """How to read a file: the columns to read, in lower case; texts that mean missing;
    how CSV files are written; and the columns that identify a person."""

    table: str = ""
    needed: Collection[str] = ()
    missing: Sequence[str] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    persons: Collection[str] = ()


@dataclass(frozen=True)
class Source:
    """One file: SQL that reads it, and its columns' names and types as stored.

    `names` maps names in lower case to those in `sql`; `path` is the original file.
    `decimal`, `dates` (column to format) and `truths` (columns with SAND and FALSK)
    describe how the texts are written.
    """

    path: Path
    sql: str
    names: Mapping[str, str]
    types: Mapping[str, str]
    is_text: bool = False
    twice: Collection[str] = ()
    missing: Sequence[str] = ()
    delimiter: str = ","
    decimal: str = "."
    dates: Mapping[str, str] = field(default_factory=dict)
    truths: Collection[str] = ()
    notes: tuple[str, ...] = ()
    persons: Collection[str] = ()

    def is_right(self, column: str, kind: str) -> bool:
        """Whether the column's stored type can hold values of a type."""
        return self.is_text or is_stored_right(self.types[column], kind)

    def text(self, column: str) -> str:
        """SQL for a text without outer blanks; blank, or one for missing, is NULL."""
        trimmed = f"trim(cast({quote(self.names[column])} as text))"
        value = f"nullif({trimmed}, '')"
        if not self.missing:
            return value
        texts = ", ".join(map(literal, self.missing))
        return f"case when {trimmed} not in ({texts}) then {value} end"

    def value(self, column: str, kind: str) -> str:
        """SQL for a column as a value of a type; blank and NaN are NULL.

        Only for columns without faults: all their texts are values of the type, blank,
        or a text for missing.
        """
        name, stored = quote(self.names[column]), self.types[column]
        if stored in TEXTUAL and base(kind) not in TEXTUAL:
            return f"try_cast({self._rewritten(column, kind)} as {kind})"
        if stored in TEXTUAL and self.missing:
            name = f"case when {self.text(column)} is not null then {name} end"
        elif stored in FRACTIONAL and base(kind) in INTEGERS:
            name = f"nullif({name}, 'nan'::double)"
        return name if stored == kind else f"cast({name} as {kind})"

    def _rewritten(self, column: str, kind: str) -> str:
        """SQL for a text as DuckDB reads the type; a cast ignores outer blanks."""
        value = self.text(column)
        if base(kind) in FRACTIONAL and self.decimal == ",":
            return f"replace(replace({value}, '.', ''), ',', '.')"
        if base(kind) == "DATE" and (written := self.dates.get(column)):
            return f"try_strptime({_day(value)}, {literal(written)})"
        if column in self.truths:
            return (
                f"case lower({value}) when 'sand' then 'true' "
                "when 'falsk' then 'false' end"
            )
        if any(text[-1:].isdigit() for text in self.missing):
            return value
        return quote(self.names[column])

    def fault(self, column: str, kind: str) -> str | None:
        """SQL that is true for a value that is not of the type; None if all are."""
        stored = self.types[column]
        if stored == kind or base(kind) in TEXTUAL:
            return None
        if stored in WHOLE | FRACTIONAL and base(kind) in FRACTIONAL:
            return None
        if stored in TEXTUAL:
            return self._text_fault(column, kind)
        name = quote(self.names[column])
        if base(kind) in WHOLE | FRACTIONAL and stored not in WHOLE | FRACTIONAL:
            return f"{name} is not null"
        if stored in FRACTIONAL:
            name = f"nullif({name}, 'nan'::double)"
        changed = f"try_cast({name} as {kind})"
        return f"{name} is not null and ({changed} is null or {changed} <> {name})"

    def _text_fault(self, column: str, kind: str) -> str:
        name = quote(self.names[column])
        number = f"try_cast({self._rewritten(column, kind)} as {kind})"
        fault = f"{number} is null"
        if pattern := self._pattern(column, kind):
            outer = literal(rf"\s*({pattern})\s*")
            fault += f" or not regexp_full_match({name}, {outer})"
        elif base(kind) in INTEGERS:
            fault += f" or {number} <> try_cast({name} as double)"
        nothing = ", ".join(map(literal, ("", *self.missing)))
        return f"{name} is not null and ({fault}) and trim({name}) not in ({nothing})"

    def _pattern(self, column: str, kind: str) -> str | None:
        """The pattern of a text of the type, if a cast accepts other texts too."""
        if base(kind) in FRACTIONAL:
            return NUMBER_WITH_COMMA if self.decimal == "," else None
        if column in self.dates:
            return DAY_AND_YEAR
        return DANISH_TRUTH if column in self.truths else WRITTEN_AS.get(base(kind))

    def in_words(self, column: str, kind: str) -> str:
        """A description of the column's valid values."""
        if base(kind) in FRACTIONAL and self.decimal == ",":
            return "a number with a decimal comma, as others in the file"
        written = DATE_FORMATS.get(self.dates.get(column, ISO), "")
        is_date = base(kind) == "DATE" and written
        return f"a date ({written})" if is_date else in_words(kind)


def _day(value: str) -> str:
    """SQL for a date's text without a time of midnight."""
    return f"regexp_replace({value}, ' 00:00(:00)?$', '')"


@dataclass(frozen=True)
class ColumnFault:
    """The values of a column that are not of its type: their number, and the first."""

    column: str
    rule: str
    count: int
    rows: tuple[str, ...]
    hint: str | None = None


def column_faults(
    connection: DuckDBPyConnection, source: Source, kinds: Mapping[str, str]
) -> Iterator[ColumnFault]:
    """The columns with values not of their type, each with the first faulty rows."""
    faults = {c: f for c, kind in kinds.items() if (f := source.fault(c, kind))}
    if not faults or not _any(connection, source, faults.values()):
        return
    numbers = counts(connection, source, faults.values())
    for (column, fault), count in zip(faults.items(), numbers, strict=True):
        if count:
            words = source.in_words(column, kinds[column])
            rule = f"{source.names[column]} must be {words}"
            rows = first_rows(connection, source, column, fault)
            hint = _missing_hint(connection, source, column, fault)
            yield ColumnFault(column, rule, count, rows, hint)


def _missing_hint(
    connection: DuckDBPyConnection, source: Source, column: str, fault: str
) -> str | None:
    """A hint if all faulty values are one text that often means missing."""
    if not source.is_text:
        return None
    rows = connection.execute(
        f"select distinct {source.text(column)} from {source.sql} where {fault} limit 9"
    ).fetchall()
    texts = sorted(row[0] for row in rows)
    if not {text.lower() for text in texts} <= MISSING:
        return None
    return f"If that means missing, declare it with @null({', '.join(texts)})."


def _any(
    connection: DuckDBPyConnection, source: Source, conditions: Iterable[str]
) -> bool:
    where = " or ".join(f"({condition})" for condition in conditions)
    sql = f"select count(*) from {source.sql} where {where}"
    return bool(connection.execute(sql).fetchall()[0][0])


def counts(
    connection: DuckDBPyConnection, source: Source, conditions: Iterable[str]
) -> tuple[int, ...]:
    """How many rows meet each condition, in one scan."""
    measures = ", ".join(f"count_if({condition})" for condition in conditions)
    return connection.execute(f"select {measures} from {source.sql}").fetchall()[0]


def first_rows(
    connection: DuckDBPyConnection, source: Source, column: str, condition: str
) -> tuple[str, ...]:
    """The first rows that meet a condition, by number, with a column's value; of a
    person, masked."""
    name = source.names[column]
    rows: Sequence[tuple[object, ...]] = connection.execute(
        f"select row, {quote(name)} from (select row_number() over () as row, * "
        f"from {source.sql}) where {condition} order by row limit {SHOWN}"
    ).fetchall()
    hidden = column in source.persons
    values = ((row, _hidden(value) if hidden else value) for row, value in rows)
    return tuple(f"row {row}, {name} = {value}" for row, value in values)


def _hidden(value: object) -> object:
    """The value, masked if it is long enough to be a person's number."""
    return masked(value) if len(str(value)) > SHORT else value
