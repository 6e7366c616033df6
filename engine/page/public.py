"""The public file as the page reads it: its columns and rows.

The page reads figures only here. Files of other versions have other columns: each
reader says which columns are optional.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.engines.duckdb_engine import DuckDB
from engine.problems import UsageError
from engine.publish.layout import published_name
from engine.warehouse.read import open_public

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NEEDED = ("balance.assessment", "reference.occupation", "reference.period")


@dataclass(frozen=True)
class PublicFile:
    """An open public file."""

    connection: DuckDBPyConnection

    @cached_property
    def columns(self) -> dict[str, list[str]]:
        """The columns of each relation, by its name."""
        engine = DuckDB(self.connection)
        return {
            str(published_name(name)): [column for column, _ in engine.columns(name)]
            for name in engine.relations()
        }

    def has(self, relation: str, *columns: str) -> bool:
        """Whether the file has a relation with these columns."""
        return set(columns) <= set(self.columns.get(relation, ())) and (
            relation in self.columns
        )

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self.connection.execute(sql, list(values)).fetchall()

    def records(self, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The rows of a query by column."""
        cursor = self.connection.execute(sql, list(values))
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@contextmanager
def open_file(warehouse: Path) -> Iterator[PublicFile]:
    """The public file of a warehouse. Raises UsageError where it has no balance."""
    with open_public(warehouse) as connection:
        public = PublicFile(connection)
        missing = [name for name in NEEDED if not public.has(name)]
        if missing:
            raise UsageError(
                f"The public file in {warehouse} has no {missing[0]}: "
                "the page shows a labour-market balance."
            )
        yield public
