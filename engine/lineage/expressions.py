"""The columns and rows that an expression reads; subqueries count as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from sqlglot import exp

from engine.lineage.graph_model import WIDE, Node
from engine.lineage.reach import Scope, Source, UnknownForm

SAFE = (exp.Count, exp.CountIf, exp.ApproxDistinct, exp.Predicate)
PARTS = (exp.Columns, exp.Star, exp.PositionalColumn)
STRANGE = (exp.Command, exp.DDL, exp.DML, exp.Pivot, exp.Table, exp.Lateral)
BINDERS = (exp.Lambda, exp.Comprehension)
LABELS: dict[type[exp.Expr], tuple[str, ...]] = {
    exp.Alias: ("alias",),
    exp.PropertyEQ: ("this",),
    exp.Kwarg: ("this",),
    exp.Dot: ("expression",),
    exp.Cast: ("to",),
    exp.TryCast: ("to",),
    exp.Window: ("alias",),
    exp.Lambda: ("expressions",),
    exp.Comprehension: ("expression",),
}


@dataclass(frozen=True)
class Read:
    """A column or the rows that an expression reads; see Step."""

    node: Node
    clause: str
    offset: int | None
    shows: bool


@dataclass(frozen=True)
class Part:
    """A part of an expression that is yet to be read, and its context.

    `bound` are the names of the parameters of lambdas around it.
    """

    node: Any
    clause: str
    shows: bool
    bound: frozenset[str] = frozenset()


class Reader(Protocol):
    """Reads a subquery, and gives the offsets of its parts."""

    def at(self, node: exp.Expr | None) -> int | None: ...
    def subquery(self, query: exp.Expr, scope: Scope) -> Source: ...


def reads(
    expression: exp.Expr,
    scope: Scope,
    clause: str,
    reader: Reader,
) -> Iterator[Read]:
    """All that an expression reads; its subqueries are read whole by the reader."""
    waiting = [Part(expression, clause, True)]
    start = reader.at(expression) or reader.at(expression.parent_select)
    while waiting:
        part = waiting.pop()
        node = part.node
        at = reader.at(node) or start
        if isinstance(node, exp.Query) and not isinstance(node, exp.Subquery):
            inner = reader.subquery(node, scope)
            words = "subquery" if clause == "select" else part.clause
            for _, column in inner.columns:
                yield Read(column, words, at, part.shows)
            if inner.rows:
                yield Read(inner.rows, words, at, False)
        elif isinstance(node, exp.Column) and not node.is_star:
            yield from _named(node, part, scope, at)
        elif isinstance(node, exp.Identifier | exp.Var):
            nodes = scope.resolve([node.name.lower()]) if _may_name(part) else None
            for column in nodes or ():
                yield Read(column, part.clause, at, part.shows)
        elif isinstance(node, exp.Column):  # a struct's fields, or a table's columns
            nodes = scope.resolve([piece.name.lower() for piece in node.parts[:-1]])
            for column in nodes or scope.everything():
                yield Read(column, WIDE, at, column.column is not None)
        elif isinstance(node, PARTS):
            if not isinstance(node.parent, exp.Count):
                yield from _everything(scope, at)
        elif isinstance(node, STRANGE):
            raise UnknownForm(type(node).__name__)
        else:
            waiting += _children(part)


def _named(
    column: exp.Column, part: Part, scope: Scope, at: int | None
) -> Iterator[Read]:
    names = [piece.name.lower() for piece in column.parts]
    nodes = scope.resolve(names)
    for node in nodes or ():
        yield Read(node, part.clause, at, part.shows)
    if nodes is None and names[0] not in part.bound:
        yield from _everything(scope, at)


def _everything(scope: Scope, at: int | None) -> Iterator[Read]:
    for node in scope.everything():
        yield Read(node, WIDE, at, node.column is not None)


def _may_name(part: Part) -> bool:
    """Whether a bare word can be a column: sqlglot reads `nr.to_json()` so."""
    return part.node.name.lower() not in part.bound


def _children(part: Part) -> Iterator[Part]:
    """The parts of an expression, without its labels.

    A window and a filter choose rows: of them, only what they apply to is shown.
    """
    node = part.node
    labels = LABELS.get(type(node), ())
    bound = part.bound | {
        name.name.lower()
        for name in (_listed(node, labels[0]) if isinstance(node, BINDERS) else ())
    }
    chooses = isinstance(node, exp.Window | exp.Filter)
    for key in node.args:
        for child in _listed(node, key) if key not in labels else ():
            aside = chooses and key != "this"
            window = aside and isinstance(node, exp.Window) and part.clause == "select"
            yield Part(
                child,
                "window" if window else part.clause,
                part.shows and not aside and not isinstance(node, SAFE),
                bound,
            )


def _listed(node: exp.Expr, key: str) -> list[exp.Expr]:
    value = node.args.get(key)
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, exp.Expr)]
