"""Checks: the rules that a relation's directives declare, as SQL that selects faults.

Each check is a condition on a row that breaks it, or a query for the rows at fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.compile.directives import Directive
from engine.compile.query import Column, Query
from engine.names import Name, literal, quote
from engine.problems import ProblemError

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
        """A query that selects the faulty rows."""
        if self.finder:
            return self.finder
        columns = dict.fromkeys([*self.query.key, *self.columns])
        selected = ", ".join(map(quote, columns)) or "*"
        return f"select {selected} from {self.query.name.quoted} where {self.fault}"

    @property
    def severity(self) -> str:
        return "warning" if self.warning else "error"


def checks_of(query: Query) -> list[Check]:
    """Every check that the directives of a query declare."""
    checks = list(_head_checks(query))
    for column in query.output:
        for directive in column.directives:
            checks += _column_check(query, column, directive)
        checks += _input_checks(query, column)
    return checks


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
        elif directive.name == "materialize" and query.materialization.is_rule:
            rule = query.comment.split(". ")[0].rstrip(".")
            finder = f"select * from {source}"
            yield Check(query, rule, offset, warning, (), "", finder)


def _rows_check(query: Query, directive: Directive) -> Check:
    rule_match = ROWS.fullmatch(directive.arguments or "")
    if not rule_match:
        hint = "Write @rows(= SCHEMA.NAME) or @rows(>= 1)."
        reason = "@rows takes a comparison and a relation or a number"
        raise ProblemError(query.problem(reason, directive.offset, hint))
    sign, number, schema, table = rule_match.groups()
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
    rule_and_fault = _column_rule(column.name, quote(column.name), directive)
    if rule_and_fault:
        rule, fault = rule_and_fault
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
        targets = f"select {quote(target)} from {Name(schema, table).quoted}"
        rule = f"{plain} must stand in {schema}.{table}"
        return rule, f"{name} is not null and {name} not in ({targets})"
    return None


def _input_checks(query: Query, column: Column) -> Iterator[Check]:
    """Checks of every input column and public key, without a directive."""
    name = quote(column.name)
    in_public_key = query.published and column.name in query.key
    required = query.is_contract or in_public_key
    if required and not column.has("optional") and not column.has("not_null"):
        rule, fault = f"{column.name} must not be empty", f"{name} is null"
        yield Check(query, rule, column.offset, False, (column.name,), fault)
    if column.type == "DOUBLE" and query.is_contract:
        rule, fault = f"{column.name} must be a finite number", f"not isfinite({name})"
        yield Check(query, rule, column.offset, False, (column.name,), fault)
