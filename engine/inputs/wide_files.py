"""The files of a wide input table: their columns, the SQL that reads and casts them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.checks.run import SHOWN
from engine.inputs.contract import INTEGERS, WHOLE, csv_source, header_of
from engine.names import literal, quote

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SAS = ".sas7bdat"
FRACTIONAL = {"DOUBLE", "FLOAT", "DECIMAL"}
TEXTUAL = {"VARCHAR", "ENUM"}


@dataclass(frozen=True)
class Source:
    """One file: SQL that reads it, and its columns' names and types as stored.

    `names` leads from the name in lower case; `path` is the file as it was given.
    """

    path: Path
    sql: str
    names: Mapping[str, str]
    types: Mapping[str, str]

    def value(self, column: str, kind: str) -> str:
        """SQL for a column as a number of a type; blank and NaN are NULL."""
        name, stored = quote(self.names[column]), self.types[column]
        if stored in TEXTUAL:
            name = f"nullif(trim(cast({name} as text)), '')"
        elif stored in FRACTIONAL and kind in INTEGERS:
            name = f"nullif({name}, 'nan'::double)"
        return name if stored == kind else f"cast({name} as {kind})"

    def fault(self, column: str, kind: str) -> str | None:
        """SQL that is true of a value that is no number of the type."""
        name, stored = quote(self.names[column]), self.types[column]
        if stored == kind or (stored in WHOLE | FRACTIONAL and kind not in INTEGERS):
            return None
        if stored not in WHOLE | FRACTIONAL | TEXTUAL:
            return f"{name} is not null"
        text = f"nullif(trim(cast({name} as text)), '')"
        value = f"nullif({name}, 'nan'::double)" if stored in FRACTIONAL else name
        value = text if stored in TEXTUAL else value
        number = f"try_cast({value} as {kind})"
        fault = f"{value} is not null and {number} is null"
        if kind in INTEGERS and stored not in WHOLE:
            fault += f" or {number} <> try_cast({value} as double)"
        return fault


def names_of(connection: DuckDBPyConnection, path: Path) -> list[str]:
    """The columns of a file, as they are written there."""
    if path.suffix == SAS:
        from engine.inputs.sas_files import columns_of

        return columns_of(path)
    if path.suffix == ".csv":
        return header_of(path)[0]
    sql = f"describe select * from read_parquet({literal(str(path))})"
    return [str(row[0]) for row in connection.execute(sql).fetchall()]


def open_source(
    connection: DuckDBPyConnection, path: Path, needed: set[str], folder: Path
) -> Source:
    """A file ready to be read; SAS is first copied to Parquet in `folder`."""
    names = {name.lower(): name for name in names_of(connection, path)}
    if path.suffix == ".csv":
        return Source(path, csv_source(path), names, dict.fromkeys(names, "VARCHAR"))
    stored = path
    if path.suffix == SAS:
        from engine.inputs.sas_files import copy_columns

        names = {low: name for low, name in names.items() if low in needed}
        stored = copy_columns(path, list(names.values()), folder)
    sql = f"read_parquet({literal(str(stored))})"
    rows = connection.execute(f"describe select * from {sql}").fetchall()
    types = {row[0].lower(): str(row[1]).split("(")[0] for row in rows}
    return Source(path, sql, names, types)


def count_faults(
    connection: DuckDBPyConnection, source: Source, kinds: Mapping[str, str]
) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """The rule, number and first rows of the values that are no such number."""
    faults = {c: f for c, kind in kinds.items() if (f := source.fault(c, kind))}
    condition = " or ".join(f"({fault})" for fault in faults.values()) or "false"
    if not _count(connection, source, condition):
        return
    for column, fault in faults.items():
        if count := _count(connection, source, fault):
            words = "a whole number" if kinds[column] in INTEGERS else "a number"
            rows = _first(connection, source, column, fault)
            yield f"{source.names[column]} must be {words}", count, rows


def _count(connection: DuckDBPyConnection, source: Source, condition: str) -> int:
    sql = f"select count(*) from {source.sql} where {condition}"
    return int(connection.execute(sql).fetchall()[0][0])


def _first(
    connection: DuckDBPyConnection, source: Source, column: str, fault: str
) -> tuple[str, ...]:
    name = source.names[column]
    rows: Sequence[tuple[object, ...]] = connection.execute(
        f"select row, {quote(name)} from (select row_number() over () as row, * "
        f"from {source.sql}) where {fault} order by row limit {SHOWN}"
    ).fetchall()
    return tuple(f"row {row}, {name} = {value}" for row, value in rows)
