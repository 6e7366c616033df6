"""Expressions that mean something else on Spark, each rewritten to what DuckDB means.

A rule changes a tree of DuckDB's dialect in place. `tests/engines/test_rules.py` runs
each on both engines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sqlglot import exp, parse_one

from engine.names import DIALECT

Rule = Callable[[exp.Expr], None]

DIGITS = re.compile(r"\{:\.(\d+)f\}")
NEAREST = """
    element_at(transform(array(:x), v -> case
        when abs(v) >= 1e15 then v
        when v * {tie} = floor(v * {tie}) and v * {whole} <> floor(v * {whole})
            then sign(v) * floor(abs(v) * {scale} + 5e-1) / {scale}
        else cast(format_number(v, '{pattern}') as double) end), 1)
"""


class Untranslatable(Exception):
    """An expression that has no counterpart; the message says which."""


def call(name: str, *arguments: exp.Expr) -> exp.Anonymous:
    """A function of Spark, written as it is named."""
    return exp.Anonymous(this=name, expressions=[a.copy() for a in arguments])


def every(tree: exp.Expr, *kinds: type[exp.Expr]) -> Iterator[exp.Expr]:
    """The nodes of these kinds, innermost first: a rule may replace what it gets."""
    yield from list(tree.find_all(*kinds))[::-1]


def full_matches(tree: exp.Expr) -> None:
    """`regexp_full_match(x, p)`: Spark's RLIKE looks anywhere in the text."""
    for node in every(tree, exp.RegexpFullMatch):
        pattern = exp.Literal.string(f"^(?:{constant_text(node.expression)})$")
        node.replace(exp.RegexpLike(this=node.this.copy(), expression=pattern))


def list_elements(tree: exp.Expr) -> None:
    """`list_extract(l, n)` counts from 1 and is NULL outside: `get(l, n - 1)`."""
    for node in every(tree, exp.Anonymous):
        if node.name.lower() == "list_extract":
            listed, position = node.expressions
            before = exp.Sub(
                this=exp.Paren(this=position.copy()), expression=exp.Literal.number(1)
            )
            node.replace(call("get", listed, before))


def numbers_as_text(tree: exp.Expr) -> None:
    """`format('{:.1f}', x)`: Spark takes the braces for text. Its `format_string` and
    `format_number` round 0.15 as a decimal; DuckDB rounds the binary number, which
    lies below, and a tie (0.25 with one digit) to the even."""
    for node in every(tree, exp.Format):
        digits = DIGITS.fullmatch(constant_text(node.this))
        if not digits or len(node.expressions) != 1:
            raise Untranslatable("format other than '{:.nf}' of one number")
        places = int(digits[1])
        pattern = exp.Literal.string("0." + "0" * places if places else "0")
        node.replace(call("format_number", node.expressions[0], pattern))


def concatenations(tree: exp.Expr) -> None:
    """`concat` skips NULL; of numbers sqlglot would make `coalesce(n, '')`."""
    empty = exp.Literal.string("")
    for node in every(tree, exp.Concat):
        parts = [
            part
            if isinstance(part, exp.Literal) and part.is_string
            else exp.Coalesce(
                this=exp.cast(part.copy(), "text"), expressions=[empty.copy()]
            )
            for part in node.expressions
        ]
        node.replace(call("concat", *parts))


def decimal_literals(tree: exp.Expr) -> None:
    """`2.5` is a DECIMAL on both, by other rules of arithmetic: a DOUBLE on Spark."""
    for node in every(tree, exp.Literal):
        plain = "." in node.name and "e" not in node.name.lower()
        if not node.is_string and plain:
            node.replace(exp.Literal.number(f"{node.name}e0"))


def rounded(tree: exp.Expr) -> None:
    """`round(x, n)`: DuckDB rounds the binary number exactly, a tie away from zero;
    Spark its shortest decimal, Sail x times 10^n. `format_number` rounds exactly, a tie
    to the even: ties, which x times a power of 2 shows, are worked out."""
    for node in every(tree, exp.Round):
        digits = node.args.get("decimals")
        places = int(digits.sql(DIALECT)) if digits is not None else 0
        if places > 0:
            words = NEAREST.format(
                tie=f"{float(2 ** (places + 1))!r}e0",
                whole=f"{float(2**places)!r}e0",
                scale=f"1e{places}",
                pattern="0." + "0" * places,
            )
            nearest = parse_one(words, dialect="spark")
            placeholder = next(nearest.find_all(exp.Parameter, exp.Placeholder))
            placeholder.replace(exp.cast(node.this.copy(), "double"))
            node.replace(nearest)
        elif places < 0:
            scale = exp.Literal.number(f"1e{-places}")
            whole = exp.Round(
                this=exp.Div(this=exp.Paren(this=node.this.copy()), expression=scale)
            )
            node.replace(exp.Mul(this=whole, expression=scale.copy()))


def guarded_divisions(tree: exp.Expr) -> None:
    """A division in a branch of CASE: Sail works it out for the rows of the other
    branches too, and fails on a zero there. An unguarded one fails, where DuckDB gives
    an infinity."""
    for node in every(tree, exp.Div):
        divisor = node.expression
        constant = isinstance(divisor, (exp.Literal, exp.Nullif))
        inside = node.find_ancestor(exp.Case, exp.If, exp.Select)
        if not constant and not isinstance(inside, exp.Select):
            zero = exp.Literal.number(0)
            node.set("expression", exp.Nullif(this=divisor, expression=zero))


def not_numbers(tree: exp.Expr) -> None:
    """`isnan(NULL)` is NULL, and false on Spark; NaN equals itself on both."""
    for node in every(tree, exp.IsNan):
        nan = exp.cast(exp.Literal.string("nan"), "double")
        node.replace(exp.Paren(this=exp.EQ(this=node.this.copy(), expression=nan)))


def finite(tree: exp.Expr) -> None:
    """`isfinite(x)`: neither NaN nor an infinity."""
    for node in every(tree, exp.Anonymous):
        if node.name.lower() == "isfinite":
            x = node.expressions[0].sql(DIALECT)
            node.replace(
                parse_one(
                    f"(not isnan({x}) and abs({x}) < cast('infinity' as double))",
                    dialect=DIALECT,
                )
            )


def quantiles(tree: exp.Expr) -> None:
    """`quantile_cont(x, p)`: `percentile`, also over a window."""
    for node in every(tree, exp.PercentileCont):
        if node.expression is not None and not isinstance(node.parent, exp.WithinGroup):
            node.replace(call("percentile", node.this, node.expression))


def constant_text(node: exp.Expr) -> str:
    """The text of a constant. Raises Untranslatable for any other expression."""
    if not isinstance(node, exp.Literal):
        raise Untranslatable("a pattern or format that is no constant")
    return str(node.name)


VALUE_RULES: tuple[Rule, ...] = (
    full_matches,
    list_elements,
    numbers_as_text,
    concatenations,
    decimal_literals,
    rounded,
    guarded_divisions,
    finite,
    not_numbers,
    quantiles,
)
