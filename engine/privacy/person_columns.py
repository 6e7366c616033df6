"""Which columns of which relations identify a person, whatever they are called.

A column marked `@person`, or called person_id or pnr, does; and so does every column
further on that is made of one, other than by counting, comparing or ordering.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlglot import exp
from sqlglot.optimizer.scope import Scope, build_scope

from engine.compile.query import Query
from engine.names import Name
from engine.privacy.mask import PERSON_NAMES

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
        shown = {
            c.name.lower() for c in query.columns if c.has("person") or c.has("firm")
        }
        shown |= names.intersection(PERSON_NAMES)
        reads_persons = any(found.get(name) for name in query.reads)
        scope = build_scope(query.tree) if reads_persons else None
        if scope is not None:
            outputs = _Reading(found).outputs(scope)
            shown |= {name for name, shows in outputs if shows}
        found[query.name] = shown & {c.name.lower() for c in query.output}
    return found


class _Reading:
    """One query as read: of each scope, the outputs and whether they show a person.

    Kept, for every CTE sees all before it and asks each of them.
    """

    def __init__(self, persons: Persons) -> None:
        self.persons = persons
        self.known: dict[int, Outputs] = {}

    def outputs(self, scope: Scope) -> Outputs:
        """Name of each output, and whether it shows a person; a star is spelled out."""
        if id(scope) not in self.known:
            self.known[id(scope)] = self._find(scope)
        return self.known[id(scope)]

    def _find(self, scope: Scope) -> Outputs:
        parts = [self.outputs(part) for part in scope.set_operation_scopes]
        if parts:
            rows = zip(*parts, strict=False)
            return [(row[0][0], any(shows for _, shows in row)) for row in rows]
        if not isinstance(scope.expression, exp.Select):
            return []
        sources = {name: self._source(part) for name, part in scope.sources.items()}
        return [
            output
            for selected in scope.expression.selects
            for output in self._output(selected, sources, scope)
        ]

    def _output(
        self, selected: exp.Expr, sources: Mapping[str, Outputs], scope: Scope
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
            for _, show in self.outputs(inner)
        )
        yield selected.alias_or_name.lower(), shows

    def _source(self, source: exp.Expr | Scope) -> Outputs:
        """The columns of what a SELECT reads; of a relation, those of persons."""
        if isinstance(source, Scope):
            return self.outputs(source)
        if isinstance(source, exp.Table):
            name = Name(source.db, source.name)
            return [(column, True) for column in self.persons.get(name, ())]
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
