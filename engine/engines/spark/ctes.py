"""CTEs: those that are read several times, and the names of those that meet.

Spark works a CTE out at every place that reads it, DuckDB once. Written to Parquet and
read from there, supply.exit_rate_monthly takes a fifth of the processor time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

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
            _read_as(table, view_of[cte.alias])
        cte.pop()
    if not with_.expressions:
        tree.set("with_", None)


def _readers(tree: exp.Expr, name: str) -> list[exp.Table]:
    """The tables that read a CTE; capitals do not matter."""
    return [
        table
        for table in tree.find_all(exp.Table)
        if not table.db
        and isinstance(table.this, exp.Identifier)
        and table.name.casefold() == name.casefold()
    ]


def _upstream(cte: exp.Expr, ctes: list[exp.Expr]) -> list[exp.Expr]:
    """The CTEs that one reads, directly or not, in order."""
    wanted = {cte.alias}
    for other in reversed(ctes[: ctes.index(cte)]):
        if any(_readers(c.this, other.alias) for c in ctes if c.alias in wanted):
            wanted.add(other.alias)
    return [other for other in ctes if other.alias in wanted and other is not cte]


def rename_ctes(tree: exp.Expr, taken: set[str]) -> None:
    """Give every CTE of a tree a name that is not among `taken`, and add it there, in
    small letters."""
    for with_ in reversed(list(tree.find_all(exp.With))):  # the inner ones first
        later: list[exp.Expr] = [*with_.expressions, *_besides(with_)]
        for cte in with_.expressions:
            readers = later if with_.args.get("recursive") else later[1:]
            later = later[1:]
            before = cte.alias
            numbered = (f"{before}_{number}".casefold() for number in count(1))
            name = next(name for name in numbered if name not in taken)
            taken.add(name)
            cte.args["alias"].set("this", exp.to_identifier(name))
            for table in (t for reader in readers for t in _readers(reader, before)):
                _read_as(table, name)


def _besides(with_: exp.With) -> list[exp.Expr]:
    """What reads the CTEs of a query: all of it but they themselves."""
    assert with_.parent is not None
    parts = with_.parent.iter_expressions()
    return [part for part in parts if part is not with_]


def _read_as(table: exp.Table, name: str) -> None:
    """Let a table be another one, called as before."""
    if not table.alias:
        table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name)))
    table.set("this", exp.to_identifier(name))
