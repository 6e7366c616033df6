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
MONTHS = """
    cast(12 * (year({last}) - year({first})) + month({last}) - month({first}){less}
    as bigint)
"""
NEAREST = """
    element_at(transform(array(:x), v -> case
        when abs(v) >= 1e15 then v
        when v * {tie} = floor(v * {tie}) and v * {whole} <> floor(v * {whole})
            then sign(v) * floor(abs(v) * {scale} + 5e-1) / {scale}
        else cast(format_number(v, '{pattern}') as double) end), 1)
"""
NOT_YET = """
    - case when day({last}) < day({first}) and {last} <> last_day({last})
    then 1 else 0 end
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
        parts = re.split(r"(%.)", _text_of(node.args["format"]))
        unknown = [p for p in parts if p[:1] == "%" and p not in JAVA_LETTERS]
        if unknown:
            raise Untranslatable(f"strftime with {unknown[0]}")
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
    """`0.35` is a DECIMAL on both, by other rules of arithmetic: a DOUBLE on Spark."""
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


def _text_of(node: exp.Expr) -> str:
    if not isinstance(node, exp.Literal):
        raise Untranslatable("a pattern or format that is no constant")
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
    guarded_divisions,
    finite,
    not_numbers,
    quantiles,
)
