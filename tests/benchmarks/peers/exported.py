"""The compiled SQL of a build, statement by statement, for others to run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb

from engine.compile.compiled import Compiled
from engine.compile.project import Project
from engine.compile.query import Query
from engine.engines.duckdb_engine import DuckDB
from engine.inputs.contracts import contract_of, contracts_of, find_inputs
from engine.materialize.poisson_fit import model_of
from engine.names import ENGINE_SCHEMA, FILE_SCHEMA, Name, literal, quote
from tests.benchmarks.peers.statements import Statement, write

CREATED = re.compile(r'create or replace (?:table|view) "(\w+)"\."(\w+)" as\s', re.I)


def export(
    inputs: Path, settings: Mapping[str, str], work: Path, to: Path, *select: str
) -> list[Statement]:
    """Write the statements of a build to a folder, in the order in which they run.

    `work` is a work file of such a build, of which the engine's tables are taken;
    `select`: only these relations and what they read, checks left aside.
    """
    to.mkdir(parents=True, exist_ok=True)
    compiled = Project(Path(__file__).parents[3]).compile(settings, synthetic=False)
    chosen = _chosen(compiled, select)
    statements = [
        *_engine_tables(work, to, chosen),
        *_statements(compiled, chosen, inputs, work),
    ]
    write(statements, to)
    return statements


def _chosen(compiled: Compiled, select: Sequence[str]) -> list[Query]:
    if not select:
        return compiled.build
    waiting = [compiled.find(text).name for text in select]
    wanted: set[Name] = set()
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted.add(name)
            waiting += compiled.reads(name)
    return [query for query in compiled.build if query.name in wanted]


def _engine_tables(
    work: Path, to: Path, chosen: Sequence[Query]
) -> Iterator[Statement]:
    read = {n for query in chosen for n in query.reads if n.schema == ENGINE_SCHEMA}
    with duckdb.connect(str(work), read_only=True) as connection:
        for name in sorted(read):
            file = to / f"{name}.parquet"
            path = literal(str(file))
            connection.execute(f"copy {name.quoted} to {path} (format parquet)")
            yield Statement(str(name), "table", f"select * from {path}", ())


def _statements(
    compiled: Compiled, chosen: Sequence[Query], inputs: Path, work: Path
) -> Iterator[Statement]:
    loads = _loads(compiled, inputs, work)
    for query in chosen:
        model = None
        if query.materialization.kind == "poisson":
            model = asdict(model_of(query))
        yield Statement(
            str(query.name),
            query.materialization.kind,
            loads.get(query.name, query.sql),
            tuple(str(n) for n in query.reads if n.schema != FILE_SCHEMA),
            model,
        )


def _loads(compiled: Compiled, inputs: Path, work: Path) -> dict[Name, str]:
    """The SELECT of each input, as its contract reads the file that is there."""
    contracts = contracts_of(compiled.build)
    files = find_inputs(inputs, contracts)
    first = compiled.ordered(contract.name for contract in contracts)
    selects: dict[Name, str] = {}
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(work))} as work (read_only)")
        for schema in {query.name.schema for query in first}:
            connection.execute(f"create schema {quote(schema)}")
        for query in first:
            if not query.is_contract:
                _copy(connection, query)
                continue
            recorded: Any = Recorder(connection)
            loaded = contract_of(query).load(recorded, files.get(query.name))
            assert not loaded.problems, loaded.problems
            selects[query.name] = recorded.select(query)
    return selects


def _copy(connection: duckdb.DuckDBPyConnection, query: Query) -> None:
    """A relation that inputs are read by, from the work file."""
    DuckDB(connection).create(query.name, f"from work.{query.name}", "table")


class Recorder:
    """Stands before a connection and keeps the texts of the relations that it makes."""

    def __init__(self, inner: duckdb.DuckDBPyConnection) -> None:
        self.inner = inner
        self.made: dict[Name, str] = {}

    def execute(self, sql: str, *more: Any) -> duckdb.DuckDBPyConnection:
        if match := CREATED.match(sql):
            name, select = Name(match[1], match[2]), sql[match.end() :]
            self.made[name] = select
            if name.schema != FILE_SCHEMA:  # no row need be loaded
                sql = f"{match[0]}select * from (\n{select}\n) limit 0"
        return self.inner.execute(sql, *more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def select(self, query: Query) -> str:
        """The relation's SELECT, in which a file is the SELECT that reads it."""
        sql = self.made[query.name]
        for name in set(query.reads) & set(self.made):
            first, *rest = re.split(rf"\b{name}\b", sql)
            sql = "".join([first, *(f"({self.made[name]}){text}" for text in rest)])
        return sql
