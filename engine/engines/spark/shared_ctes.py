"""CTEs that are read several times.

Spark works a CTE out at every place that reads it, DuckDB once. Written to Parquet and
read from there, supply.exit_rate_monthly takes a fifth of the processor time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

COSTLY = (exp.Join, exp.AggFunc, exp.Window, exp.SetOperation, exp.Distinct, exp.Group)


@dataclass(frozen=True)
class SharedCte:
    """A CTE to be written once: `query` works it out, with the CTEs that it reads."""

    name: str
    query: exp.Expr


def take_out(tree: exp.Expr, view_of: dict[str, str]) -> Iterator[SharedCte]:
    """The costly CTEs that are read twice or more, in order.

    Once the caller has written one and put the name of its view into `view_of`, the
    rest of the tree reads that view.
    """
    with_ = tree.args.get("with_")
    if with_ is None or with_.args.get("recursive"):
        return
    for cte in list(with_.expressions):
        if len(_readers(tree, cte.alias)) < 2:
            continue
        needed = _upstream(cte, with_.expressions)
        if not any(part.this.find(*COSTLY) for part in (cte, *needed)):
            continue
        query = cte.this.copy()
        inner = query.args.get("with_")
        before = [part.copy() for part in needed]
        if before:
            within = inner.expressions if inner else []
            query.set("with_", exp.With(expressions=[*before, *within]))
        yield SharedCte(cte.alias, query)
        for table in _readers(tree, cte.alias):
            if not table.alias:
                alias = exp.TableAlias(this=exp.to_identifier(cte.alias))
                table.set("alias", alias)
            table.set("this", exp.to_identifier(view_of[cte.alias]))
        cte.pop()
    if not with_.expressions:
        tree.set("with_", None)


def _readers(tree: exp.Expr, name: str) -> list[exp.Table]:
    return [
        table
        for table in tree.find_all(exp.Table)
        if not table.db
        and isinstance(table.this, exp.Identifier)
        and table.name == name
    ]


def _upstream(cte: exp.Expr, ctes: list[exp.Expr]) -> list[exp.Expr]:
    """The CTEs that one reads, directly or not, in order."""
    wanted = {cte.alias}
    for other in reversed(ctes[: ctes.index(cte)]):
        if any(_readers(c.this, other.alias) for c in ctes if c.alias in wanted):
            wanted.add(other.alias)
    return [other for other in ctes if other.alias in wanted and other is not cte]
