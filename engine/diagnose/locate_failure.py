"""Locate the failing expression of a query by running its parts.

Used only after a query has failed without a position. Its CTEs are run in order, then
the clauses of the first CTE with the same error, then the parts of that expression.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

from sqlglot import exp

from engine.compile.query import Query
from engine.engines.connections import committed
from engine.engines.errors import DatabaseError, Interrupted
from engine.names import DIALECT

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SECONDS = 10.0
RUNS = 100
SOUND = (exp.Column, exp.Literal, exp.Null, exp.Boolean)  # nothing to compute
VALUE = re.compile(r"'[^']*'|\"[^\"]*\"|-?\d[\d.e+-]*")
Probe = Callable[[exp.Expr], exp.Query]


def locate(connection: DuckDBPyConnection, query: Query, reason: str) -> int | None:
    """The offset of the innermost part that fails with this message.

    None if no part fails by itself. It reads what is committed, and takes at most
    SECONDS, in at most RUNS runs.
    """
    with committed(connection) as cursor, _limited(cursor):
        search = _Search(cursor, _shape(reason))
        with suppress(_Spent):
            search.query(query.tree, [])
    return next((o for o in map(start_of, search.path[::-1]) if o is not None), None)


def start_of(node: exp.Expr) -> int | None:
    """Where the text of a part of a query begins."""
    starts = [n.meta["start"] for n in node.walk() if "start" in n.meta]
    return min(starts, default=None)


@contextmanager
def _limited(cursor: DuckDBPyConnection) -> Iterator[None]:
    timer = threading.Timer(SECONDS, cursor.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


class _Spent(Exception):
    """The search has used up its time or its runs."""


def _shape(reason: str) -> str:
    """An error message without its values, which vary with row order."""
    return VALUE.sub("…", reason.partition("\n")[0])


class _Search:
    """Descends into a query; `path` lists the failing parts, the innermost last."""

    def __init__(self, cursor: DuckDBPyConnection, shape: str) -> None:
        self.cursor = cursor
        self.shape = shape
        self.path: list[exp.Expr] = []
        self.left = RUNS
        self.until = time.monotonic() + SECONDS

    def fails(self, part: exp.Query, ctes: Sequence[exp.CTE]) -> bool:
        """Whether a query fails in the same words when all its cells are read."""
        self.left -= 1
        if self.left < 0 or time.monotonic() > self.until:
            raise _Spent
        whole = exp.select("max(hash(located))").from_(part.copy().subquery("located"))
        for cte in ctes:
            whole = whole.with_(cte.args["alias"].copy(), cte.this.copy())
        try:
            self.cursor.execute(whole.sql(DIALECT)).fetchall()
        except Interrupted:
            raise _Spent from None
        except DatabaseError as error:
            return self.shape in _shape(str(error))
        return False

    def query(self, query: exp.Expr, ctes: Sequence[exp.CTE]) -> None:
        """Descend into a failing query; `ctes` are the sound CTEs in its scope."""
        seen = list(ctes)
        for cte in query.ctes if isinstance(query, exp.Query) else ():
            if self.fails(exp.select("*").from_(cte.alias), [*seen, cte]):
                self.path.append(cte)
                self.query(cte.this, seen)
                return
            seen.append(cte)
        while isinstance(query, exp.Subquery):
            query = query.this
        if isinstance(query, exp.SetOperation):
            self._either(query, seen)
        elif isinstance(query, exp.Select):
            self._select(query, seen)

    def _either(self, union: exp.SetOperation, ctes: Sequence[exp.CTE]) -> None:
        for side in (union.left, union.right):
            if isinstance(side, exp.Query) and self.fails(side, ctes):
                self.path.append(side)
                self.query(side, ctes)
                return
        odd = of_other_width(union)
        if odd is not None:
            self.path.append(odd)

    def _select(self, select: exp.Select, ctes: Sequence[exp.CTE]) -> None:
        source = exp.select("*")
        if start := select.args.get("from_"):
            source.set("from_", start.copy())
            if self._source(start.this, source, ctes):
                return
        for join in select.args.get("joins") or ():
            if self._source(join.this, exp.select("*").from_(join.this.copy()), ctes):
                return
            joined = partial(_joined, source.copy(), join)
            if (on := join.args.get("on")) and self._expression(on, joined, ctes):
                return
            source.append("joins", join.copy())
        for condition in _conjuncts(select.args.get("where")):
            if self._expression(condition, partial(_item, source.copy()), ctes):
                return
            source = source.where(condition.copy())
        self._outputs(select, source, ctes)

    def _source(
        self, table: exp.Expr, reading: exp.Select, ctes: Sequence[exp.CTE]
    ) -> bool:
        """Whether what is read in FROM or JOIN fails by itself."""
        if not self.fails(reading, ctes):
            return False
        self.path.append(table)
        if isinstance(table, exp.Subquery):
            self.query(table.this, ctes)
        return True

    def _outputs(
        self, select: exp.Select, source: exp.Select, ctes: Sequence[exp.CTE]
    ) -> None:
        """The expressions of SELECT, GROUP BY, HAVING and QUALIFY."""
        group = select.args.get("group")
        for part in group.expressions if group else ():
            is_place = isinstance(part, exp.Literal)
            if not is_place and self._expression(part, partial(_item, source), ctes):
                return
        grouped = source.copy()
        if group:
            grouped.set("group", group.copy())
        later = [select.args.get(name) for name in ("having", "qualify")]
        parts = [*select.expressions, *(clause.this for clause in later if clause)]
        for part in parts:
            bare = part.unalias()
            if self._expression(bare, partial(_item, grouped), ctes, part):
                return

    def _expression(
        self,
        part: exp.Expr,
        probe: Probe,
        ctes: Sequence[exp.CTE],
        reported: exp.Expr | None = None,
    ) -> bool:
        """Whether an expression fails; adds its failing parts to the path."""
        if not self.fails(probe(part), ctes):
            return False
        self.path.append(reported or part)
        while inner := self._inner(part, probe, ctes):
            part = inner
            self.path.append(part)
        return True

    def _inner(
        self, part: exp.Expr, probe: Probe, ctes: Sequence[exp.CTE]
    ) -> exp.Expr | None:
        """The operand that fails alone and whose removal lets the whole succeed."""
        for child in part.iter_expressions():
            if isinstance(child, exp.Query):
                if self.fails(_bare(child), ctes):
                    self.path.append(child)
                    self.query(child, ctes)
                    return None
            elif (
                isinstance(child, exp.Condition)
                and not isinstance(child, SOUND)
                and self._alone(child, probe, ctes)
                and not self.fails(probe(_without(part, child)), ctes)
            ):
                return child
        return None

    def _alone(self, part: exp.Expr, probe: Probe, ctes: Sequence[exp.CTE]) -> bool:
        if self.fails(probe(part), ctes):
            return True
        ungrouped = probe(part).copy()
        if not ungrouped.args.get("group"):
            return False
        ungrouped.set("group", None)  # below an aggregate
        return self.fails(ungrouped, ctes)


def _item(source: exp.Select, part: exp.Expr) -> exp.Select:
    query = source.copy()
    query.set("expressions", [exp.alias_(part.copy(), "part")])
    return query


def _joined(source: exp.Select, join: exp.Join, on: exp.Expr) -> exp.Select:
    joined = join.copy()
    joined.set("on", on.copy())
    query = source.copy()
    query.append("joins", joined)
    return query


def _without(part: exp.Expr, child: exp.Expr) -> exp.Expr:
    """A copy of an expression with one operand NULL."""
    path = [node is child for node in part.iter_expressions()]
    copy = part.copy()
    gone = [n for n, is_it in zip(copy.iter_expressions(), path, strict=True) if is_it]
    if isinstance(gone[0], exp.If):
        gone[0].set("true", exp.null())
        gone[0].set("this", exp.false())
    else:
        gone[0].replace(exp.null())
    return copy


def _bare(query: exp.Query) -> exp.Query:
    return query.this if isinstance(query, exp.Subquery) else query


def _conjuncts(where: exp.Expr | None) -> Iterator[exp.Expr]:
    """The conditions that a WHERE joins by AND."""
    if where is None:
        return
    condition = where.this
    yield from condition.flatten() if isinstance(condition, exp.And) else [condition]


def of_other_width(union: exp.SetOperation) -> exp.Select | None:
    """The part of a set operation that has another number of columns."""
    parts = list(_parts(union))
    if any(part.is_star for part in parts):
        return None
    return next((p for p in parts if len(p.selects) != len(parts[0].selects)), None)


def _parts(query: exp.Expr) -> Iterator[exp.Select]:
    if isinstance(query, exp.SetOperation):
        yield from _parts(query.left)
        yield from _parts(query.right)
    elif isinstance(query, exp.Subquery):
        yield from _parts(query.this)
    elif isinstance(query, exp.Select):
        yield query
