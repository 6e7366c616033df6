"""Which columns of which relations identify a person, whatever they are called.

A column marked `@person`, or called person_id or pnr, does; and so does every column
further on that is made of one, other than by counting, comparing or ordering.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlglot import exp
from sqlglot.optimizer.scope import Scope, build_scope

from engine.query import Name, Query

NAMES = ("person_id", "pnr")
SAFE = (exp.Count, exp.ApproxDistinct, exp.Predicate)
Persons = Mapping[Name, set[str]]
Output = tuple[str, bool]
Outputs = list[Output]


def person_columns(queries: Iterable[Query]) -> dict[Name, set[str]]:
    """The columns of each relation that identify a person, in lower case.

    The queries come in order, each after what it reads.
    """
    found: dict[Name, set[str]] = {}
    for query in queries:
        names = {column.name.lower() for column in query.columns}
        shown = {c.name.lower() for c in query.columns if c.has("person")}
        shown |= names.intersection(NAMES)
        reads_persons = any(found.get(name) for name in query.reads)
        scope = build_scope(query.tree) if reads_persons else None
        if scope is not None:
            shown |= {name for name, shows in _outputs(scope, found) if shows}
        found[query.name] = shown & {c.name.lower() for c in query.output}
    return found


def _outputs(scope: Scope, persons: Persons) -> Outputs:
    """Name of each output, and whether it shows a person; a star is spelled out.

    Kept on the scope: every CTE sees all before it, and asks each of them.
    """
    known: Outputs | None = getattr(scope, "person_outputs", None)
    if known is None:
        known = _find_outputs(scope, persons)
        scope.person_outputs = known  # type: ignore[attr-defined]
    return known


def _find_outputs(scope: Scope, persons: Persons) -> Outputs:
    parts = [_outputs(part, persons) for part in scope.set_operation_scopes]
    if parts:
        rows = zip(*parts, strict=False)
        return [(row[0][0], any(shows for _, shows in row)) for row in rows]
    if not isinstance(scope.expression, exp.Select):
        return []
    sources = {name: _source(part, persons) for name, part in scope.sources.items()}
    return [
        output
        for selected in scope.expression.selects
        for output in _output(selected, sources, scope, persons)
    ]


def _output(
    selected: exp.Expr, sources: Mapping[str, Outputs], scope: Scope, persons: Persons
) -> Iterator[Output]:
    if selected.is_star:
        table = selected.table if isinstance(selected, exp.Column) else ""
        for name, outputs in sources.items():
            if table in ("", name):
                yield from outputs
        return
    parts = list(_parts(selected))
    shows = any(
        dict(outputs).get(part.name.lower(), False)
        for part in parts
        if isinstance(part, exp.Column)
        for name, outputs in sources.items()
        if part.table in ("", name)
    ) or any(
        show
        for inner in scope.subquery_scopes
        if any(inner.expression is part for part in parts)
        for _, show in _outputs(inner, persons)
    )
    yield selected.alias_or_name.lower(), shows


def _source(source: exp.Expr | Scope, persons: Persons) -> Outputs:
    """The columns of what a SELECT reads; of a relation, those of persons."""
    if isinstance(source, Scope):
        return _outputs(source, persons)
    if isinstance(source, exp.Table):
        return [(n, True) for n in persons.get(Name(source.db, source.name), ())]
    return []


def _parts(node: exp.Expr) -> Iterator[exp.Expr]:
    """The columns and inner queries that an expression shows.

    Not those that it counts, compares, filters or orders by.
    """
    if isinstance(node, SAFE):
        return
    if isinstance(node, exp.Column | exp.Query) and not isinstance(node, exp.Subquery):
        yield node
    elif isinstance(node, exp.Window | exp.Filter):
        yield from _parts(node.this)
    else:
        for child in node.iter_expressions():
            yield from _parts(child)
