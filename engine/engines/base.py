"""What a database must be able to do to make a project's relations.

DuckDB compiles every query on empty inputs and keeps the state; another engine may
make the relations. It needs these verbs and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from engine.names import Name

if TYPE_CHECKING:
    import pyarrow as pa
    from sqlglot import exp

StoredAs = Literal["table", "view"]
Statement = "str | exp.Expr"


@dataclass(frozen=True)
class Content:
    """How many rows a table has, and a hash of its columns and rows in any order."""

    rows: int
    digest: str


class Engine(Protocol):
    """Makes relations of SQL, and answers questions about them.

    SQL is text in the engine's own dialect, or a sqlglot expression that the engine
    renders. What it refuses is raised as `Refused`.
    """

    @property
    def dialect(self) -> str:
        """The sqlglot dialect that the engine reads."""
        ...

    def create(self, name: Name, sql: str, stored_as: StoredAs) -> None:
        """Make a relation of a query's text, in place of one of its name."""
        ...

    def create_from_rows(self, name: Name, rows: pa.Table) -> None:
        """Make a table of rows, in place of one of its name."""
        ...

    def drop(self, name: Name, stored_as: StoredAs) -> None: ...

    def rows(self, sql: str | exp.Expr) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        ...

    def arrow(self, sql: str) -> pa.Table:
        """The rows of a query's text as an Arrow table, ordered by all columns."""
        ...

    def columns(self, name: Name) -> list[tuple[str, str]]:
        """The columns of a relation: name and type."""
        ...

    def content(self, name: Name) -> Content: ...

    def comment(
        self, name: Name, stored_as: StoredAs, words: str, columns: Mapping[str, str]
    ) -> None:
        """Put words on a relation and on its columns."""
        ...

    def relations(self) -> dict[Name, StoredAs]:
        """The relations that are there."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All that is made within, or nothing."""
        ...


def render(statement: str | exp.Expr, dialect: str) -> str:
    """The text of a statement in a dialect; text is taken as it is."""
    return statement if isinstance(statement, str) else statement.sql(dialect=dialect)


def column_list(names: Sequence[str]) -> list[exp.Column]:
    """Columns as quoted expressions."""
    from sqlglot import exp

    return [exp.column(exp.to_identifier(name, quoted=True)) for name in names]
