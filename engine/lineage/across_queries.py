"""Lineage: which input columns can influence a column, and through which clauses.

Conservative: joins, filters and groupings influence every output column of a query,
and a name that cannot be resolved depends on everything in scope.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING

from engine.compile.query import Query
from engine.inputs.contracts import contract_of
from engine.lineage.graph_model import ANY, ROWS, Node, Step
from engine.names import ENGINE_SCHEMA, FILE_SCHEMA, Name
from engine.problems import Place, UsageError, nearest

if TYPE_CHECKING:
    from engine.compile.compiled import Compiled

DETOUR = 1000


class Lineage:
    """The lineage of a project; queries are analysed on demand."""

    def __init__(self, queries: Iterable[Query]) -> None:
        """`queries` are in dependency order."""
        self.queries = {query.name: query for query in queries}
        self._flows: dict[Name, dict[Node, list[Step]]] = {}

    @classmethod
    def of(cls, compiled: Compiled) -> Lineage:
        return cls(compiled.ordered(compiled.queries))

    def node(self, text: str) -> Node:
        """SCHEMA.NAME or SCHEMA.NAME.COLUMN. Raises UsageError."""
        schema, _, rest = text.partition(".")
        table, _, column = rest.partition(".")
        name = Name(schema, table)
        if name not in self.queries:
            hint = nearest(str(name), map(str, self.queries)) or ""
            raise UsageError(f"No relation is named {name}. {hint}".strip())
        columns = self.columns[name]
        if column and column.lower() not in columns and ANY in columns:
            return Node(name, ANY)
        if column and column.lower() not in columns:
            hint = nearest(column, columns) or f"Columns: {', '.join(columns)}."
            raise UsageError(f"{name} has no column {column}. {hint}")
        return Node(name, column.lower() or None)

    @cached_property
    def columns(self) -> dict[Name, tuple[str, ...]]:
        """The columns of each relation, in lower case."""
        columns_by_relation = {
            name: tuple(
                name
                for column in query.output
                for name in (column.name.lower(), *([ANY] if column.is_open else []))
            )
            for name, query in self.queries.items()
        }
        for query in self.queries.values():
            if query.is_contract:
                contract = contract_of(query)
                columns = tuple(column.lower() for column in contract.file_columns)
                file = Name(FILE_SCHEMA, contract.table)
                columns_by_relation[file] = tuple(
                    dict.fromkeys([*columns_by_relation.get(file, ()), *columns])
                )
        return columns_by_relation

    def _is_leaf(self, name: Name) -> bool:
        """Whether a relation is a leaf: a contract or a table of the schema engine."""
        query = self.queries.get(name)
        return name.schema == ENGINE_SCHEMA or (query is not None and query.is_contract)

    def influences(
        self, target: Node, through: Callable[[Node], bool] = lambda node: True
    ) -> dict[Node, Step]:
        """Every node that can influence the target, with its next step towards it.

        The steps form shortest paths; steps of values are preferred to steps of rows. A
        target without a column means all its columns and rows. Paths end at nodes for
        which `through` is false.
        """
        starts = self._starts(target)
        costs = {node: 0 if node.column else DETOUR for node in starts}
        number = count()
        waiting = [(cost, next(number), node) for node, cost in costs.items()]
        steps: dict[Node, Step] = {}
        while waiting:
            cost, _, node = heappop(waiting)
            if cost > costs[node] or not through(node):
                continue
            for step in self.steps(node):
                total = cost + (DETOUR if step.clause == ROWS else 1)
                if total < costs.get(step.source, total + 1):
                    costs[step.source] = total
                    steps[step.source] = step
                    heappush(waiting, (total, next(number), step.source))
        return steps

    def inputs(self, target: Node) -> dict[Node, list[Step]]:
        """Each input column that can influence the target, with a shortest path."""
        steps = self.influences(target)
        leaves = [n for n in steps if self._is_leaf(n.relation) and not n.part]
        leaves.sort(key=lambda n: (n.relation, n.column or ""))
        return {leaf: way(leaf, steps) for leaf in leaves}

    def inputs_by_column(self) -> dict[Node, list[str]]:
        """The input columns that the values of each node depend on, for all nodes.

        Columns that only decide which rows exist (see `decides_values`) are left out.
        """
        bits: dict[Node, int] = {}
        leaves: list[Node] = []
        for name in self.queries:
            flow = self.flow(name)
            targets = list(flow)
            if self._is_leaf(name):
                for column in self.columns[name]:
                    bits[Node(name, column)] = 1 << len(leaves)
                    leaves.append(Node(name, column))
                continue
            changed = True
            while changed:
                changed = False
                for node in targets:
                    mask = bits.get(node, 0)
                    for step in flow[node]:
                        if step.clause != ROWS:
                            mask |= bits.get(step.source, 0)
                    changed |= mask != bits.get(node, 0)
                    bits[node] = mask
        names = [str(leaf) for leaf in leaves]
        return {
            node: [text for n, text in enumerate(names) if mask >> n & 1]
            for node, mask in bits.items()
        }

    def steps(self, target: Node) -> list[Step]:
        """The direct steps to a node."""
        if target.relation.schema == FILE_SCHEMA:
            return [
                Step(target, Node(name, target.column), "file", name)
                for name, query in self.queries.items()
                if target.relation in query.reads
            ]
        if target.relation not in self.queries:
            return []
        return self.flow(target.relation).get(target, [])

    def flow(self, name: Name) -> dict[Node, list[Step]]:
        if name not in self._flows:
            from engine.lineage.within_query import flow

            self._flows[name] = flow(self.queries[name], self.columns)
        return self._flows[name]

    def in_words(self, steps: Iterable[Step]) -> tuple[str, ...]:
        """A path as text, one line per step."""
        return tuple(
            f"{self.place(step)}  {step.clause}  {step.target} <- {step.source}"
            for step in steps
        )

    def place(self, step: Step) -> Place:
        """The place of a step in the template."""
        query = self.queries[step.query]
        if step.offset is None:
            return Place(query.path)
        return query.rendered.place(step.offset)[0]

    def _starts(self, target: Node) -> list[Node]:
        if target.column:
            return [target]
        columns: Iterable[str | None] = (*self.columns[target.relation], None)
        return [Node(target.relation, column) for column in columns]


def relation_edges(queries: Mapping[Name, Query]) -> Iterator[tuple[Name, Name]]:
    """The edges (read, reader) between relations, without files."""
    for name, query in queries.items():
        for read in query.reads:
            if read.schema != FILE_SCHEMA:
                yield read, name


def decides_values(way: Iterable[Step]) -> bool:
    """Whether a path changes values; otherwise it only decides which rows exist."""
    return all(step.clause != ROWS for step in way)


def way(leaf: Node, step_from: Mapping[Node, Step]) -> list[Step]:
    """The steps from the target down to the leaf."""
    steps = []
    step = step_from.get(leaf)
    while step:
        steps.append(step)
        step = step_from.get(step.target)
    return steps[::-1]
