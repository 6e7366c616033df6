"""Running the project's queries on tables in memory, without files or a warehouse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa

from engine.compile.compiled import Compiled
from engine.compile.project import Project
from engine.compile.query import Query
from engine.diagnose.create_relation import create_relation
from engine.engines.duckdb_engine import DuckDB
from engine.inputs.contracts import contract_of, contracts_of, listed_columns
from engine.inputs.files import InputFile
from engine.names import ENGINE_SCHEMA, Name, quote
from engine.state.work_file import TABLES

DREAM = Name("input", "dream")
ROOT = Path(__file__).resolve().parents[1]
KEPT = TemporaryDirectory()  # what is compiled, for the next parameters
Rows = Sequence[Mapping[str, Any]]
Tables = Mapping[str, Rows]

ARROW = {
    "TEXT": pa.string(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "DATE": pa.date32(),
    "BOOLEAN": pa.bool_(),
}


@cache
def compiled(*settings: tuple[str, str]) -> Compiled:
    """The project's queries, rendered with parameters overridden."""
    return Project(ROOT).compile(dict(settings), cache=Path(KEPT.name) / "compiled")


def settings_of(parameters: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Parameters as `--set` would give them, in an order that caches well."""
    texts = {name: str(value).lower() for name, value in parameters.items()}
    return tuple(sorted(texts.items()))


@contextmanager
def built(
    tables: Tables,
    parameters: Mapping[str, Any] | None = None,
    *,
    threads: int = 1,
    until: Sequence[str] = (),
    project: Compiled | None = None,
    dream: Path | None = None,
    as_if_large: bool = False,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with every relation of a build on these input tables.

    `until` names the relations that are wanted, if not all are; `project` is another
    than this one, compiled; `dream` is the file of that table. `as_if_large` shares the
    rows among the threads however few they are.
    """
    project = project or compiled(*settings_of(parameters or {}))
    names = [Name.of(text) for text in until]
    queries = project.ordered(names) if names else project.build
    with duckdb.connect(config={"threads": threads}) as connection:
        connection.execute(TABLES)
        connection.execute("set errors_as_json = true")
        if as_if_large:
            connection.execute("pragma verify_parallelism")
        files = {DREAM: InputFile.of(DREAM.table, dream)} if dream else {}
        listed = listed_columns(connection, contracts_of(queries), files)
        if listed:
            connection.executemany(
                "insert into engine.input_column values (?, ?)", listed
            )
        for schema in {query.name.schema for query in queries} - {ENGINE_SCHEMA}:
            connection.execute(f"create schema {quote(schema)}")
        for query in queries:
            if not query.is_contract:
                materialize(connection, query)
                continue
            contract = contract_of(query)
            if given := tables.get(contract.table):
                _load(connection, query, given)
            else:
                file = files.get(query.name) or contract.beside_file()
                assert not contract.load(connection, file).problems
        yield connection


def materialize(connection: duckdb.DuckDBPyConnection, query: Query) -> None:
    """Make a query's relation on a connection."""
    create_relation(DuckDB(connection), query)


def rows(
    connection: duckdb.DuckDBPyConnection, relation: str, order: str = "all"
) -> list[dict[str, Any]]:
    """The rows of a relation as dictionaries."""
    table = connection.sql(f"from {relation} order by {order}").to_arrow_table()
    listed: list[dict[str, Any]] = table.to_pylist()
    return listed


def _load(connection: duckdb.DuckDBPyConnection, query: Query, given: Rows) -> None:
    columns = {c.name: ARROW[str(c.type)] for c in query.columns}
    data = {
        name: pa.array([row.get(name) for row in given], kind)
        for name, kind in columns.items()
    }
    connection.register("given", pa.table(data))
    connection.execute(f"create table {query.name.quoted} as from given")
    connection.unregister("given")
