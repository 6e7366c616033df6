"""Checks: what a relation's directives say always holds, as SQL that finds faults.

Each check is a query for the rows at fault. One scan counts the faults of all
checks of single rows; only for a check that finds some are rows fetched.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.directives import Directive
from engine.problems import Problem, ProblemError
from engine.query import Column, Name, Query, error_details, literal, quote

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SHOWN = 5
PERSON_NAMES = ("person_id", "pnr")
ROWS = re.compile(r"\s*(=|<>|<=|>=|<|>)\s*(?:(\d+)|(\w+)\.(\w+))\s*")


@dataclass(frozen=True)
class Check:
    """A rule of one relation. A rule of single rows has `fault`, a condition on a row
    that breaks it; any other has `finder`, a query for what is at fault."""

    query: Query
    rule: str
    offset: int
    warning: bool = False
    columns: tuple[str, ...] = ()
    fault: str = ""
    finder: str = ""
    grouped: bool = False

    @property
    def sql(self) -> str:
        """A query that gives the rows at fault."""
        if self.finder:
            return self.finder
        shown = dict.fromkeys([*self.query.key, *self.columns])
        selected = ", ".join(map(quote, shown)) or "*"
        return f"select {selected} from {self.query.name.quoted} where {self.fault}"

    @property
    def severity(self) -> str:
        return "warning" if self.warning else "error"


@dataclass(frozen=True)
class Fault:
    """A check that found rows: how many, and the first few for people to see."""

    check: Check
    count: int
    rows: tuple[str, ...]

    @property
    def words(self) -> str:
        return f"{self.check.rule}: {at_fault(self.count)}"

    @property
    def problem(self) -> Problem:
        hint = f"Find them with: {self.check.sql}"
        query = self.check.query
        return query.problem(self.words, self.check.offset, hint, self.rows)

    @property
    def note(self) -> str:
        """A warning in one line."""
        example = f", such as {self.rows[0]}" if self.rows else ""
        return f"warning: {self.words}{example}. Find them with: {self.check.sql}"


def at_fault(count: int) -> str:
    return f"{count} row{'s' if count != 1 else ''} at fault"


def checks_of(query: Query) -> list[Check]:
    """Every check that the directives of a query declare."""
    found = list(_head_checks(query))
    for column in query.output:
        for directive in column.directives:
            found += _column_check(query, column, directive)
        found += _input_checks(query, column)
    return found


def run_checks(
    connection: DuckDBPyConnection, query: Query, *, numbered: bool = False
) -> list[Fault]:
    """The faults of a built relation; `numbered` shows the rows' numbers.

    Raises ProblemError where a check is no SQL that DuckDB can run.
    """
    results = all_results(connection, query, numbered=numbered)
    return [result for result in results if result.count]


def all_results(
    connection: DuckDBPyConnection, query: Query, *, numbered: bool = False
) -> list[Fault]:
    """Every check of a relation, with no rows where it holds."""
    checks = checks_of(query)
    counts = _count(connection, query, checks)
    return [
        Fault(check, count, _rows(connection, check, numbered) if count else ())
        for check, count in zip(checks, counts, strict=True)
    ]


def sorted_out(faults: Iterable[Fault]) -> tuple[list[Fault], list[str]]:
    """The faults that stop a build, and the warnings as notes."""
    errors, notes = [], []
    for fault in faults:
        if fault.check.warning:
            notes.append(fault.note)
        else:
            errors.append(fault)
    return errors, notes


def _head_checks(query: Query) -> Iterator[Check]:
    source = query.name.quoted
    for directive in query.directives:
        offset, warning = directive.offset, directive.warning
        if directive.name == "key":
            columns = tuple(directive.items)
            rule = f"{', '.join(columns)} must identify a row"
            keys = ", ".join(map(quote, columns))
            finder = (
                f"select {keys}, count(*) as rows from {source} "
                f"group by {keys} having count(*) > 1 order by all"
            )
            yield Check(query, rule, offset, warning, columns, "", finder, True)
        elif directive.name == "rule":
            condition, words = (*directive.parts, "")[:2]
            named_columns = tuple(c.name for c in query.output if c.name in condition)
            fault = f"not ({condition})"
            rule = words or condition
            yield Check(query, rule, offset, warning, named_columns, fault)
        elif directive.name == "rows":
            yield _rows_check(query, directive)
        elif directive.name == "materialize" and query.kind == "check":
            rule = query.comment.split(". ")[0].rstrip(".")
            finder = f"select * from {source}"
            yield Check(query, rule, offset, warning, (), "", finder)


def _rows_check(query: Query, directive: Directive) -> Check:
    found = ROWS.fullmatch(directive.arguments or "")
    if not found:
        hint = "Write @rows(= SCHEMA.NAME) or @rows(>= 1)."
        reason = "@rows takes a comparison and a relation or a number"
        raise ProblemError(query.problem(reason, directive.offset, hint))
    sign, number, schema, table = found.groups()
    other = (
        f"select {number} as rows"
        if number
        else f"select count(*) as rows from {Name(schema, table).quoted}"
    )
    finder = (
        "select own.rows, other.rows as other_rows from "
        f"(select count(*) as rows from {query.name.quoted}) as own "
        f"cross join ({other}) as other where not (own.rows {sign} other.rows)"
    )
    rule = f"the number of rows must be {sign} {number or f'that of {schema}.{table}'}"
    return Check(query, rule, directive.offset, directive.warning, (), "", finder)


def _column_check(
    query: Query, column: Column, directive: Directive
) -> Iterator[Check]:
    found = _column_rule(column.name, quote(column.name), directive)
    if found:
        rule, fault = found
        columns = (column.name,)
        yield Check(query, rule, directive.offset, directive.warning, columns, fault)


def _column_rule(plain: str, name: str, directive: Directive) -> tuple[str, str] | None:
    arguments = (directive.arguments or "").strip()
    if directive.name == "not_null":
        return f"{plain} must not be empty", f"{name} is null"
    if directive.name == "in":
        values = ", ".join(map(literal, directive.items))
        return f"{plain} must be one of {values}", f"{name} not in ({values})"
    if directive.name == "min":
        return f"{plain} must be at least {arguments}", f"{name} < {arguments}"
    if directive.name == "max":
        return f"{plain} must be at most {arguments}", f"{name} > {arguments}"
    if directive.name == "references":
        schema, table, target = (*arguments.split("."), "", "")[:3]
        known = f"select {quote(target)} from {Name(schema, table).quoted}"
        rule = f"{plain} must stand in {schema}.{table}"
        return rule, f"{name} is not null and {name} not in ({known})"
    return None


def _input_checks(query: Query, column: Column) -> Iterator[Check]:
    """What holds of every input column and public key, whatever directives say."""
    name = quote(column.name)
    in_public_key = query.published and column.name in query.key
    required = query.name.schema == "input" or in_public_key
    if required and not column.has("optional") and not column.has("not_null"):
        rule, fault = f"{column.name} must not be empty", f"{name} is null"
        yield Check(query, rule, column.offset, False, (column.name,), fault)
    if column.type == "DOUBLE" and query.name.schema == "input":
        rule, fault = f"{column.name} must be a finite number", f"not isfinite({name})"
        yield Check(query, rule, column.offset, False, (column.name,), fault)


def _count(
    connection: DuckDBPyConnection, query: Query, checks: list[Check]
) -> list[int]:
    counts = _count_single(connection, query, [c for c in checks if c.fault])
    for check in checks:
        if check.grouped and query.kind != "view" and _ascends(connection, check):
            counts[id(check)] = 0
        elif check.finder:
            measure = "coalesce(sum(rows), 0)" if check.grouped else "count(*)"
            sql = f"select {measure} from ({check.finder})"
            counts[id(check)] = _counted(connection, sql, [(0, check)])[0]
    return [counts[id(check)] for check in checks]


def _ascends(connection: DuckDBPyConnection, check: Check) -> bool:
    """Whether each row's key is above that of the row before, as the rows lie: then
    none stands twice. It takes a fraction of the time of grouping them."""
    keys = f"row({', '.join(map(quote, check.columns))})"
    before = f"select {keys} as key, lag({keys}) over () as key_before"
    sql = (
        "select count_if(not coalesce(key > key_before, false)) "
        f"from ({before} from {check.query.name.quoted})"
    )
    first_one_only = 1
    return _counted(connection, sql, [(0, check)])[0] <= first_one_only


def _count_single(
    connection: DuckDBPyConnection, query: Query, checks: list[Check]
) -> dict[int, int]:
    """The faults of single rows, all in one scan."""
    if not checks:
        return {}
    sql, parts = "select ", []
    for check in checks:
        parts.append((len(sql.encode()), check))
        sql += f"count_if({check.fault}), "
    found = _counted(connection, f"{sql}from {query.name.quoted}", parts)
    return {id(c): count for c, count in zip(checks, found, strict=True)}


def _counted(
    connection: DuckDBPyConnection, sql: str, parts: list[tuple[int, Check]]
) -> list[int]:
    """The one row of a query; `parts` say where in it which check stands."""
    import duckdb

    try:
        return [int(n or 0) for n in connection.execute(sql).fetchone() or ()]
    except duckdb.Error as error:
        from engine.refusal import hint_of, plain_words, view_problem

        details = error_details(error)
        position = int(details.get("position", 0))
        starts = [start for start, _ in parts]
        check = parts[max(bisect_right(starts, position) - 1, 0)][1]
        reason = f"the check cannot run: {plain_words(error).rstrip('!.')}"
        problem = check.query.problem(reason, check.offset, hint_of(details))
        own = view_problem(connection, check.query, error)
        raise ProblemError(own or problem) from error


def _rows(
    connection: DuckDBPyConnection, check: Check, numbered: bool
) -> tuple[str, ...]:
    cursor = connection.execute(_numbered(check) if numbered else check.sql)
    names = [column[0] for column in cursor.description or []]
    persons = person_columns(check.query)
    return tuple(
        ", ".join(_cells(names, row, persons)) for row in cursor.fetchmany(SHOWN)
    )


def person_columns(query: Query) -> set[str]:
    """The columns that identify a person."""
    marked = {column.name for column in query.columns if column.has("person")}
    return marked | {c.name for c in query.columns if c.name.lower() in PERSON_NAMES}


def _numbered(check: Check) -> str:
    """The rows at fault with their numbers in the file, counted from 1."""
    if check.finder and not check.grouped:
        return check.finder
    numbered = f"(select row_number() over () as row, * from {check.query.name.quoted})"
    if check.grouped:
        keys = ", ".join(map(quote, check.columns))
        return (
            f"select row, {keys} from {numbered} "
            f"qualify count(*) over (partition by {keys}) > 1 order by {keys}, row"
        )
    shown = dict.fromkeys([*check.query.key, *check.columns])
    columns = ", ".join(["row", *map(quote, shown)])
    return f"select {columns} from {numbered} where {check.fault} order by row"


def masked(value: object) -> str:
    """A person's identifier, all but its end left out."""
    return f"…{str(value)[-2:]}"


def _cells(
    names: Iterable[str], row: tuple[object, ...], persons: set[str]
) -> Iterator[str]:
    for name, value in zip(names, row, strict=True):
        if name == "row":
            yield f"row {value}"
        elif value is not None and (name in persons or name.lower() in PERSON_NAMES):
            yield f"{name} = {masked(value)}"
        else:
            yield f"{name} = {'(empty)' if value is None else value}"
