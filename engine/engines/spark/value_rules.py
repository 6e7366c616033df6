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

JAVA_LETTERS = {
    "%Y": "yyyy",
    "%m": "MM",
    "%d": "dd",
    "%H": "HH",
    "%M": "mm",
    "%S": "ss",
}
DIGITS = re.compile(r"\{:\.(\d+)f\}")
# What DuckDB and Spark add up exactly: integers up to here are doubles too.
MONTHS = """
    cast(12 * (year({last}) - year({first})) + month({last}) - month({first}){less}
    as bigint)
"""
NOT_YET = """
    - case when day({last}) < day({first}) and {last} <> last_day({last})
    then 1 else 0 end
"""


class Untranslatable(Exception):
    """An expression that has no counterpart; the message says why."""

    def __init__(self, node: exp.Expr, reason: str) -> None:
        super().__init__(reason)
        self.node = node


def call(name: str, *arguments: exp.Expr) -> exp.Anonymous:
    """A function of Spark, written as it is named."""
    return exp.Anonymous(this=name, expressions=[a.copy() for a in arguments])


def every(tree: exp.Expr, *kinds: type[exp.Expr]) -> Iterator[exp.Expr]:
    """The nodes of these kinds, innermost first: a rule may replace what it gets."""
    yield from list(tree.find_all(*kinds))[::-1]


def full_matches(tree: exp.Expr) -> None:
    """`regexp_full_match(x, p)`: Spark's RLIKE looks anywhere in the text."""
    for node in every(tree, exp.RegexpFullMatch):
        pattern = exp.Literal.string(f"^(?:{_text_of(node.expression)})$")
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


def whole_months(tree: exp.Expr) -> None:
    """`datesub('month', a, b)`: the months gone by; the last day of a month completes
    it, whichever day it began on."""
    for node in every(tree, exp.Anonymous):
        if node.name.lower() in ("datesub", "date_sub"):
            unit, first, last = node.expressions
            if unit.name.lower() != "month":
                raise Untranslatable(node, f"{node.name} by {unit.name}")
            node.replace(_months(first, last, NOT_YET))


def calendar_differences(tree: exp.Expr) -> None:
    """`date_diff('month', a, b)`: the firsts of months crossed; Spark counts months
    gone by."""
    for node in every(tree, exp.DateDiff):
        unit = node.args["unit"].name.upper() if node.args.get("unit") else "DAY"
        if unit == "MONTH":
            node.replace(_months(node.expression, node.this, ""))
        elif unit != "DAY":
            raise Untranslatable(node, f"date_diff by {unit.lower()}")


def _months(first: exp.Expr, last: exp.Expr, less: str) -> exp.Expr:
    texts = {"first": first.sql(DIALECT), "last": last.sql(DIALECT)}
    return parse_one(
        MONTHS.format(less=less.format(**texts), **texts), dialect=DIALECT
    )


def date_texts(tree: exp.Expr) -> None:
    """`strftime(d, 'grad_%Y')`: on Spark all letters of a format are fields unless they
    are quoted."""
    for node in every(tree, exp.TimeToStr):
        parts = re.split(r"(%.)", _text_of(node.args["format"]))
        unknown = [p for p in parts if p[:1] == "%" and p not in JAVA_LETTERS]
        if unknown:
            raise Untranslatable(node, f"strftime with {unknown[0]}")
        java = "".join(
            JAVA_LETTERS.get(part) or (f"'{part}'" if part.strip("_-. ") else part)
            for part in parts
        )
        node.replace(call("date_format", node.this, exp.Literal.string(java)))


def numbers_as_text(tree: exp.Expr) -> None:
    """`format('{:.1f}', x)`: Spark takes the braces for text. Its `format_string` and
    `format_number` round 0.15 as a decimal; DuckDB rounds the binary number, which
    lies below, and a tie (0.25 with one digit) to the even."""
    for node in every(tree, exp.Format):
        digits = DIGITS.fullmatch(_text_of(node.this))
        if not digits or len(node.expressions) != 1:
            raise Untranslatable(node, "format other than '{:.nf}' of one number")
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
    """`0.35` is a DECIMAL on both, by other rules of arithmetic: a DOUBLE on Spark."""
    for node in every(tree, exp.Literal):
        plain = "." in node.name and "e" not in node.name.lower()
        if not node.is_string and plain:
            node.replace(exp.Literal.number(f"{node.name}e0"))


def rounded(tree: exp.Expr) -> None:
    """`round(x, n)`: Spark rounds the shortest decimal of x, DuckDB x times 10^n."""
    for node in every(tree, exp.Round):
        digits = node.args.get("decimals")
        if digits is None:
            continue
        places = int(digits.sql(DIALECT))
        if places > 0:
            scale = exp.Literal.number(f"1e{places}")
            node.replace(
                exp.Div(
                    this=exp.Round(this=exp.Mul(this=_parens(node), expression=scale)),
                    expression=scale.copy(),
                )
            )
        elif places < 0:
            scale = exp.Literal.number(f"1e{-places}")
            node.replace(
                exp.Mul(
                    this=exp.Round(this=exp.Div(this=_parens(node), expression=scale)),
                    expression=scale.copy(),
                )
            )


def _parens(node: exp.Expr) -> exp.Expr:
    return exp.Paren(this=node.this.copy())


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
        return node.expressions[0]
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


def _text_of(node: exp.Expr) -> str:
    if not isinstance(node, exp.Literal):
        raise Untranslatable(node, "a pattern or format that is no constant")
    return str(node.name)


VALUE_RULES: tuple[Rule, ...] = (
    full_matches,
    list_elements,
    whole_months,
    calendar_differences,
    date_texts,
    numbers_as_text,
    concatenations,
    decimal_literals,
    rounded,
    months_added,
    finite,
)
