"""The public file as DuckDB serves it: read-only, locked, and always the last build.

DuckDB shares what a process has opened by the file's path, so a second `connect` to a
path would answer from the build that was opened first. Each build is therefore attached
to a database in memory of its own.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from engine.names import literal, quote
from engine.publish.layout import FILE as FILE_NAME
from engine.serve.statement import FILE

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

HERE = Path(__file__).parent
CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
    "temp_directory": "",
}
LOCK = """
    set global TimeZone = 'UTC';
    set enable_external_access = false;
    set lock_configuration = true;
"""


@dataclass(frozen=True)
class Limits:
    """What all queries together may use, and the seconds that each may take."""

    memory: str = "1GB"
    threads: int | None = None
    seconds: float = 60.0


def open_build(file: Path, limits: Limits) -> DuckDBPyConnection:
    """A database that reads the file and nothing else. Raises duckdb.Error."""
    import duckdb

    config = CLOSED | {"memory_limit": limits.memory}
    if limits.threads:
        config["threads"] = limits.threads
    connection = duckdb.connect(":memory:", config=config)
    connection.execute(f"attach {literal(str(file))} as {quote(FILE)} (read_only)")
    connection.execute((HERE / "information.sql").read_text("utf-8"))
    for statement in _unknown_tables():
        connection.execute(statement)
    connection.execute(LOCK)
    return connection


@cache
def _unknown_tables() -> tuple[str, ...]:
    """The rest of MySQL's information_schema: tables without rows."""
    from mysql_mimic.constants import INFO_SCHEMA

    return tuple(
        f"create view if not exists information.{quote(table)} as select "
        + ", ".join(f"null::text as {quote(column)}" for column in columns)
        + " where false"
        for table, columns in INFO_SCHEMA["information_schema"].items()
    )


class Builds:
    """Hands out cursors on the last build. Safe to use from several threads."""

    def __init__(self, warehouse: Path, limits: Limits) -> None:
        self.file = warehouse / FILE_NAME
        self.limits = limits
        self._lock = Lock()
        self._stamp = _stamp(self.file)
        self._connection = open_build(self.file, limits)

    def cursor(self) -> DuckDBPyConnection:
        """On the file as it is now; it stays with that build until it is closed."""
        with self._lock:
            self._refresh()
            return self._connection.cursor()

    def _refresh(self) -> None:
        """Not closed is what was open: queries under way end on it."""
        import duckdb

        try:
            stamp = _stamp(self.file)
            if stamp != self._stamp:
                self._connection = open_build(self.file, self.limits)
                self._stamp = stamp
        except (OSError, duckdb.Error) as error:
            reason = str(error).partition("\n")[0]
            print(f"Still serving the build before: {reason}", file=sys.stderr)


def _stamp(file: Path) -> tuple[int, int, int]:
    stat = file.stat()
    return stat.st_ino, stat.st_size, stat.st_mtime_ns
