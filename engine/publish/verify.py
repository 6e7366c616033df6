"""A public file opened as a reader does, and compared with the work file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.compile.query import Query, Reference
from engine.engines.connections import reading
from engine.names import Name, quote
from engine.problems import ProblemError
from engine.publish.layout import stored_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def verify(work: Path, file: Path, queries: Sequence[Query]) -> None:
    """Raises OSError if the file differs from what was built, ProblemError for a
    reference without a target."""
    if file.with_name(f"{file.name}.wal").exists():
        raise OSError(f"{file.name} was not written to its end")
    with reading(file) as public, reading(work) as private:
        for query in queries:
            stored = stored_name(query.name)
            if query.is_view:  # the same SQL on the same tables: enough that it binds
                public.execute(f"describe {stored.quoted}")
            elif _measure(public, stored) != _measure(private, query.name):
                raise OSError(f"{query.name} does not hold what was built")
            for reference in query.references:
                _verify_reference(public, query, reference)


def _measure(connection: DuckDBPyConnection, name: Name) -> object:
    """A table's row count and a hash of its rows."""
    measure = "count(*), sum(hash(t)::hugeint)::text"
    return connection.execute(f"select {measure} from {name.quoted} as t").fetchone()


def _verify_reference(
    connection: DuckDBPyConnection, query: Query, reference: Reference
) -> None:
    """Check a foreign key; DuckDB has none across schemas."""
    column, target = quote(reference.column), quote(reference.target)
    row = connection.execute(
        f"select min({column}) from {stored_name(query.name).quoted} "
        f"where {column} not in (select {target} "
        f"from {stored_name(reference.name).quoted})"
    ).fetchone()
    if row and row[0] is not None:
        reason = f"{query.name}.{reference.column} {row[0]} is not in {reference.name}"
        raise ProblemError(query.problem(reason, reference.offset, None))
