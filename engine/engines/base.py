"""The interface of a database that makes a project's relations.

DuckDB compiles every query on empty inputs and keeps the state; another engine may
make the relations. It needs these verbs and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from engine.names import DIALECT, Name

if TYPE_CHECKING:
    import pyarrow as pa
    from sqlglot import exp

StoredAs = Literal["table", "view"]


@dataclass(frozen=True)
class Content:
    """How many rows a table has, and a hash of its columns and rows in any order."""

    rows: int
    digest: str


class Engine(Protocol):
    """Makes relations from SQL and reads them.

    SQL is text in DuckDB's dialect, or a sqlglot expression; the engine renders it in
    its dialect (`render`). Errors are raised as `Refused`.
    """

    @property
    def dialect(self) -> str:
        """The sqlglot dialect that the engine reads."""
        ...

    @property
    def keeps_order(self) -> bool:
        """Whether rows are read in the order that they were written in."""
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

    def head(self, sql: str, limit: int) -> tuple[list[str], list[tuple[Any, ...]]]:
        """The names of a query's columns, and its first rows."""
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
        """The stored relations."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """A transaction: everything in the block, or nothing."""
        ...


def render(statement: str | exp.Expr, dialect: str) -> str:
    """The text of a statement in a dialect. Text is in DuckDB's: for another dialect
    it is parsed, and rendered from the tree."""
    if isinstance(statement, str):
        if dialect == DIALECT:
            return statement
        from sqlglot import parse_one

        statement = parse_one(statement, dialect=DIALECT)
    return statement.sql(dialect=dialect)
