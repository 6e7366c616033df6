"""Input files read and held against their contracts.

A contract is a query in queries/input/ that casts each column from `file.TABLE`.
Its casts are the types; its directives are the keys and rules.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from engine.checks.run import SHOWN, at_fault, run_checks, sorted_out
from engine.compile.query import Column, Query
from engine.engines.duckdb_engine import DuckDB
from engine.engines.errors import DatabaseError, error_details
from engine.inputs.files import GEOJSON, InputFile
from engine.inputs.geojson_files import NotGeoJsonError, geojson_source
from engine.names import literal, quote
from engine.problems import Place, Problem, nearest

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NOT_TEXT = (UnicodeDecodeError, csv.Error)
WORDS = {
    "TEXT": "text",
    "VARCHAR": "text",
    "BIGINT": "a whole number",
    "DOUBLE": "a number",
    "DATE": "a date (YYYY-MM-DD)",
    "BOOLEAN": "true or false",
}
INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
WHOLE = {*INTEGERS, *("U" + name for name in INTEGERS)}
STORED_AS = {
    "BIGINT": WHOLE,
    "DOUBLE": WHOLE | {"DOUBLE", "FLOAT", "DECIMAL"},
    "DATE": {"DATE", "TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S"},
    "BOOLEAN": {"BOOLEAN"},
    "TEXT": {"VARCHAR", "ENUM"},
    "VARCHAR": {"VARCHAR", "ENUM"},
}
WRITTEN_AS = {
    "BIGINT": "[+-]?[0-9]+",
    "DATE": "[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]00:00:00(\\.0+)?)?",
    "BOOLEAN": "(?i)true|false|t|f|1|0",
}


def load_input(
    connection: DuckDBPyConnection, contract: Query, file: InputFile | None
) -> list[Problem]:
    """Create the contract's table from its file; the faults of its columns."""
    if file is None:
        _create(connection, contract, None, set())
        return []
    try:
        source, stored = _source(connection, file.path)
        problems = list(_column_problems(connection, contract, file, source, stored))
        if not problems:
            _create(connection, contract, source, set(stored))
        return problems
    except NotGeoJsonError as error:
        return [Problem(str(error), Place(file.path), None, (), str(contract.name))]
    except (DatabaseError, *NOT_TEXT) as error:
        return [unread(contract, file.path, error)]


def unread(contract: Query, path: Path, error: Exception) -> Problem:
    """The refusal of a file, without the line itself: it may tell of a person."""
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


def check_input(
    connection: DuckDBPyConnection, contract: Query, file: InputFile
) -> tuple[list[Problem], list[str]]:
    """The faults of a loaded input table by its contract's rules, and the warnings.

    The rows of a wide table are not those of its file, so they have no number.
    """
    numbered = not contract.has("wide")
    faults = run_checks(DuckDB(connection), contract, numbered=numbered)
    errors, notes = sorted_out(faults)
    problems = [
        in_file(file.path, contract, f.check.offset, f.words, f.rows, numbered=numbered)
        for f in errors
    ]
    return problems, notes


def in_file(
    path: Path,
    query: Query,
    offset: int,
    words: str,
    rows: tuple[str, ...],
    *,
    numbered: bool = True,
) -> Problem:
    """A fault of a file, by what a query declares at a place; its first rows."""
    header = path.suffix == ".csv" and numbered
    hint = "Rows are counted from 1 after the header." if header else None
    declared, _ = query.rendered.place(offset)
    return Problem(words, Place(path), hint, (), str(query.name), rows, declared)


def _source(connection: DuckDBPyConnection, path: Path) -> tuple[str, dict[str, str]]:
    """The SQL that reads a file, and its columns' types as stored."""
    if path.suffix == ".csv":
        return csv_source(path), dict.fromkeys(header_of(path)[0], "CSV")
    if path.suffix == GEOJSON:
        source, names = geojson_source(path)
        return source, dict.fromkeys(names, "CSV")
    source = f"read_parquet({literal(str(path))})"
    rows = connection.execute(f"describe select * from {source}").fetchall()
    return source, {row[0]: str(row[1]).split("(")[0] for row in rows}


def csv_source(path: Path) -> str:
    """SQL that reads a CSV file, every column as text."""
    header, delimiter = header_of(path)
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in header)
    return (
        f"read_csv({literal(str(path))}, header = true, auto_detect = false, "
        f"delim = {literal(delimiter)}, quote = '\"', escape = '\"', "
        f"columns = {{{columns}}})"
    )


def header_of(path: Path) -> tuple[list[str], str]:
    """The columns of a CSV file and what separates them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        line = file.readline()
    delimiter = max(",;\t|", key=line.count)
    return next(csv.reader([line], delimiter=delimiter), []), delimiter


def _column_problems(
    connection: DuckDBPyConnection,
    contract: Query,
    file: InputFile,
    source: str,
    stored: dict[str, str],
) -> Iterator[Problem]:
    place = Place(file.path)
    values: list[tuple[Column, str]] = []
    for column in contract.columns:
        if column.name not in stored:
            if not column.has("optional"):
                reason = f"the column {column.name} is missing"
                hint = nearest(column.name, stored) or f"Found: {', '.join(stored)}."
                yield _told(contract, column, reason, place, hint)
        elif stored[column.name] == "CSV":
            values.append((column, _unreadable_text(column)))
        elif stored[column.name] in STORED_AS[str(column.type)]:
            if column.type != stored[column.name]:
                values.append((column, _changed_by_cast(column)))
        elif _has_values(connection, source, column):
            reason = (
                f"the column {column.name} holds {stored[column.name]}, "
                f"not {WORDS[str(column.type)]}"
            )
            hint = "Store the column in its right type."
            yield _told(contract, column, reason, place, hint)
    yield from _unreadable(connection, contract, file, source, values)


def _told(
    contract: Query, column: Column, reason: str, place: Place, hint: str
) -> Problem:
    declared, _ = contract.rendered.place(column.offset)
    return Problem(reason, place, hint, (), str(contract.name), (), declared)


def _unreadable_text(column: Column) -> str:
    name = quote(column.name)
    if column.type not in WRITTEN_AS and column.type != "DOUBLE":
        return "false"
    fault = f"try_cast({name} as {column.type}) is null"
    if pattern := WRITTEN_AS.get(str(column.type)):
        fault += f" or not regexp_full_match(trim({name}), {literal(pattern)})"
    return f"{name} is not null and ({fault})"


def _changed_by_cast(column: Column) -> str:
    if column.type == "DOUBLE" or column.type in ("TEXT", "VARCHAR"):
        return "false"
    name = quote(column.name)
    cast = f"try_cast({name} as {column.type})"
    return f"{name} is not null and ({cast} is null or {cast} <> {name})"


def _has_values(connection: DuckDBPyConnection, source: str, column: Column) -> bool:
    sql = f"select count({quote(column.name)}) from {source}"
    return bool((connection.execute(sql).fetchone() or (0,))[0])


def _unreadable(
    connection: DuckDBPyConnection,
    contract: Query,
    file: InputFile,
    source: str,
    values: list[tuple[Column, str]],
) -> Iterator[Problem]:
    if not values:
        return
    measures = ", ".join(f"count_if({fault})" for _, fault in values)
    counts = connection.execute(f"select {measures} from {source}").fetchone() or ()
    for (column, fault), count in zip(values, counts, strict=True):
        if count:
            rule = f"{column.name} must be {WORDS[str(column.type)]}"
            words = f"{rule}: {at_fault(count)}"
            rows = connection.execute(
                f"select row, {quote(column.name)} from (select row_number() over () "
                f"as row, * from {source}) where {fault} order by row limit {SHOWN}"
            ).fetchall()
            shown = tuple(f"row {row}, {column.name} = {v}" for row, v in rows)
            yield in_file(file.path, contract, column.offset, words, shown)


def _create(
    connection: DuckDBPyConnection,
    contract: Query,
    source: str | None,
    stored: set[str],
) -> None:
    text = ("TEXT", "VARCHAR")
    selected = []
    for column in contract.columns:
        name = quote(column.name)
        value = name if column.name in stored else "null"
        if column.type not in text and source and source.startswith("read_csv"):
            value = f"trim({value})"
        selected.append(f"cast({value} as {column.type}) as {name}")
    rows = f"from {source}" if source else "where false"
    connection.execute(
        f"create or replace table {contract.name.quoted} as "
        f"select {', '.join(selected)} {rows}"
    )
