"""Running the unit tests of queries in memory, without a warehouse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from engine.authoring.cases import Case, Expected, Table
from engine.authoring.compare_rows import Difference, Row, compare
from engine.build.dry_run import DryRun, dry_run
from engine.checks.run import errors_and_warnings, run_checks
from engine.compile.compiled import Compiled
from engine.compile.parameters import python_value
from engine.compile.project import Project
from engine.compile.query import Query
from engine.diagnose.create_relation import create_relation
from engine.engines.duckdb_engine import DuckDB
from engine.engines.errors import DatabaseError, error_details
from engine.inputs.contracts import contracts_of, find_inputs
from engine.names import Name, quote
from engine.problems import Place, Problem, ProblemError, nearest

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Key = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Result:
    """The result of a case."""

    case: Case
    differences: tuple[Difference, ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    @property
    def passed(self) -> bool:
        return not self.differences and not self.problems


def run_cases(project: Project, cases: Sequence[Case]) -> Iterator[Result]:
    """Each case's result; those with the same parameters share an empty project."""
    for compiled, group in _by_parameters(project, cases):
        runnable, unknown = _split_by_relation(compiled, group)
        yield from unknown
        yield from (_whole(compiled, case) for case in runnable if case.inputs)
        alone = [case for case in runnable if not case.inputs]
        queries = compiled.ordered(case.relation for case in alone)
        with dry_run(compiled, queries) as empty:
            for case in alone:
                yield _result(compiled, empty, case)


def _by_parameters(
    project: Project, cases: Sequence[Case]
) -> Iterator[tuple[Compiled, list[Case]]]:
    """The cases that have the same parameters, and the project compiled with these."""
    names = [name for case in cases for name in case.relations]
    groups: dict[Key, list[Case]] = {}
    with TemporaryDirectory() as folder:
        kept = Path(folder) / "compiled.json"  # parameters concern few queries
        base = project.compile_for(names, cache=kept)
        for case in cases:
            groups.setdefault(_other_parameters(base, case), []).append(case)
        for parameters, group in groups.items():
            changed = dict(parameters)
            yield project.compile_for(names, changed, kept) if changed else base, group


def _other_parameters(base: Compiled, case: Case) -> Key:
    """The parameters of a case with another value than the project's."""
    parameters = base.parameters
    return tuple(
        (name, value)
        for name, value in sorted(case.parameters.items())
        if name not in parameters
        or str(parameters[name].expression) != str(python_value(value))
    )


def recorded_rows(project: Project, case: Case) -> Table:
    """The rows of a case's relation, computed from its given rows."""
    compiled = project.compile_for(case.relations, dict(case.parameters))
    query = compiled.queries[case.relation]
    with dry_run(compiled, compiled.ordered([case.relation])) as empty:
        _give(empty.connection, compiled, case)
        create_relation(DuckDB(empty.connection), query)
        names = [name for name, *_ in _columns(empty.connection, query.name)]
        order = ", ".join(map(quote, query.key)) or "all"
        texts = ", ".join(f"cast({quote(name)} as text)" for name in names)
        rows = empty.connection.execute(
            f"select {texts} from {query.name.quoted} order by {order}"
        ).fetchall()
    return Table(tuple(names), tuple(rows))


def _split_by_relation(
    compiled: Compiled, cases: Iterable[Case]
) -> tuple[list[Case], list[Result]]:
    runnable: list[Case] = []
    unknown: list[Result] = []
    for case in cases:
        names = [expected.relation for expected in case.expected]
        missing = [name for name in names if name not in compiled.queries]
        problems = tuple(_no_relation(compiled, case, name) for name in missing)
        if problems:
            unknown.append(Result(case, problems=problems))
        else:
            runnable.append(case)
    return runnable, unknown


def _no_relation(compiled: Compiled, case: Case, name: Name) -> Problem:
    hint = nearest(str(name), map(str, compiled.queries))
    return Problem(f"no relation is named {name}", Place(case.path), hint)


def _whole(compiled: Compiled, case: Case) -> Result:
    """All that the expected relations read, run on the case's input tables."""
    assert case.inputs
    queries = compiled.ordered(expected.relation for expected in case.expected)
    try:
        files = find_inputs(case.inputs, contracts_of(queries))
        with dry_run(compiled, queries, files) as made:
            faults = [
                f for q in queries for f in run_checks(DuckDB(made.connection), q)
            ]
            errors, _ = errors_and_warnings(faults)
            problems = (*made.problems, *(fault.problem for fault in errors))
            if problems:
                return Result(case, problems=problems)
            return Result(case, tuple(_differences(made.connection, compiled, case)))
    except ProblemError as error:
        return Result(case, problems=tuple(error.problems))


def _result(compiled: Compiled, empty: DryRun, case: Case) -> Result:
    if case.relation not in empty.names:
        return Result(case, problems=empty.problems)
    empty.connection.execute("begin")
    try:
        _give(empty.connection, compiled, case)
        query = compiled.queries[case.relation]
        create_relation(DuckDB(empty.connection), query)
        return Result(case, tuple(_differences(empty.connection, compiled, case)))
    except ProblemError as error:
        return Result(case, problems=tuple(error.problems))
    finally:
        empty.connection.execute("rollback")


# given rows ------------------------------------------------------------------


def possible_inputs(compiled: Compiled, name: Name) -> set[Name]:
    """The relations that a case may give: those read, directly or through views."""
    relations: set[Name] = set()
    for read in compiled.queries[name].reads:
        relations.add(read)
        if read in compiled.queries and compiled.queries[read].is_view:
            relations |= possible_inputs(compiled, read)
    return relations


def _give(connection: DuckDBPyConnection, compiled: Compiled, case: Case) -> None:
    allowed = possible_inputs(compiled, case.relation)
    for name, table in case.given.items():
        if name not in allowed:
            reason = f"{case.relation} does not read {name}"
            reads = f"It reads {', '.join(sorted(map(str, allowed)))}."
            hint = nearest(str(name), map(str, allowed)) or reads
            raise ProblemError(Problem(reason, Place(case.path), hint))
        if name in compiled.queries and compiled.queries[name].is_view:
            _view_to_table(connection, name)
        _insert(connection, name, table, case)


def _view_to_table(connection: DuckDBPyConnection, name: Name) -> None:
    columns = _columns(connection, name)
    typed = ", ".join(f"{quote(column)} {kind}" for column, kind in columns)
    connection.execute(f"drop view {name.quoted}")
    connection.execute(f"create table {name.quoted} ({typed})")


def _insert(
    connection: DuckDBPyConnection, name: Name, table: Table, case: Case
) -> None:
    _require(table, [column for column, _ in _columns(connection, name)], name, case)
    connection.execute(f"delete from {name.quoted}")
    columns = ", ".join(map(quote, table.header))
    marks = ", ".join("?" * len(table.header))
    try:
        for row in table.rows:
            sql = f"insert into {name.quoted} ({columns}) values ({marks})"
            connection.execute(sql, list(row))
    except DatabaseError as error:
        reason = error_details(error)["exception_message"].splitlines()[0]
        raise ProblemError(Problem(f"{name}: {reason}", Place(case.path))) from error


def _require(table: Table, columns: Sequence[str], name: Name, case: Case) -> None:
    for column in table.header:
        if column not in columns:
            hint = nearest(column, columns) or f"Columns: {', '.join(columns)}."
            reason = f"{name} has no column {column}"
            raise ProblemError(Problem(reason, Place(case.path), hint))


def _columns(connection: DuckDBPyConnection, name: Name) -> list[tuple[str, str]]:
    rows = connection.execute(f"describe {name.quoted}").fetchall()
    return [(str(row[0]), str(row[1])) for row in rows]


# actual rows -----------------------------------------------------------------


def _differences(
    connection: DuckDBPyConnection, compiled: Compiled, case: Case
) -> Iterator[Difference]:
    for expected in case.expected:
        query = compiled.queries[expected.relation]
        for difference in _differs(connection, query, expected, case):
            yield replace(difference, relation=str(query.name))


def _differs(
    connection: DuckDBPyConnection, query: Query, expected: Expected, case: Case
) -> Iterator[Difference]:
    header = expected.table.header
    types = dict(_columns(connection, query.name))
    _require(expected.table, list(types), query.name, case)
    typed = ", ".join(f"{quote(name)} {types[name]}" for name in header)
    connection.execute(f"create or replace temp table expected ({typed})")
    _insert(connection, Name("temp", "expected"), expected.table, case)
    wanted = connection.execute("from temp.expected").fetchall()
    actual = _actual_rows(connection, query, expected, case)
    near, partial = expected.tolerance, expected.partial
    yield from compare(header, query.key, wanted, actual, near, partial=partial)


def _actual_rows(
    connection: DuckDBPyConnection, query: Query, expected: Expected, case: Case
) -> list[Row]:
    columns = ", ".join(map(quote, expected.table.header))
    sql = f"select {columns} from {query.name.quoted} where {expected.where}"
    try:
        return connection.execute(sql).fetchall()
    except DatabaseError as error:
        reason = error_details(error)["exception_message"].splitlines()[0]
        raise ProblemError(Problem(f"where: {reason}", Place(case.path))) from error
