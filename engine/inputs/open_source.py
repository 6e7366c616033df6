"""Open a file of any format; formats that DuckDB cannot read are copied first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.inputs.csv_files import (
    UTF8,
    Header,
    csv_sql,
    named,
    path_literal,
    read_text,
)
from engine.inputs.formats import CSV, GEOJSON, SAS, SHEET, format_of
from engine.inputs.geojson_files import geojson_source
from engine.inputs.source import Reading, Source
from engine.inputs.types import base
from engine.names import quote
from engine.problems import Place, Problem, ProblemError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NAMES_LISTED = 12


def names_of(connection: DuckDBPyConnection, path: Path, reading: Reading) -> list[str]:
    """The columns of a file that have a name, as they are written there."""
    format_ = format_of(path)
    if format_ == SAS:
        from engine.inputs.sas_files import columns_of

        return columns_of(path)
    if format_ == CSV:
        header = read_text(path, reading.needed, reading.options, None).header
        return list(header.names.values())
    if format_ == SHEET:
        from engine.inputs.sheets import header_of_sheet

        return [name for name in header_of_sheet(path, reading.table) if name]
    if format_ == GEOJSON:
        return geojson_source(path)[1]
    return [name for name, _ in _described(connection, _parquet(path))]


def open_source(
    connection: DuckDBPyConnection, path: Path, reading: Reading, folder: Path
) -> Source:
    """A file ready for DuckDB; formats it cannot read are first copied to `folder`.

    Raises ProblemError where it cannot be read.
    """
    format_ = format_of(path)
    copy = folder / f"{len(list(folder.iterdir()))}.copy"
    if format_ == CSV:
        text = read_text(path, reading.needed, reading.options, copy)
        _require_header(path, text.header, reading)
        encoding = text.encoding
        notes = () if encoding.startswith(UTF8) else (f"as {encoding}",)
        return _text_source(path, csv_sql(text), text.header, reading, notes)
    if format_ == SHEET:
        from engine.inputs.sheets import copy_sheet

        row, note = copy_sheet(path, reading.table, copy)
        header = named(row, reading.needed, ",", 0)
        _require_header(path, header, reading)
        renamed = ", ".join(
            f"{quote(str(n))} as {quote(name)}" for n, name in enumerate(header.columns)
        )
        sql = f"(select {renamed or '*'} from {_parquet(copy)})"
        return _text_source(path, sql, header, reading, (note,) if note else ())
    if format_ == GEOJSON:
        sql, features = geojson_source(path)
        header = named(features, reading.needed, ",", 0)
        return _text_source(path, sql, header, reading, ())
    stored = path
    if format_ == SAS:
        from engine.inputs.sas_files import columns_of, copy_columns

        there = {name.lower(): name for name in columns_of(path)}
        wanted = [there[name] for name in reading.needed if name in there]
        stored = copy_columns(path, wanted, folder)
    columns = _described(connection, _parquet(stored))
    names: dict[str, str] = {}
    for name, _ in columns:
        names.setdefault(name.strip().lower(), name)
    types = {name.strip().lower(): base(kind) for name, kind in columns}
    return Source(
        path,
        _parquet(stored),
        names,
        types,
        missing=reading.missing,
        persons=reading.persons,
    )


def _require_header(path: Path, header: Header, reading: Reading) -> None:
    """Raises ProblemError where the first row names no column."""
    if header.names:
        return
    is_empty = path.stat().st_size == 0
    reason = "the file is empty" if is_empty else "the first row names no column"
    hint = "Its first row must name the columns."
    if len(reading.needed) <= NAMES_LISTED:
        hint = f"Its first row must name the columns: {', '.join(reading.needed)}."
    raise ProblemError(Problem(reason, Place(path), hint))


def _text_source(
    path: Path, sql: str, header: Header, reading: Reading, notes: tuple[str, ...]
) -> Source:
    types = dict.fromkeys(header.names, "VARCHAR")
    return Source(
        path,
        sql,
        header.names,
        types,
        is_text=True,
        twice=header.twice,
        missing=reading.missing,
        persons=reading.persons,
        delimiter=header.delimiter,
        notes=notes,
    )


def _parquet(path: Path) -> str:
    return f"read_parquet({path_literal(path)}, hive_partitioning = false)"


def _described(connection: DuckDBPyConnection, sql: str) -> list[tuple[str, str]]:
    rows = connection.execute(f"describe select * from {sql}").fetchall()
    return [(str(row[0]), str(row[1])) for row in rows]
