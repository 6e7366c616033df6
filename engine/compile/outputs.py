"""The output columns of a SELECT that its text names."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

MANY = (exp.Columns, exp.Star, exp.Explode, exp.Unnest)
LISTS = (exp.Array, exp.ArrayAgg, exp.GenerateSeries)


def outputs(tree: exp.Query) -> list[exp.Expr]:
    """The items that name a query's columns; UNION BY NAME adds those of each arm."""
    inner = tree.unnest() if isinstance(tree, exp.Subquery) else tree
    if not (isinstance(inner, exp.SetOperation) and inner.args.get("by_name")):
        return list(tree.selects)
    left = outputs(inner.left)
    names = {each.alias_or_name.lower() for each in left}
    right = outputs(inner.right)
    return left + [one for one in right if one.alias_or_name.lower() not in names]


def written_name(selected: exp.Expr) -> str | None:
    """The name of an output column, in lower case; None where DuckDB makes one up."""
    if isinstance(selected, exp.Alias):
        return selected.alias.lower()
    named = isinstance(selected, exp.Column) and not selected.is_star
    return selected.name.lower() if named else None


def is_open(selected: exp.Expr) -> bool:
    """Whether an item of a SELECT can expand to columns that its text does not name."""
    return written_name(selected) is None or any(_many(selected))


def _many(selected: exp.Expr) -> Iterator[bool]:
    """For each part that can expand to several columns, whether it does."""
    for part in selected.find_all(*MANY):
        if isinstance(part, exp.Columns):
            yield not part.args.get("unpack")
        elif isinstance(part, exp.Star):
            yield not isinstance(part.parent, exp.Count | exp.Columns)
        else:
            yield not isinstance(part.this, LISTS)
