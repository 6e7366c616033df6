"""Connect to a PostgreSQL server through libpq; passwords never appear in errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from engine.postgres.errors import first_line
from engine.problems import Problem, ProblemError, UnavailableError, UsageError

if TYPE_CHECKING:
    from psycopg import Connection

OLDEST = 15
PATIENCE = 15  # seconds for the server to answer, unless the address says otherwise
INSTALL = (
    "Publishing into PostgreSQL needs a package more: "
    "pip install 'arbejdsmarkedsbalancen[postgres]'"
)
SILENT = re.compile(
    "refused|time(d )?out|No such file|unreachable|starting up|too many"
)
SHAPE = (
    "The address of a PostgreSQL database is postgresql://USER@HOST:PORT/DATABASE, or "
    "words such as service=NAME. Within a URL, write @ : / and % of a user's name or "
    "password as %40 %3A %2F and %25."
)


def check_address(address: str) -> dict[str, Any]:
    """The parts of an address. Raises UsageError if libpq cannot read it.

    libpq's reasons are not passed on: they may quote a part of the password.
    """
    try:
        from psycopg import Error
        from psycopg.conninfo import conninfo_to_dict
    except ImportError as error:
        raise UsageError(INSTALL) from error
    try:
        parts = conninfo_to_dict(address)
    except Error:
        raise UsageError(SHAPE) from None
    places = (str(parts.get(key) or "") for key in ("host", "port"))
    if any("@" in place for place in places):
        raise UsageError(SHAPE)
    return parts


@contextmanager
def connect(address: str) -> Iterator[Connection]:
    """A connection that commits each statement outside a transaction.

    Raises ProblemError if it fails, or for an unsupported older server.
    """
    parts = check_address(address)
    import psycopg

    try:
        connection = psycopg.connect(**_options(parts))
    except psycopg.Error as error:
        raise _hidden(error, str(parts.get("password") or "")) from None
    with connection:
        version = connection.info.server_version
        if version < OLDEST * 10_000:
            raise ProblemError(
                Problem(
                    f"{place(connection)} is PostgreSQL {version // 10_000}; "
                    f"{OLDEST} is the oldest that can be published into"
                )
            )
        yield connection


def place(connection: Connection) -> str:
    """The address of a connection, without user and password."""
    info = connection.info
    return f"{info.host}:{info.port}/{info.dbname}"


def _options(parts: dict[str, Any]) -> dict[str, Any]:
    defaults = {"connect_timeout": PATIENCE, "fallback_application_name": "amb publish"}
    return defaults | parts | {"client_encoding": "utf8", "autocommit": True}


def _hidden(error: Exception, password: str) -> ProblemError:
    """The problem of a failed connection, without the password."""
    words = first_line(error)
    if password:
        words = words.replace(password, "…")
    kind = UnavailableError if SILENT.search(words) else ProblemError
    return kind(Problem(f"no connection to PostgreSQL: {words}"))
