"""Which columns of which relations identify a person.

That is a column marked `@person` or called person_id or pnr, and every column that
takes its values from such a column (not by counting, comparing or ordering).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.compile.query import Query
from engine.lineage.across_queries import Lineage
from engine.lineage.graph_model import Node
from engine.names import Name
from engine.privacy import mask


def person_columns(
    queries: Iterable[Query],
    lineage: Lineage | None = None,
    marked: Callable[[Query], set[str]] = mask.person_columns,
) -> dict[Name, set[str]]:
    """The columns of each relation that identify a person, in lower case.

    The queries come in order, each after what it reads. The column `*` stands for
    those that the SQL does not name. `marked` gives those that a query itself marks,
    by default of persons and of firms.
    """
    listed = list(queries)
    lineage = lineage or Lineage(listed)
    by_relation: dict[Name, set[str]] = {}
    for query in listed:
        of_persons = {name.lower() for name in marked(query)}
        if any(by_relation.get(name) for name in query.reads):
            of_persons |= _carried(query.name, lineage, by_relation)
        columns = lineage.columns[query.name]
        by_relation[query.name] = of_persons.intersection(columns)
    return by_relation


def _carried(
    name: Name, lineage: Lineage, by_relation: dict[Name, set[str]]
) -> set[str]:
    """The columns of a relation that show a person column of another relation."""
    readers: dict[Node, list[Node]] = {}
    for target, steps in lineage.flow(name).items():
        for step in steps:
            if step.shows:
                readers.setdefault(step.source, []).append(target)
    waiting = [
        node
        for node in readers
        if node.relation != name and node.column in by_relation.get(node.relation, ())
    ]
    reached = set(waiting)
    while waiting:
        for target in readers.get(waiting.pop(), ()):
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    outputs = (node for node in reached if node.relation == name and not node.part)
    return {node.column for node in outputs if node.column}
