"""A query, compiled: its SQL, what it reads, and what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from engine.compile.directives import Directive, named
from engine.compile.parse import parse
from engine.compile.rendered import Rendered
from engine.materialize.base import Materialization
from engine.materialize.registry import materialization
from engine.names import FILE_SCHEMA, Name
from engine.problems import Place, Problem

if TYPE_CHECKING:
    from sqlglot import exp

RELATION = re.compile(r"([A-Za-z_]\w*)\.([A-Za-z_]\w*)")


@dataclass(frozen=True)
class Column:
    """An output column, with the comment and directives that follow it.

    `source` is the column that it is a cast of, where it is no more than that.
    Where it `is_open` it can be several, whose names the SQL does not give.
    """

    name: str
    comment: str
    directives: tuple[Directive, ...]
    type: str | None
    offset: int
    source: str | None = None
    is_open: bool = False

    def has(self, name: str) -> bool:
        return bool(named(self.directives, name))


@dataclass(frozen=True)
class Reference:
    """A foreign key: `column` has values of the column `target` of another relation."""

    column: str
    name: Name
    target: str
    offset: int


@dataclass(frozen=True)
class Query:
    """One relation as its file defines it.

    `makers` are the parts and versions of the engine that makes its rows, where that is
    another than DuckDB.
    """

    name: Name
    path: Path
    rendered: Rendered
    comment: str
    directives: tuple[Directive, ...]
    columns: tuple[Column, ...]
    reads: dict[Name, int] = field(hash=False)
    tokens: str
    makers: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def sql(self) -> str:
        return self.rendered.sql

    @cached_property
    def tree(self) -> exp.Query:
        """The parsed SQL; a query that comes from the cache is parsed when asked."""
        return parse(self.rendered)[1]

    @property
    def materialize_items(self) -> list[str]:
        """What `@materialize` says: the kind, then its options."""
        directives = named(self.directives, "materialize")
        return directives[0].items if directives else ["table"]

    @cached_property
    def materialization(self) -> Materialization:
        """How it becomes a relation."""
        return materialization(self.materialize_items[0])

    @property
    def is_view(self) -> bool:
        """Whether its rows are computed on every read."""
        return self.materialization.stored_as == "view"

    @property
    def output(self) -> tuple[Column, ...]:
        """The relation's columns; a fit has others than its query."""
        kept = self.materialization.kept(self)
        made = self.materialization.made.items()
        return (
            *(column for column in self.columns if column.name in kept),
            *(Column(name, words, (), None, 0) for name, words in made),
        )

    @property
    def is_contract(self) -> bool:
        """Whether it reads an input file."""
        return any(name.schema == FILE_SCHEMA for name in self.reads)

    @property
    def published(self) -> bool:
        return self.has("publish") and not self.materialization.is_rule

    @property
    def key(self) -> tuple[str, ...]:
        keys = named(self.directives, "key")
        return tuple(keys[0].items) if keys else ()

    @property
    def references(self) -> list[Reference]:
        """What `@references(schema.table.column)` says of the output columns."""
        declared = []
        for column in self.output:
            for directive in named(column.directives, "references"):
                parts = (directive.arguments or "").strip().split(".")
                schema, table, target = (*parts, "", "", "")[:3]
                name = Name(schema, table)
                declared.append(Reference(column.name, name, target, directive.offset))
        return declared

    @property
    def mentions(self) -> Iterator[tuple[Name, int]]:
        """The relations that it and its checks read, and where it says so."""
        yield from self.reads.items()
        for name in self.checked_against - set(self.reads):
            yield name, max(self.sql.find(str(name)), 0)

    def has(self, name: str) -> bool:
        return bool(named(self.directives, name))

    def items(self, name: str) -> list[str]:
        """The items of a directive of the head; empty without that directive."""
        return [item for d in named(self.directives, name)[:1] for item in d.items]

    def argument(self, name: str) -> str | None:
        matching = named(self.directives, name)
        return matching[0].arguments if matching else None

    @cached_property
    def checked_against(self) -> frozenset[Name]:
        """The other relations that its checks read."""
        relations = {
            Name(*match.groups())
            for directives_ in (self.directives, *(c.directives for c in self.output))
            for directive in directives_
            if directive.name in ("references", "rows")
            and (match := RELATION.search(directive.arguments or ""))
        }
        return frozenset(relations - {self.name})

    def problem(
        self,
        reason: str,
        offset: int | None,
        hint: str | None,
        rows: tuple[str, ...] = (),
    ) -> Problem:
        """A problem at an offset of the SQL, placed in the template."""
        place, callers = (
            self.rendered.place(offset)
            if offset is not None
            else (Place(self.path), ())
        )
        return Problem(reason, place, hint, callers, str(self.name), rows)
