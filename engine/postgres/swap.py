"""Replace the old tables by the new ones, all in one short transaction."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.names import Name
from engine.postgres.errors import problem
from engine.problems import Problem, ProblemError, UnavailableError

if TYPE_CHECKING:
    from psycopg import Connection, errors

LOCK_WAIT = 400  # ms for one table
LOCKS_WAIT = 800  # ms for all; below deadlock_timeout, so that no reader is sent away
PAUSE = 0.5  # seconds in which readers go on before the next attempt
PATIENCE = 60  # seconds of such attempts
HOLDERS = """
    select distinct
        a.pid, a.usename, coalesce(a.application_name, ''), l.relation::regclass::text
    from pg_catalog.pg_locks as l
    inner join pg_catalog.pg_stat_activity as a on l.pid = a.pid
    where l.granted and a.pid <> pg_backend_pid()
    and l.relation = any(%s::text[]::regclass[]::oid[])
    order by 1, 4
"""


def replace(connection: Connection, earlier: Sequence[Name], names: str) -> None:
    """Drop the earlier tables without CASCADE and run the statements `names`, which
    rename the new tables, as soon as no reader holds a lock.

    While this waits for a lock, other readers queue, so each attempt is short. A reader
    locks the tables it has read until its transaction ends, so no reader mixes old and
    new tables. Raises ProblemError if a reader stays, or if a view or key of another
    owner depends on a table.
    """
    from psycopg import errors

    busy = (errors.LockNotAvailable, errors.QueryCanceled, errors.DeadlockDetected)
    tables = list(earlier)
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with connection.transaction():  # a savepoint: to go back frees the locks
                connection.execute(_lock(tables).encode())
                connection.execute(f"{_drop(tables)}; {names}".encode())
            return
        except busy as error:
            if time.monotonic() > until:
                raise _still_read(connection, tables) from None
            tables = _begun_with(tables, error.diag.context or "")
        except errors.DependentObjectsStillExist as error:
            raise _depended_on(error) from error
        except errors.Error as error:
            raise problem("the tables could not be replaced", error) from error
        time.sleep(PAUSE)


def _lock(tables: Sequence[Name]) -> str:
    """The locks in one go.

    The order matters: a reader that holds one table and waits for another, locked here,
    blocks this from locking its table. So the next attempt begins with the table that
    could not be locked; readers then wait before they hold any.
    """
    locks = "".join(f"lock table {t.quoted} in access exclusive mode; " for t in tables)
    return (
        f"set local statement_timeout = {LOCKS_WAIT}; "
        f"do $amb$ begin {locks}end $amb$; "
        "set local statement_timeout to default"
    )


def _drop(tables: Sequence[Name]) -> str:
    names = ", ".join(table.quoted for table in tables)
    return f"drop table {names}" if tables else ""


def _begun_with(tables: list[Name], context: str) -> list[Name]:
    """The same, begun with the table of the statement that an error was met in."""
    return sorted(tables, key=lambda t: f"lock table {t.quoted} " not in context)


def _still_read(connection: Connection, tables: Sequence[Name]) -> ProblemError:
    names = [table.quoted for table in tables]
    holders = connection.execute(HOLDERS, [names]).fetchall()
    return UnavailableError(
        Problem(
            f"readers kept the earlier tables for {PATIENCE:.0f} seconds",
            None,
            "Publish again when they have ended their transactions.",
            rows=tuple(
                f"process {pid}, role {role}, {program or 'unnamed'}: {table}"
                for pid, role, program, table in holders
            ),
        )
    )


def _depended_on(error: errors.DependentObjectsStillExist) -> ProblemError:
    lines = (error.diag.message_detail or str(error)).splitlines()
    return ProblemError(
        Problem(
            "something in the database depends on the tables to be replaced",
            None,
            "Drop it, publish, and make it again; or publish beside it with "
            "the option schema-prefix.",
            rows=tuple(lines),
        )
    )
