"""Running the unit tests of queries in memory, without a warehouse."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.authoring.cases import Case, Table
from engine.build.dry_run import DryRun, dry_run
from engine.compile.compiled import Compiled
from engine.compile.parameters import python_value
from engine.compile.project import Project
from engine.compile.query import Query
from engine.diagnose.create_relation import create_relation
from engine.engines.duckdb_engine import DuckDB
from engine.engines.errors import DatabaseError, error_details
from engine.names import Name, quote
from engine.problems import Place, Problem, ProblemError, nearest

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = tuple[Any, ...]
Key = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Difference:
    """A missing or unexpected row, or its other cells: column, expected, actual."""

    kind: str
    row: Mapping[str, Any]
    cells: tuple[tuple[str, Any, Any], ...] = ()


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
    base = project.compile()
    groups: dict[Key, list[Case]] = {}
    for case in cases:
        groups.setdefault(_other_parameters(base, case), []).append(case)
    for parameters, group in groups.items():
        compiled = project.compile(dict(parameters)) if parameters else base
        runnable, unknown = _split_by_relation(compiled, group)
        yield from unknown
        queries = compiled.ordered(case.relation for case in runnable)
        with dry_run(compiled, queries) as empty:
            for case in runnable:
                yield _result(compiled, empty, case)


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
    compiled = project.compile(dict(case.parameters))
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
    runnable, unknown = [], []
    for case in cases:
        if case.relation in compiled.queries:
            runnable.append(case)
            continue
        hint = nearest(str(case.relation), map(str, compiled.queries))
        reason = f"no relation is named {case.relation}"
        problem = Problem(reason, Place(case.path), hint)
        unknown.append(Result(case, problems=(problem,)))
    return runnable, unknown


def _result(compiled: Compiled, empty: DryRun, case: Case) -> Result:
    if case.relation not in empty.names:
        return Result(case, problems=empty.problems)
    empty.connection.execute("begin")
    try:
        _give(empty.connection, compiled, case)
        query = compiled.queries[case.relation]
        create_relation(DuckDB(empty.connection), query)
        return Result(case, tuple(_differences(empty.connection, query, case)))
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
    connection: DuckDBPyConnection, query: Query, case: Case
) -> Iterator[Difference]:
    header = case.expected.header
    types = dict(_columns(connection, query.name))
    _require(case.expected, list(types), query.name, case)
    typed = ", ".join(f"{quote(name)} {types[name]}" for name in header)
    connection.execute(f"create temp table expected ({typed})")
    _insert(connection, Name("temp", "expected"), case.expected, case)
    columns = ", ".join(map(quote, header))
    wanted = connection.execute("from temp.expected").fetchall()
    actual = _actual_rows(connection, query, columns, case)
    yield from compare(header, query.key, wanted, actual, case.tolerance)


def _actual_rows(
    connection: DuckDBPyConnection, query: Query, columns: str, case: Case
) -> list[Row]:
    sql = f"select {columns} from {query.name.quoted} where {case.where}"
    try:
        return connection.execute(sql).fetchall()
    except DatabaseError as error:
        reason = error_details(error)["exception_message"].splitlines()[0]
        raise ProblemError(Problem(f"where: {reason}", Place(case.path))) from error


def compare(
    header: Sequence[str],
    key: Sequence[str],
    wanted: Sequence[Row],
    actual: Sequence[Row],
    tolerance: float,
) -> Iterator[Difference]:
    """Rows matched whole, whatever their order; the rest by key where there is one."""
    left = list(actual)
    missing = []
    for row in wanted:
        match = next((r for r in left if _same_row(row, r, tolerance)), None)
        if match is None:
            missing.append(row)
        else:
            left.remove(match)
    positions = [header.index(name) for name in key if name in header]
    by_key = len(positions) == len(key) > 0
    for row in missing:
        other = next(
            (r for r in left if by_key and all(r[p] == row[p] for p in positions)), None
        )
        if other is None:
            yield Difference("missing", dict(zip(header, row, strict=True)))
            continue
        left.remove(other)
        cells = tuple(
            (name, a, b)
            for name, a, b in zip(header, row, other, strict=True)
            if not same(a, b, tolerance)
        )
        yield Difference("other", {header[p]: row[p] for p in positions}, cells)
    for row in left:
        yield Difference("unexpected", dict(zip(header, row, strict=True)))


def _same_row(one: Row, other: Row, tolerance: float) -> bool:
    return all(same(a, b, tolerance) for a, b in zip(one, other, strict=True))


def same(one: Any, other: Any, tolerance: float) -> bool:
    """Equal; floats within the tolerance, relative or absolute; NULL only NULL."""
    if isinstance(one, float | Decimal) and isinstance(other, float | Decimal):
        a, b = float(one), float(other)
        if math.isnan(a) or math.isnan(b):
            return math.isnan(a) and math.isnan(b)
        return math.isclose(a, b, rel_tol=tolerance, abs_tol=tolerance)
    return bool(one == other)
