"""Publishing the public file into a PostgreSQL database, in one transaction."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.names import Name
from engine.postgres import grants, schemas, staging, swap
from engine.postgres.connect import connect, place
from engine.postgres.errors import KEPT, UNKNOWN, problem
from engine.postgres.layout import Relation, read_layout
from engine.postgres.target import Target
from engine.problems import Problem, ProblemError, UnavailableError
from engine.progress import Reporter, Silent
from engine.warehouse.read import open_public

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from psycopg import Connection

SETTINGS = (  # whatever the role's are; the second is what quoted texts rely on
    f"set local lock_timeout = {swap.LOCK_WAIT}; "
    "set local standard_conforming_strings = on"
)
LOCK = 0x616D62  # "amb": one publication into a database at a time


@dataclass(frozen=True)
class Published:
    """What was published: where to, the server's version, the rows of each relation,
    and how long it took."""

    place: str
    server: str
    rows: dict[str, int]
    seconds: float


def publish(
    warehouse: Path, target: Target, reporter: Reporter | None = None
) -> Published:
    """Copy the public file of a warehouse into PostgreSQL, all of it or nothing.

    Raises UsageError for what cannot be asked, ProblemError for what fails; its
    `consequence` says what the database then holds.
    """
    started = time.perf_counter()
    try:
        with open_public(warehouse) as file:
            relations = read_layout(file, target)
            with connect(target.address) as connection:
                rows = _publish(file, connection, relations, target, reporter)
                server = connection.info.parameter_status("server_version") or ""
                seconds = time.perf_counter() - started
                return Published(place(connection), server, rows, seconds)
    except ProblemError as error:
        error.consequence = error.consequence or KEPT
        raise


def _publish(
    file: DuckDBPyConnection,
    connection: Connection,
    relations: Sequence[Relation],
    target: Target,
    reporter: Reporter | None,
) -> dict[str, int]:
    """All in one transaction; the row count of each relation."""
    import psycopg

    finished = False
    connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
    try:
        with connection.transaction():
            rows = replace_relations(
                file, connection, relations, target, reporter or Silent()
            )
            finished = True
    except psycopg.Error as error:
        failed = problem("PostgreSQL did not finish it", error)
        failed.consequence = UNKNOWN if finished and connection.closed else KEPT
        raise failed from error
    return rows


def replace_relations(
    file: DuckDBPyConnection,
    connection: Connection,
    relations: Sequence[Relation],
    target: Target,
    reporter: Reporter,
) -> dict[str, int]:
    """Put the relations in the place of those that are there; rows of each."""
    connection.execute(SETTINGS.encode())
    _take_turn(connection)
    finals = {relation.name: target.name(relation.name) for relation in relations}
    homes = [name.schema for name in finals.values()]
    schemas.make_schemas(connection, homes, target.mark)
    for role in target.readers:
        grants.admit(connection, homes, role)
    earlier = schemas.earlier_tables(connection, target, list(finals.values()))
    tables = {
        name: Name(final.schema, f"amb_new_{number}")
        for number, (name, final) in enumerate(finals.items())
    }
    rows = staging.stage(file, connection, relations, tables, target.mark, reporter)
    staging.refer(connection, relations, tables)
    new = {finals[name]: table for name, table in tables.items()}
    grants.grant(connection, new, target.readers)
    names = [
        statement
        for relation in relations
        for statement in staging.naming(
            relation, tables[relation.name], finals[relation.name]
        )
    ]
    swap.replace(connection, earlier, "; ".join(names))
    return rows


def _take_turn(connection: Connection) -> None:
    row = connection.execute("select pg_try_advisory_xact_lock(%s)", [LOCK]).fetchone()
    if not (row and row[0]):
        raise UnavailableError(
            Problem(
                "another amb publish into this database is under way",
                None,
                "Publish again when it has ended.",
            )
        )
