"""Check that every path from persons to a published relation passes a gate.

A relation that says `@gate` hides or rounds what would tell of few persons. What is
published may depend on persons through a gate only: every way counts, also that of
WHERE, JOIN or a subquery. A gate that is published itself is no fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from engine.compile.query import Query
from engine.lineage.across_queries import Lineage, decides_values, way
from engine.lineage.graph_model import Node, Step
from engine.names import ENGINE_SCHEMA, Name
from engine.privacy.mask import columns_of_persons
from engine.problems import Problem

# it tells how many rows the files of persons have, and their hashes
INPUT_FILE = Name(ENGINE_SCHEMA, "input_file")


def ungated(
    queries: Sequence[Query], lineage: Lineage | None = None
) -> Iterator[Problem]:
    """A problem for each published relation with a path to persons without a gate.

    The queries come in order, each after what it reads.
    """
    lineage = lineage or Lineage(queries)
    persons = person_tables(queries)
    gates = {query.name for query in queries if query.has("gate")}
    for query in queries:
        if not query.published or query.name in gates:
            continue
        if persons.isdisjoint(_read_past(query.name, lineage, gates)):
            continue
        steps = _shortest(query.name, lineage, persons, gates)
        if steps:
            yield _problem(query, steps, lineage, gates)


def person_tables(queries: Sequence[Query]) -> set[Name]:
    """The input tables that hold persons, and engine.input_file.

    Tables of firms do not count: other rules govern what is published of firms.
    """
    tables = {q.name for q in queries if q.is_contract and columns_of_persons(q)}
    return {*tables, INPUT_FILE} if tables else set()


def private_relations(queries: Iterable[Query]) -> set[Name]:
    """The relations that hold persons, or figures on them that no gate has passed.

    The queries come in order, each after what it reads.
    """
    listed = list(queries)
    private = person_tables(listed)
    for query in listed:
        open_to_all = query.has("gate") or query.published
        if not open_to_all and not private.isdisjoint(query.reads):
            private.add(query.name)
    return private


def _read_past(name: Name, lineage: Lineage, gates: set[Name]) -> set[Name]:
    """All that a relation reads, directly or not, up to the gates."""
    reached: set[Name] = set()
    waiting = [name]
    while waiting:
        read = waiting.pop()
        if read in reached or read in gates:
            continue
        reached.add(read)
        waiting += lineage.queries[read].reads if read in lineage.queries else ()
    return reached


def _shortest(
    name: Name, lineage: Lineage, persons: set[Name], gates: set[Name]
) -> list[Step]:
    """A shortest path to persons without a gate; empty if there is none."""

    def goes_on(node: Node) -> bool:
        return node.relation not in gates and node.relation not in persons

    reached = lineage.influences(Node(name, None), goes_on)
    ways = [way(node, reached) for node in reached if node.relation in persons]
    return min(ways, key=_rank, default=[])


def _rank(steps: list[Step]) -> tuple[bool, int]:
    """Sort key: paths of values before paths that only decide which rows exist."""
    return not decides_values(steps), len(steps)


def _problem(
    query: Query, steps: Sequence[Step], lineage: Lineage, gates: set[Name]
) -> Problem:
    target, source = steps[0].target, steps[-1].source
    hint = "Read a gate instead, or hide small counts in a relation and mark it @gate."
    if gates:
        hint += f" Gates: {', '.join(sorted(map(str, gates)))}."
    return query.problem(
        f"{query.name} is published and depends on persons past every gate: "
        f"{target} on {source}",
        steps[0].offset,
        hint,
        lineage.in_words(steps),
    )
