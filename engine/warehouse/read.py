"""Read a warehouse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.engines.connections import reading
from engine.engines.duckdb_engine import DuckDB
from engine.names import Name, quote
from engine.privacy.mask import PERSON_NAMES, masked
from engine.problems import UsageError, nearest
from engine.publish.layout import public_file, published_relations, stored_name
from engine.publish.write import KEY
from engine.state.work_file import FILE as WORK_FILE
from engine.state.work_file import remembered_persons

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

RELATION_COMMENT = """
    select comment from duckdb_tables() where schema_name = $1 and table_name = $2
    union all
    select comment from duckdb_views() where schema_name = $1 and view_name = $2
"""


@dataclass(frozen=True)
class Rows:
    """Rows of a relation; `more` says that not all are here."""

    header: Sequence[str]
    rows: Sequence[Sequence[Any]]
    more: bool


@contextmanager
def open_public(warehouse: Path) -> Iterator[DuckDBPyConnection]:
    """The public file, for reading. Raises UsageError where none was built."""
    with _open(public_file(warehouse)) as connection:
        yield connection


@contextmanager
def _open(path: Path) -> Iterator[DuckDBPyConnection]:
    if not path.is_file():
        raise UsageError(f"No warehouse at {path}. Run amb build first.")
    with reading(path) as connection:
        yield connection


def relations_of(warehouse: Path, relation: str | None = None) -> list[Name]:
    """The published relations. Raises UsageError if `relation` is not among them."""
    with open_public(warehouse) as connection:
        names = sorted(published_relations(DuckDB(connection)))
    if relation is not None and Name.of(relation) not in names:
        hint = nearest(relation, map(str, names)) or ""
        raise UsageError(f"No relation {relation} in {warehouse}. {hint}".strip())
    return names


def arrow_of(warehouse: Path, relation: str, where: Mapping[str, str]) -> pa.Table:
    """The rows of a published relation, in the order that they were published in: the
    key's."""
    name = Name.of(relation)
    with open_public(warehouse) as connection:
        columns = [
            column for column, _ in DuckDB(connection).columns(stored_name(name))
        ]
        restriction = where_sql(name, columns, where)
        sql = f"select * from {stored_name(name).quoted} {restriction}"
        return connection.sql(sql, params=list(where.values())).to_arrow_table()


def rows_of(
    warehouse: Path, relation: str, where: Mapping[str, str], limit: int
) -> Rows:
    """The first rows of a relation, from the public file or else the work file, ordered
    by its key, or by all columns if its comment names no key."""
    for file in (public_file(warehouse), warehouse / WORK_FILE):
        with _open(file) as connection:
            names = published_relations(DuckDB(connection))
            if Name.of(relation) in names:
                return _rows(connection, Name.of(relation), where, limit)
    hint = nearest(relation, map(str, names)) or ""
    raise UsageError(f"No relation {relation} in {warehouse}. {hint}".strip())


def _rows(
    connection: DuckDBPyConnection,
    name: Name,
    where: Mapping[str, str],
    limit: int,
) -> Rows:
    described = connection.execute(f"describe {name.quoted}").fetchall()
    columns = [row[0] for row in described]
    restriction = where_sql(name, columns, where)
    order = ", ".join(map(quote, _key(connection, name, columns))) or "all"
    cursor = connection.execute(
        f"select * from {name.quoted} {restriction} order by {order} limit {limit + 1}",
        list(where.values()),
    )
    rows = cursor.fetchall()
    persons = remembered_persons(DuckDB(connection), name)
    hidden = {at for at, name in enumerate(columns) if _is_person(name, persons)}
    printed = [
        [masked(v) if at in hidden and v is not None else v for at, v in enumerate(row)]
        for row in rows[:limit]
    ]
    return Rows(columns, printed, len(rows) > limit)


def _is_person(column: str, persons: set[str]) -> bool:
    """Whether a column is masked; where some columns are not named, all are."""
    return "*" in persons or column.lower() in persons.union(PERSON_NAMES)


def _key(
    connection: DuckDBPyConnection, name: Name, columns: Sequence[str]
) -> Sequence[str]:
    """The key that a relation's comment ends with; empty where it names none."""
    stored = stored_name(name)
    comments = connection.execute(RELATION_COMMENT, [stored.schema, stored.table])
    comment = next((str(row[0]) for row in comments.fetchall() if row[0]), "")
    _, said, names = comment.rpartition(KEY)
    key = names.removesuffix(".").split(", ") if said else []
    return key if set(key) <= set(columns) else []


def where_sql(name: Name, columns: Sequence[str], where: Mapping[str, str]) -> str:
    """A WHERE with a `?` for each value. Raises UsageError for unknown columns."""
    for column in where:
        if column not in columns:
            hint = nearest(column, columns) or f"Columns: {', '.join(columns)}."
            raise UsageError(f"{name} has no column {column}. {hint}")
    conditions = [f"cast({quote(column)} as text) = ?" for column in where]
    return f"where {' and '.join(conditions)}" if conditions else ""
