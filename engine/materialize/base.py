"""The interface of materializations: how a query becomes a relation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.engines.base import StoredAs

if TYPE_CHECKING:
    from engine.compile.query import Query
    from engine.engines.base import Engine

HEAD = "materialize"


class Materialization:
    """How a query becomes a relation. Each kind is a subclass in a separate module,
    which names it in `MATERIALIZATION`."""

    kind = "table"
    stored_as: StoredAs = "table"
    libraries: Sequence[str] = ()  # distributions whose version can change the rows
    part = ""  # lineage's name for the query's columns, if they are not the output
    is_rule = False  # its rows are faults, and are never published

    made: Mapping[str, str] = MappingProxyType({})  # columns that the query has not

    def kept(self, query: Query) -> Sequence[str]:
        """The query's columns that the relation has too."""
        return [column.name for column in query.columns]

    def create(self, engine: Engine, query: Query) -> list[str]:
        """Make the relation and return notes. Raises Refused and ProblemError."""
        engine.create(query.name, query.sql, self.stored_as)
        return []

    def influences(self, query: Query) -> Iterator[tuple[str | None, str | None]]:
        """Pairs of output column and query column beyond those of one name; None is
        the number of rows."""
        return iter(())

    def prepare(self) -> None:
        """Do what takes long and needs no data, while the inputs are loaded."""


def option(query: Query, name: str, default: str) -> str:
    """What `@materialize(kind, name=…)` says of an option."""
    pairs = (item.partition("=") for item in query.materialize_items[1:])
    return {key.strip(): value.strip() for key, _, value in pairs}.get(name, default)


def directive_offset(query: Query) -> int:
    """Where a query says how it is materialized."""
    return max(query.sql.find(f"@{HEAD}"), 0)
