"""A project's relations without rows: their columns and types, and what does not bind.

No warehouse is needed: the queries run on empty inputs in memory.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.checks.run import run_checks
from engine.compile.compiled import Compiled
from engine.compile.query import Query
from engine.diagnose.binder_errors import is_of_names, problems_behind
from engine.inputs.contracts import contract_of
from engine.materialize.create import materialize
from engine.names import ENGINE_SCHEMA, FILE_SCHEMA, Name
from engine.problems import Problem, ProblemError
from engine.state import work_file as store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Skeleton:
    """Empty relations in memory, and the faults of those that could not be made."""

    connection: DuckDBPyConnection
    names: frozenset[Name]
    problems: tuple[Problem, ...]


@contextmanager
def skeleton(compiled: Compiled, queries: Sequence[Query]) -> Iterator[Skeleton]:
    """The queries, which are in order, on empty inputs."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("set errors_as_json = true")
        connection.execute(store.STATE)
        made = {n for n in store.stored_relations(connection) if _is_engine(n)}
        problems: list[Problem] = []
        for query in queries:
            if any(n not in made for n in query.reads if n.schema != FILE_SCHEMA):
                continue  # what it reads has failed and is reported there
            try:
                _make(connection, query)
                made.add(query.name)
                if query.checked_against <= made:
                    run_checks(connection, query)
            except ProblemError as error:
                problems += error.problems
        yield Skeleton(connection, frozenset(made), tuple(problems))


def further_faults(
    compiled: Compiled,
    told: Sequence[Problem],
    queries: Sequence[Query] | None = None,
) -> list[Problem]:
    """Faults of relations of which nothing has been told, found without running them.

    A build that fails early has not reached them, and yet they are no consequence.
    """
    try:
        wanted = compiled.build if queries is None else queries
    except ProblemError:  # a circle: there is no order to take them in
        return []
    with skeleton(compiled, wanted) as made:
        if queries is None:  # nothing has run
            found = [*made.problems, *_beside(compiled, made)]
            places = {problem.place for problem in told}
            return [problem for problem in found if problem.place not in places]
        failed = [Name.of(p.relation) for p in told if p.relation and not p.rows]
        names = {name for name in failed if name in compiled.queries}
        relations = {problem.relation for problem in told}
        return [
            problem
            for problem in made.problems
            if problem.relation not in relations
            and (is_of_names(problem) or not _follows(compiled, problem, names))
        ]


def _follows(compiled: Compiled, problem: Problem, failed: Collection[Name]) -> bool:
    """Whether a fault lies in a relation that reads one that failed, so that it may
    come from the types that that one has."""
    name = Name.of(problem.relation or "")
    return name in compiled.queries and not compiled.upstream([name]).isdisjoint(failed)


def _beside(compiled: Compiled, made: Skeleton) -> Iterator[Problem]:
    """What is wrong with relations that do not compile beside what was told."""
    known = {*made.names, *compiled.project.query_files}
    read_wrongly = [
        query
        for query in compiled.queries.values()
        if any(n not in known and n.schema != FILE_SCHEMA for n in query.reads)
    ]
    for query in (*compiled.broken.values(), *read_wrongly):
        if not any(n in known and n not in made.names for n in query.reads):
            yield from problems_behind(made.connection, query, made.names)


def _make(connection: DuckDBPyConnection, query: Query) -> None:
    schema = query.name.schema.replace('"', '""')
    connection.execute(f'create schema if not exists "{schema}"')
    if not query.is_contract:
        materialize(connection, query)
        return
    contract = contract_of(query)
    file = contract.beside_file()  # a code list has its rows without any input
    if problems := contract.load(connection, file):
        raise ProblemError(problems)


def _is_engine(name: Name) -> bool:
    return name.schema == ENGINE_SCHEMA
