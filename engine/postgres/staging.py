"""Create the new tables beside the published ones, under temporary names."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from engine.names import Name, literal, quote
from engine.postgres.copy import copy_rows
from engine.postgres.errors import problems_of
from engine.postgres.layout import Relation, references
from engine.postgres.target import LONGEST_NAME
from engine.progress import Reporter

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from psycopg import Connection

# Written once, frozen and analyzed: vacuuming has nothing to do, and would hold up the
# next publication.
SETTLED = "with (autovacuum_enabled = false, toast.autovacuum_enabled = false)"
Tables = Mapping[Name, Name]  # published name → name of the new table


def stage(
    file: DuckDBPyConnection,
    connection: Connection,
    relations: Sequence[Relation],
    tables: Tables,
    mark: str,
    reporter: Reporter,
) -> dict[str, int]:
    """Make, fill, key, comment and analyze the new tables; the row count of each."""
    reporter.start(len(relations))
    rows: dict[str, int] = {}
    for relation in relations:
        started = time.perf_counter()
        reporter.step(str(relation.name))
        table = tables[relation.name]
        with problems_of(f"{relation.name} could not be published"):
            _run(connection, _create(relation, table))
            rows[str(relation.name)] = copy_rows(file, connection, relation, table)
            _run(connection, *_key(relation, table), *_comments(relation, table, mark))
            _run(connection, f"analyze {table.quoted}")
        reporter.done(
            str(relation.name), rows[str(relation.name)], time.perf_counter() - started
        )
    return rows


def refer(
    connection: Connection, relations: Sequence[Relation], tables: Tables
) -> None:
    """Declare the references between the new tables; PostgreSQL verifies them."""
    for reference in references(relations):
        name, column = reference.relation.name, quote(reference.column)
        to = tables[reference.to.name].quoted
        constraint = quote(_constraint(name.table, reference.column, "fkey"))
        with problems_of(f"{name}.{reference.column} could not be published"):
            _run(
                connection,
                f"alter table {tables[name].quoted} add constraint {constraint} "
                f"foreign key ({column}) references {to} ({quote(reference.target)})",
            )


def naming(relation: Relation, table: Name, final: Name) -> Iterator[str]:
    """Statements that rename a new table and its key to the published names."""
    yield f"alter table {table.quoted} rename to {quote(final.table)}"
    if relation.key:
        old, new = _key_name(relation, table.table), _key_name(relation, final.table)
        change = f"rename constraint {quote(old)} to {quote(new)}"
        yield f"alter table {final.quoted} {change}"


def _run(connection: Connection, *statements: str) -> None:
    if statements:
        connection.execute("; ".join(statements).encode())


def _create(relation: Relation, table: Name) -> str:
    columns = ", ".join(f"{quote(c.name)} {c.type}" for c in relation.columns)
    return f"create table {table.quoted} ({columns}) {SETTLED}"


def _key(relation: Relation, table: Name) -> Iterator[str]:
    if relation.key:
        kind = "unique nulls not distinct" if relation.key_holds_null else "primary key"
        name = quote(_key_name(relation, table.table))
        columns = ", ".join(map(quote, relation.key))
        yield f"alter table {table.quoted} add constraint {name} {kind} ({columns})"


def _key_name(relation: Relation, table: str) -> str:
    return _constraint(table, "", "key" if relation.key_holds_null else "pkey")


def _constraint(table: str, column: str, ending: str) -> str:
    """As PostgreSQL names constraints; a name too long is cut in its middle."""
    middle = f"{table}_{column}".rstrip("_").encode()
    room = LONGEST_NAME - len(ending) - 1
    return f"{middle[:room].decode(errors='ignore')}_{ending}"


def _comments(relation: Relation, table: Name, mark: str) -> Iterator[str]:
    words = literal(f"{relation.comment} {mark}".strip())
    yield f"comment on table {table.quoted} is {words}"
    for column in relation.columns:
        if column.comment:
            place = f"{table.quoted}.{quote(column.name)}"
            yield f"comment on column {place} is {literal(column.comment)}"
