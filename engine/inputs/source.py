"""One file ready to be read: the SQL that reads it, and casts and faults of values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.checks.run import SHOWN
from engine.inputs.csv_files import csv_source, header_of
from engine.inputs.files import GEOJSON
from engine.inputs.geojson_files import geojson_source
from engine.inputs.types import (
    FRACTIONAL,
    INTEGERS,
    TEXTUAL,
    WHOLE,
    WRITTEN_AS,
    base,
    in_words,
    is_stored_right,
)
from engine.names import literal, quote

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SAS = ".sas7bdat"


@dataclass(frozen=True)
class Source:
    """One file: SQL that reads it, and its columns' names and types as stored.

    `names` leads from the name in lower case; `path` is the file as it was given.
    """

    path: Path
    sql: str
    names: Mapping[str, str]
    types: Mapping[str, str]
    is_text: bool = False

    def is_right(self, column: str, kind: str) -> bool:
        """Whether the column is stored so that it can hold values of a type."""
        return self.is_text or is_stored_right(self.types[column], kind)

    def value(self, column: str, kind: str) -> str:
        """SQL for a column as a value of a type; blank and NaN are NULL."""
        name, stored = quote(self.names[column]), self.types[column]
        if base(kind) in TEXTUAL:
            pass
        elif stored in TEXTUAL:
            name = f"nullif(trim(cast({name} as text)), '')"
        elif stored in FRACTIONAL and base(kind) in INTEGERS:
            name = f"nullif({name}, 'nan'::double)"
        return name if stored == kind else f"cast({name} as {kind})"

    def fault(self, column: str, kind: str) -> str | None:
        """SQL that is true of a value that is none of the type; None: all are."""
        stored = self.types[column]
        if stored == kind or base(kind) in TEXTUAL:
            return None
        if stored in WHOLE | FRACTIONAL and base(kind) in FRACTIONAL:
            return None
        name = quote(self.names[column])
        if stored in TEXTUAL:
            return _text_fault(f"nullif(trim(cast({name} as text)), '')", kind)
        if base(kind) in WHOLE | FRACTIONAL and stored not in WHOLE | FRACTIONAL:
            return f"{name} is not null"
        if stored in FRACTIONAL:
            name = f"nullif({name}, 'nan'::double)"
        changed = f"try_cast({name} as {kind})"
        return f"{name} is not null and ({changed} is null or {changed} <> {name})"


def _text_fault(value: str, kind: str) -> str:
    number = f"try_cast({value} as {kind})"
    fault = f"{number} is null"
    if pattern := WRITTEN_AS.get(base(kind)):
        fault += f" or not regexp_full_match({value}, {literal(pattern)})"
    elif base(kind) in INTEGERS:
        fault += f" or {number} <> try_cast({value} as double)"
    return f"{value} is not null and ({fault})"


def names_of(connection: DuckDBPyConnection, path: Path) -> list[str]:
    """The columns of a file, as they are written there."""
    if path.suffix == SAS:
        from engine.inputs.sas_files import columns_of

        return columns_of(path)
    if path.suffix == ".csv":
        return header_of(path)[0]
    if path.suffix == GEOJSON:
        return geojson_source(path)[1]
    sql = f"describe select * from read_parquet({literal(str(path))})"
    return [str(row[0]) for row in connection.execute(sql).fetchall()]


def open_source(
    connection: DuckDBPyConnection, path: Path, needed: Iterable[str], folder: Path
) -> Source:
    """A file ready to be read; SAS is first copied to Parquet in `folder`.

    `needed` are the columns that will be read, in lower case.
    """
    if path.suffix in (".csv", GEOJSON):
        read = csv_source if path.suffix == ".csv" else geojson_source
        sql, header = read(path)
        names = {name.lower(): name for name in header}
        return Source(path, sql, names, dict.fromkeys(names, "VARCHAR"), is_text=True)
    stored = path
    if path.suffix == SAS:
        from engine.inputs.sas_files import copy_columns

        there = {name.lower(): name for name in names_of(connection, path)}
        stored = copy_columns(path, [there[n] for n in needed if n in there], folder)
    sql = f"read_parquet({literal(str(stored))})"
    rows = connection.execute(f"describe select * from {sql}").fetchall()
    names = {row[0].lower(): row[0] for row in rows}
    types = {row[0].lower(): base(str(row[1])) for row in rows}
    return Source(path, sql, names, types)


def count_faults(
    connection: DuckDBPyConnection, source: Source, kinds: Mapping[str, str]
) -> Iterator[tuple[str, str, int, tuple[str, ...]]]:
    """The column, rule, number and first rows of values that are none of the type."""
    faults = {c: f for c, kind in kinds.items() if (f := source.fault(c, kind))}
    condition = " or ".join(f"({fault})" for fault in faults.values())
    if not faults or not any(_counts(connection, source, [condition])):
        return
    counts = _counts(connection, source, faults.values())
    for (column, fault), count in zip(faults.items(), counts, strict=True):
        if count:
            words = f"{source.names[column]} must be {in_words(kinds[column])}"
            yield column, words, count, _first(connection, source, column, fault)


def _counts(
    connection: DuckDBPyConnection, source: Source, conditions: Iterable[str]
) -> tuple[int, ...]:
    """How many rows meet each condition, in one scan."""
    measures = ", ".join(f"count_if({condition})" for condition in conditions)
    return connection.execute(f"select {measures} from {source.sql}").fetchall()[0]


def _first(
    connection: DuckDBPyConnection, source: Source, column: str, fault: str
) -> tuple[str, ...]:
    name = source.names[column]
    rows: Sequence[tuple[object, ...]] = connection.execute(
        f"select row, {quote(name)} from (select row_number() over () as row, * "
        f"from {source.sql}) where {fault} order by row limit {SHOWN}"
    ).fetchall()
    return tuple(f"row {row}, {name} = {value}" for row, value in rows)
