"""Resolve names in a query: sources, and the scopes around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine.lineage.graph_model import ANY, Node
from engine.names import Name

Columns = Mapping[Name, tuple[str, ...]]
Listed = tuple[str | None, Node]


class UnknownForm(Exception):
    """SQL of an unknown form: every column depends on everything that is read."""


@dataclass(frozen=True)
class Source:
    """An item of FROM: its columns in order, and its rows.

    A column named None may have any name. A `leaf` is a relation with unknown columns:
    every name may be one of them.
    """

    alias: str
    columns: tuple[Listed, ...]
    rows: Node | None = None
    leaf: Name | None = None
    table: Name | None = None
    in_star: bool = True

    def find(self, name: str) -> tuple[list[Node], bool]:
        """What a column name may be, the first of a name first; whether it is sure."""
        nodes = [Node(self.leaf, name)] if self.leaf else []
        for column, node in self.columns:
            if column is None or column == name:
                nodes.append(node)
            if column == name:
                return nodes, True
        return nodes, False

    @property
    def is_open(self) -> bool:
        return self.leaf is not None or any(name is None for name, _ in self.columns)

    @property
    def nodes(self) -> list[Node]:
        """All its columns, and its rows."""
        leaves = [Node(self.leaf, ANY)] if self.leaf else []
        rows = [self.rows] if self.rows else []
        return [*leaves, *(node for _, node in self.columns), *rows]

    def renamed(self, alias: str, names: Sequence[str]) -> Source:
        """As `alias(names)`: the first columns have other names."""
        columns = self.columns
        if names and self.is_open:  # the order of the columns is unknown
            each = [node for node in self.nodes if node != self.rows]
            columns = tuple((None, node) for node in each)
        elif names:
            pairs = zip(names, columns, strict=False)
            first = tuple((name, node) for name, (_, node) in pairs)
            columns = first + columns[len(first) :]
        return Source(alias, columns, self.rows, self.leaf)

    def of_table(self, table: Name | None) -> Source:
        """As a relation read without an alias: its schema may qualify columns."""
        return replace(self, table=table)

    def outside_star(self) -> Source:
        """As the right side of a semi join, which no star has."""
        return replace(self, in_star=False)


@dataclass
class Scope:
    """The names in scope of one SELECT, and the enclosing scope."""

    part: str
    outer: Scope | None = None
    sources: list[Source] = field(default_factory=list)
    aliases: dict[str, Node] = field(default_factory=dict)
    tables: dict[str, Source] = field(default_factory=dict)
    joined_by: set[str] = field(default_factory=set)

    def levels(self) -> Iterator[Scope]:
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.outer

    def everything(self) -> list[Node]:
        """All columns and rows of all sources, those of the scopes around included."""
        return [n for level in self.levels() for s in level.sources for n in s.nodes]

    def resolve(self, parts: Sequence[str]) -> list[Node] | None:
        """The possible meanings of a dotted name; None if nothing in scope has it.

        Scopes are searched from the inside out until one surely has the name. For an
        ambiguous name, all its meanings are returned.
        """
        resolved: list[Node] = []
        for level in self.levels():
            nodes, sure = level._here(parts)
            resolved += nodes
            if sure:
                return list(dict.fromkeys(resolved))
        return list(dict.fromkeys(resolved)) or None

    def _here(self, parts: Sequence[str]) -> tuple[list[Node], bool]:
        resolved: list[Node] = []
        sure = False
        for source in self.sources:
            for nodes, certain in _in_source(source, parts):
                resolved += nodes
                sure |= certain
        if not sure and parts[0] in self.aliases:
            resolved.append(self.aliases[parts[0]])
            sure = not any(source.is_open for source in self.sources)
        if not sure:
            whole = [s for s in self.sources if s.alias == parts[0]]
            resolved += [node for source in whole for node in source.nodes]
            sure = bool(whole) and not any(s.is_open for s in self.sources)
        return resolved, sure


def _in_source(
    source: Source, parts: Sequence[str]
) -> Iterator[tuple[list[Node], bool]]:
    """A name as column, as column of an alias, or of a relation with its schema."""
    nodes, sure = source.find(parts[0])
    yield (
        nodes,
        sure and len(parts) == 1,
    )  # else it may be a struct, or an alias without
    for at, part in enumerate(parts[:-1]):
        table = source.table
        if part == source.alias or (table and at and part == table.table.lower()):
            yield source.find(parts[at + 1])
