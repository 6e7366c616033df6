"""Who may read: the named roles, and every role that could read the old tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from engine.names import Name, quote
from engine.postgres.errors import problems_of

if TYPE_CHECKING:
    from psycopg import Connection

PRIVILEGES = "select, references"  # without the second, Power BI sees no keys
GRANTED = """
    select
        n.nspname,
        c.relname,
        case when a.grantee = 0 then 'public' else pg_get_userbyid(a.grantee) end,
        string_agg(a.privilege_type, ', ' order by a.privilege_type)
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
    cross join aclexplode(c.relacl) as a
    where n.nspname || '.' || c.relname = any(%s) and a.grantee <> c.relowner
    group by 1, 2, 3
    order by 1, 2, 3
"""


def admit(connection: Connection, schemas: Sequence[str], role: str) -> None:
    """Let a role into the schemas. Raises ProblemError where there is no such role."""
    names = ", ".join(map(quote, sorted(set(schemas))))
    with problems_of(f"{role} cannot be made a reader"):
        connection.execute(f"grant usage on schema {names} to {quote(role)}".encode())


def grant(
    connection: Connection, tables: Mapping[Name, Name], readers: Sequence[str]
) -> None:
    """Grant on new tables (given by the names they will have) what readers need, and
    what was granted on the tables that have those names now."""
    statements = [
        f"grant {PRIVILEGES} on {new.quoted} to {quote(role)}"
        for new in tables.values()
        for role in readers
    ]
    statements += _as_before(connection, tables)
    with problems_of("what readers may do could not be granted"):
        for statement in statements:
            connection.execute(statement.encode())


def _as_before(connection: Connection, tables: Mapping[Name, Name]) -> Iterator[str]:
    rows = connection.execute(GRANTED, [list(map(str, tables))]).fetchall()
    for schema, table, role, privileges in rows:
        new = tables[Name(schema, table)]
        yield f"grant {privileges} on {new.quoted} to {quote(role)}"
