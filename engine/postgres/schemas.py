"""The schemas of a publication, and the tables in them that an earlier one made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from engine.names import Name, literal, quote
from engine.postgres.errors import problems_of
from engine.postgres.target import Target
from engine.problems import Problem, ProblemError

if TYPE_CHECKING:
    from psycopg import Connection

SCHEMAS = """
    select nspname, coalesce(obj_description(oid, 'pg_namespace'), '')
    from pg_catalog.pg_namespace
"""
OBJECTS = """
    select n.nspname, c.relname, coalesce(obj_description(c.oid, 'pg_class'), '')
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
    where n.nspname = any(%s)
    order by 1, 2
"""


def make_schemas(connection: Connection, schemas: Iterable[str], mark: str) -> None:
    """Make missing schemas. Raises ProblemError for one not made by amb publish."""
    there: dict[str, str] = dict(connection.execute(SCHEMAS).fetchall())
    wanted = sorted(set(schemas))
    problems = [
        Problem(
            f"the schema {name} was not made by amb publish, and is left alone",
            None,
            "Publish beside it, option schema-prefix. Or, if it is meant for this: "
            f"comment on schema {quote(name)} is {literal(mark)}",
        )
        for name in wanted
        if name in there and not there[name].endswith(mark)
    ]
    if problems:
        raise ProblemError(problems)
    for name in wanted:
        if name not in there:
            with problems_of(f"the schema {name} could not be made"):
                connection.execute(
                    f"create schema {quote(name)}; "
                    f"comment on schema {quote(name)} is {literal(mark)}".encode()
                )


def earlier_tables(
    connection: Connection, target: Target, wanted: Sequence[Name]
) -> list[Name]:
    """The tables that an earlier publication made, in whichever schema it marked.

    Raises ProblemError where something else has the name of a wanted table.
    """
    marked = connection.execute(SCHEMAS).fetchall()
    schemas = [name for name, comment in marked if comment.endswith(target.mark)]
    rows = connection.execute(OBJECTS, [schemas]).fetchall()
    earlier = [Name(s, t) for s, t, comment in rows if comment.endswith(target.mark)]
    others = {Name(s, t) for s, t, _ in rows} - set(earlier)
    problems = [
        Problem(
            f"{name} was not made by amb publish, and is left alone",
            None,
            "Rename it or move it to another schema, or publish with the option "
            "schema-prefix.",
        )
        for name in wanted
        if name in others
    ]
    if problems:
        raise ProblemError(problems)
    return earlier
