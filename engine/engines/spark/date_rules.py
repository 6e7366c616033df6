"""Dates that mean something else on Spark: their differences, months and texts."""

from __future__ import annotations

import re

from sqlglot import exp, parse_one

from engine.engines.spark.value_rules import (
    Rule,
    Untranslatable,
    call,
    constant_text,
    every,
)
from engine.names import DIALECT

JAVA_LETTERS = {
    "%Y": "yyyy",
    "%m": "MM",
    "%d": "dd",
    "%H": "HH",
    "%M": "mm",
    "%S": "ss",
}
MONTHS = """
    cast(12 * (year({last}) - year({first})) + month({last}) - month({first}){less}
    as bigint)
"""
NOT_YET = """
    - case when day({last}) < day({first}) and {last} <> last_day({last})
    then 1 else 0 end
"""


def whole_months(tree: exp.Expr) -> None:
    """`datesub('month', a, b)`: the months gone by; the last day of a month completes
    it, whichever day it began on."""
    for node in every(tree, exp.Anonymous):
        if node.name.lower() in ("datesub", "date_sub"):
            unit, first, last = node.expressions
            if unit.name.lower() != "month":
                raise Untranslatable(f"{node.name} by {unit.name}")
            node.replace(_months(first, last, NOT_YET))


def calendar_differences(tree: exp.Expr) -> None:
    """`date_diff('month', a, b)`: the firsts of months crossed; Spark counts months
    gone by."""
    for node in every(tree, exp.DateDiff):
        unit = node.args["unit"].name.upper() if node.args.get("unit") else "DAY"
        if unit == "MONTH":
            node.replace(_months(node.expression, node.this, ""))
        elif unit != "DAY":
            raise Untranslatable(f"date_diff by {unit.lower()}")


def _months(first: exp.Expr, last: exp.Expr, less: str) -> exp.Expr:
    texts = {"first": first.sql(DIALECT), "last": last.sql(DIALECT)}
    return parse_one(MONTHS.format(less=less.format(**texts), **texts), dialect=DIALECT)


def date_texts(tree: exp.Expr) -> None:
    """`strftime(d, 'grad_%Y')`: on Spark all letters of a format are fields unless they
    are quoted."""
    for node in every(tree, exp.TimeToStr):
        parts = re.split(r"(%.)", constant_text(node.args["format"]))
        unknown = [p for p in parts if p[:1] == "%" and p not in JAVA_LETTERS]
        if unknown:
            raise Untranslatable(f"strftime with {unknown[0]}")
        java = "".join(
            JAVA_LETTERS.get(part) or (f"'{part}'" if part.strip("_-. ") else part)
            for part in parts
        )
        node.replace(call("date_format", node.this, exp.Literal.string(java)))


def months_added(tree: exp.Expr) -> None:
    """`d + n * interval 1 month`, `d + to_months(n)`: `add_months(d, n)`, which Sail
    knows too."""
    for node in every(tree, exp.Add, exp.Sub):
        count = _months_of(node.expression)
        if count is not None:
            number = exp.cast(count.copy(), "int")
            signed = exp.Neg(this=number) if isinstance(node, exp.Sub) else number
            node.replace(call("add_months", node.this, signed))


def _months_of(node: exp.Expr) -> exp.Expr | None:
    """The number of months of an interval that is not a constant."""
    while isinstance(node, exp.Paren):
        node = node.this
    if isinstance(node, exp.Anonymous) and node.name.lower() == "to_months":
        months: exp.Expr = node.expressions[0]
        return months
    if isinstance(node, exp.Interval):
        unit = node.args.get("unit")
        if unit and unit.name.upper().rstrip("S") == "MONTH":
            return exp.Literal.number(node.this.name)
    if isinstance(node, exp.Mul) and isinstance(node.expression, exp.Interval):
        of_one = _months_of(node.expression)
        if of_one is not None:
            return exp.Paren(
                this=exp.Mul(this=exp.Paren(this=node.this.copy()), expression=of_one)
            )
    return None


DATE_RULES: tuple[Rule, ...] = (
    whole_months,
    calendar_differences,
    date_texts,
    months_added,
)
