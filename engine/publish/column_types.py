"""Every published column has a type: DuckDB gives a column that is the literal NULL in
every row the type "NULL", which other programs do not know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from engine.compile.query import Query
from engine.problems import Problem, ProblemError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from duckdb.sqltypes import DuckDBPyType

NESTED = ("list", "array", "struct", "map", "union")
HINT = "Cast it, as in cast(null as text)."


def check_types(connection: DuckDBPyConnection, queries: Sequence[Query]) -> None:
    """Raises ProblemError for the columns of relations of `work` without a type."""
    problems = [p for query in queries for p in _untyped(connection, query)]
    if problems:
        raise ProblemError(problems)


def _untyped(connection: DuckDBPyConnection, query: Query) -> Iterator[Problem]:
    relation = connection.sql(f"from work.{query.name.quoted} limit 0")
    offsets = {column.name: column.offset for column in query.columns}
    for name, kind in zip(relation.columns, relation.types, strict=True):
        if _has_null_type(kind):
            reason = f"{query.name} is published and {name} has no type: {kind}"
            yield query.problem(reason, offsets.get(name), HINT)


def _has_null_type(kind: DuckDBPyType | int | list[str]) -> bool:
    """Of a type or a part of one; the length of an array is a part without a type."""
    if isinstance(kind, int | list):
        return False
    if kind.id not in NESTED:
        return bool(kind.id == "null")
    return any(_has_null_type(inner) for _, inner in kind.children)
