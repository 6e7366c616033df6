"""Checks: what a relation's directives say always holds, as SQL that finds faults.

Each check is a query for the rows at fault. One scan counts the faults of all
checks of single rows; only for a check that finds some are rows fetched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.directives import named
from engine.query import Column, Query, literal, quote

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SHOWN = 5


@dataclass(frozen=True)
class Check:
    """A rule of one relation; `fault` is a condition on a row that breaks it."""

    query: Query
    rule: str
    columns: tuple[str, ...]
    fault: str
    offset: int
    grouped: bool = False

    @property
    def sql(self) -> str:
        """A query that gives the rows at fault."""
        source = self.query.name.quoted
        keys = ", ".join(map(quote, self.columns))
        if self.grouped:
            return (
                f"select {keys}, count(*) as rows from {source} "
                f"group by {keys} having count(*) > 1 order by all"
            )
        shown = dict.fromkeys([*self.query.key, *self.columns])
        return f"select {', '.join(map(quote, shown))} from {source} where {self.fault}"


@dataclass(frozen=True)
class Fault:
    """A check that found rows: how many, and the first few for people to see."""

    check: Check
    count: int
    rows: tuple[str, ...]


def checks_of(query: Query) -> list[Check]:
    """Every check that the directives of a query declare."""
    found = list(_head_checks(query))
    for column in query.columns:
        found += _column_checks(query, column)
    return found


def run_checks(
    connection: DuckDBPyConnection, query: Query, *, numbered: bool = False
) -> list[Fault]:
    """The faults of a built relation; `numbered` shows the rows' numbers."""
    checks = checks_of(query)
    counts = _count(connection, query, checks)
    return [
        Fault(check, count, _rows(connection, check, numbered))
        for check, count in zip(checks, counts, strict=True)
        if count
    ]


def _head_checks(query: Query) -> Iterator[Check]:
    for directive in query.directives:
        offset = max(query.sql.find(f"@{directive.name}"), 0)
        if directive.name == "key":
            columns = tuple(directive.items)
            rule = f"{', '.join(columns)} must identify a row"
            yield Check(query, rule, columns, "", offset, grouped=True)
        elif directive.name == "rule":
            condition, words = (*directive.parts, "")[:2]
            named_columns = tuple(c.name for c in query.columns if c.name in condition)
            fault = f"not ({condition})"
            yield Check(query, words or condition, named_columns, fault, offset)


def _column_checks(query: Query, column: Column) -> Iterator[Check]:
    name = quote(column.name)
    for rule, fault in _column_rules(query, column, name):
        yield Check(query, rule, (column.name,), fault, column.offset)


def _column_rules(query: Query, column: Column, name: str) -> Iterator[tuple[str, str]]:
    in_public_key = query.published and column.name in query.key
    required = query.name.schema == "input" or in_public_key
    if column.has("not_null") or (required and not column.has("optional")):
        yield f"{column.name} must not be empty", f"{name} is null"
    if column.type == "DOUBLE" and query.name.schema == "input":
        yield f"{column.name} must be a finite number", f"not isfinite({name})"
    for directive in column.directives:
        if directive.name == "in":
            values = ", ".join(map(literal, directive.items))
            yield f"{column.name} must be one of {values}", f"{name} not in ({values})"
        elif directive.name == "min":
            least = directive.arguments
            yield f"{column.name} must be at least {least}", f"{name} < {least}"
        elif directive.name == "max":
            most = directive.arguments
            yield f"{column.name} must be at most {most}", f"{name} > {most}"
        elif directive.name == "references":
            schema, table, target = (directive.arguments or "").strip().split(".")
            relation = f"{quote(schema)}.{quote(table)}"
            known = f"select {quote(target)} from {relation}"
            rule = f"{column.name} must stand in {schema}.{table}"
            yield rule, f"{name} is not null and {name} not in ({known})"


def _count(
    connection: DuckDBPyConnection, query: Query, checks: list[Check]
) -> list[int]:
    single = [check for check in checks if not check.grouped]
    counts: dict[int, int] = {}
    if single:
        measures = ", ".join(f"count_if({check.fault})" for check in single)
        sql = f"select {measures} from {query.name.quoted}"
        row = connection.execute(sql).fetchone() or ()
        counts = {id(check): count for check, count in zip(single, row, strict=True)}
    for check in checks:
        if check.grouped:
            sql = f"select coalesce(sum(rows), 0) from ({check.sql})"
            counts[id(check)] = (connection.execute(sql).fetchone() or (0,))[0]
    return [int(counts[id(check)] or 0) for check in checks]


def _rows(
    connection: DuckDBPyConnection, check: Check, numbered: bool
) -> tuple[str, ...]:
    cursor = connection.execute(_numbered(check) if numbered else check.sql)
    names = [column[0] for column in cursor.description or []]
    persons = {c.name for c in check.query.columns if named(c.directives, "person")}
    return tuple(
        ", ".join(_cells(names, row, persons)) for row in cursor.fetchmany(SHOWN)
    )


def _numbered(check: Check) -> str:
    """The rows at fault with their numbers in the file, counted from 1."""
    columns = ", ".join(map(quote, dict.fromkeys([*check.query.key, *check.columns])))
    source = check.query.name.quoted
    if check.grouped:
        return (
            f"select rowid + 1 as row, {columns} from {source} "
            f"qualify count(*) over (partition by {columns}) > 1 "
            f"order by {columns}, row"
        )
    return (
        f"select rowid + 1 as row, {columns} from {source} where {check.fault} "
        "order by row"
    )


def _cells(
    names: Iterable[str], row: tuple[object, ...], persons: set[str]
) -> Iterator[str]:
    for name, value in zip(names, row, strict=True):
        if name == "row":
            yield f"row {value}"
        elif name in persons and value is not None:
            yield f"{name} = …{str(value)[-2:]}"
        else:
            yield f"{name} = {'(empty)' if value is None else value}"
