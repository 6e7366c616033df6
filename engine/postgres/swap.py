"""Putting the new tables in the place of the old: all at once, in an instant."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.names import Name
from engine.postgres.errors import problem
from engine.problems import Problem, ProblemError

if TYPE_CHECKING:
    from psycopg import Connection, errors

LOCK_WAIT = 400  # ms for one table; below deadlock_timeout, so no reader is sent away
LOCKS_WAIT = 800  # ms for all of them
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
LOCK_TIMEOUT = f"set local lock_timeout = {LOCK_WAIT}"
HURRY = f"set local statement_timeout = {LOCKS_WAIT}"


def drop(
    connection: Connection, tables: Sequence[Name], patience: float = PATIENCE
) -> None:
    """Drop tables, without what depends on them, as soon as nobody reads them.

    Waiting for a reader keeps the others waiting behind, so each attempt is short.
    A reader keeps the tables that it has read until its transaction ends: none reads
    some old and some new. Raises ProblemError where a reader stays, or where somebody
    else's view or key depends on a table.
    """
    from psycopg import errors

    if not tables:
        return
    names = ", ".join(table.quoted for table in tables)
    until = time.monotonic() + patience
    while True:
        try:
            with connection.transaction():  # a savepoint: to go back frees the locks
                connection.execute(HURRY.encode())
                connection.execute(
                    f"lock table {names} in access exclusive mode".encode()
                )
                connection.execute(b"set local statement_timeout to default")
                connection.execute(f"drop table {names}".encode())
            return
        except (errors.LockNotAvailable, errors.QueryCanceled, errors.DeadlockDetected):
            if time.monotonic() > until:
                raise _still_read(connection, tables, patience) from None
        except errors.DependentObjectsStillExist as error:
            raise _depended_on(error) from error
        except errors.Error as error:
            raise problem("the old tables could not be dropped", error) from error
        time.sleep(PAUSE)


def _still_read(
    connection: Connection, tables: Sequence[Name], patience: float
) -> ProblemError:
    names = [table.quoted for table in tables]
    holders = connection.execute(HOLDERS, [names]).fetchall()
    return ProblemError(
        Problem(
            f"readers kept the old tables for {patience:.0f} seconds",
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
            "--schema-prefix.",
            rows=tuple(lines),
        )
    )
