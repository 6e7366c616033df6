"""Expressions whose meaning hangs on types, each rewritten to what DuckDB means.

A rule changes in place a tree that `types.mark_kinds` has marked, and refuses what it
cannot tell: a wrong figure is worse than none.
"""

from __future__ import annotations

from sqlglot import exp, parse_one

from engine.engines.spark.types import Kind, kind_of, names_an_output
from engine.engines.spark.value_rules import Rule, Untranslatable, call, every
from engine.names import DIALECT

WHOLE = (exp.Floor, exp.Ceil)
INTEGERS = {"TINYINT", "SMALLINT", "INT", "BIGINT", "INT128"}
TEXTS = {"TEXT", "VARCHAR"}
LIKE_DUCKDB = 4  # digits up to which DuckDB writes no exponent
# A tie goes to the even neighbour; Sail's rint and Spark's cast do otherwise.
NEAREST_INTEGER = """
    case when {x} - floor({x}) = 5e-1 then 2e0 * floor((floor({x}) + 1e0) / 2e0)
    else round({x}) end
"""


def days_between(tree: exp.Expr) -> None:
    """`date - date` is a number on DuckDB, an interval on Spark."""
    for node in every(tree, exp.Sub):
        kinds = {kind_of(node.this), kind_of(node.expression)}
        if kinds == {Kind.date}:
            node.replace(call("datediff", node.this, node.expression))
        elif kinds <= {Kind.date, Kind.unknown} and not _plain(node):
            raise Untranslatable("a difference of what may be dates; use date_diff")


def _plain(node: exp.Expr) -> bool:
    """Whether one side is written out, as a number or an interval."""
    sides = (node.this, node.expression)
    return any(isinstance(side, (exp.Literal, exp.Interval)) for side in sides)


def integers(tree: exp.Expr) -> None:
    """A cast to an integer rounds on DuckDB, and cuts off on Spark."""
    for node in every(tree, exp.Cast):
        kind, value = kind_of(node.this), _inner(node.this)
        if node.args["to"].this.name not in INTEGERS or isinstance(value, WHOLE):
            continue
        if kind is Kind.unknown and not isinstance(value, (exp.Literal, exp.Null)):
            raise Untranslatable("a cast to an integer of what may be a fraction")
        if isinstance(value, exp.Round):
            continue
        if kind is Kind.decimal:
            node.set("this", exp.Round(this=value.copy()))
        elif kind is Kind.fraction:
            words = NEAREST_INTEGER.format(x=f"({value.sql(DIALECT)})")
            node.set("this", parse_one(words, dialect=DIALECT))


def texts_of_fractions(tree: exp.Expr) -> None:
    """The text of a floating-point number: Java writes 1.0E-4 for 0.0001."""
    for node in every(tree, exp.Cast):
        if node.args["to"].this.name in TEXTS and kind_of(node.this) is Kind.fraction:
            node.replace(_text(node.this))
    for node in every(tree, exp.Concat, exp.DPipe):
        parts = (
            node.expressions
            if isinstance(node, exp.Concat)
            else [node.this, node.expression]
        )
        for part in parts:
            if kind_of(part) is Kind.fraction:
                part.replace(_text(part))


def _text(node: exp.Expr) -> exp.Expr:
    """The shortest text of a number rounded to a few digits."""
    value = _inner(node)
    digits = value.args.get("decimals") if isinstance(value, exp.Round) else None
    places = int(digits.sql(DIALECT)) if digits is not None else 0
    if not 0 < places <= LIKE_DUCKDB:
        reason = "the text of a floating-point number; round it to 1 to 4 digits"
        raise Untranslatable(reason)
    pattern = exp.Literal.string("0." + "0" * places)
    trimmed = call(
        "regexp_replace",
        call("format_number", value, pattern),
        exp.Literal.string("([.][0-9]+?)0+$"),
        exp.Literal.string("$1"),
    )
    return trimmed


def aliases_beside(tree: exp.Expr) -> None:
    """A column that is named in the same SELECT: Sail does not always find it."""
    for select in every(tree, exp.Select):
        named: dict[str, exp.Expr] = {}
        for output in select.expressions:
            for column in every(output, exp.Column):
                value = named.get(column.name.lower())
                if value is not None and names_an_output(column):
                    column.replace(exp.Paren(this=value.copy()))
            if isinstance(output, exp.Alias):
                named[output.alias.lower()] = output.this


def _inner(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Paren):
        node = node.this
    return node


TYPED_RULES: tuple[Rule, ...] = (
    days_between,
    integers,
    texts_of_fractions,
    aliases_beside,
)
