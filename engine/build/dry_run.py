"""A dry run: every query on empty inputs in memory, for column types and errors.

No warehouse is needed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.checks.run import run_checks
from engine.compile.compiled import Compiled
from engine.compile.query import Query
from engine.diagnose.binder_errors import is_of_names, problems_of_uncompiled
from engine.diagnose.create_relation import create_relation
from engine.engines.connections import scratch
from engine.engines.duckdb_engine import DuckDB
from engine.inputs.contracts import (
    Files,
    contract_of,
    contracts_of,
    listed_columns,
)
from engine.names import ENGINE_SCHEMA, FILE_SCHEMA, Name
from engine.problems import Problem, ProblemError
from engine.state.work_file import TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class DryRun:
    """Empty relations in memory, and the problems of those that failed."""

    connection: DuckDBPyConnection
    names: frozenset[Name]
    problems: tuple[Problem, ...]


@contextmanager
def dry_run(
    compiled: Compiled, queries: Sequence[Query], files: Files | None = None
) -> Iterator[DryRun]:
    """Run the queries, which are in dependency order, on empty inputs or on `files`."""
    files = files or {}
    with scratch() as connection:
        engine = DuckDB(connection)
        connection.execute(TABLES)
        columns = listed_columns(connection, contracts_of(queries), files)
        if columns:
            insert = "insert into engine.input_column values (?, ?)"
            connection.executemany(insert, columns)
        made = {name for name in engine.relations() if name.schema == ENGINE_SCHEMA}
        problems: list[Problem] = []
        for query in queries:
            if any(n not in made for n in query.reads if n.schema != FILE_SCHEMA):
                continue  # what it reads has failed and is reported there
            try:
                _make(engine, query, files)
                made.add(query.name)
                if query.checked_against <= made:
                    run_checks(engine, query)
            except ProblemError as error:
                problems += error.problems
        yield DryRun(connection, frozenset(made), tuple(problems))


def further_faults(
    compiled: Compiled,
    first_problems: Sequence[Problem],
    queries: Sequence[Query] | None = None,
) -> list[Problem]:
    """The problems of relations that a failed build did not reach, without those that
    follow from `first_problems`."""
    try:
        wanted = compiled.build if queries is None else queries
    except ProblemError:  # a circle: there is no order to take them in
        return []
    with dry_run(compiled, wanted) as made:
        if queries is None:  # nothing has run
            further = [*made.problems, *_uncompiled(compiled, made)]
            places = {problem.place for problem in first_problems}
            return [problem for problem in further if problem.place not in places]
        failed = [
            Name.of(p.relation) for p in first_problems if p.relation and not p.rows
        ]
        names = {name for name in failed if name in compiled.queries}
        relations = {problem.relation for problem in first_problems}
        return [
            problem
            for problem in made.problems
            if problem.relation not in relations
            and (is_of_names(problem) or not _follows(compiled, problem, names))
        ]


def _follows(compiled: Compiled, problem: Problem, failed: Collection[Name]) -> bool:
    """Whether a problem is in a relation that reads a failed one: it may come from the
    types of the failed relation."""
    name = Name.of(problem.relation or "")
    return name in compiled.queries and not compiled.upstream([name]).isdisjoint(failed)


def _uncompiled(compiled: Compiled, made: DryRun) -> Iterator[Problem]:
    """Further problems of the relations that do not compile."""
    defined = {*made.names, *compiled.files}
    read_wrongly = [
        query
        for query in compiled.queries.values()
        if any(n not in defined and n.schema != FILE_SCHEMA for n in query.reads)
    ]
    for query in (*compiled.broken.values(), *read_wrongly):
        if not any(n in defined and n not in made.names for n in query.reads):
            yield from problems_of_uncompiled(made.connection, query, made.names)


def _make(engine: DuckDB, query: Query, files: Files) -> None:
    if not query.is_contract:
        create_relation(engine, query)
        return
    engine.make_schema(query.name.schema)
    contract = contract_of(query)
    # a code list has its rows without any input
    file = files.get(query.name) or contract.beside_file()
    problems, _ = contract.load(engine.connection, file)
    if problems:
        raise ProblemError(problems)
