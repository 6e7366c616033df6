"""Open databases: the only place that does, with one policy for failures.

A file that another program holds, or that finds no room, is an UnavailableError: the
same may work later. A file that is no database is a ProblemError.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from engine.engines.errors import first_line
from engine.names import literal, quote
from engine.problems import Place, Problem, ProblemError, UnavailableError

VERSION = duckdb.__version__
HELD = re.compile(r"set lock on file|Conflicting lock|used by another process")
HOLDER = re.compile(r"\(PID (\d+)\)")
NO_DATABASE = re.compile(r"not a valid DuckDB database|not a DuckDB database")
# Full groups are written while a relation is made, by all threads; what is less than
# one is written twice, to the log and when the file is closed, by a single thread. Most
# relations have fewer rows than the 122,880 that DuckDB takes.
ROWS_OF_A_GROUP = 20_480
BESIDE = ".spark"  # the suffix of the folder of what another engine has made
ROWS = "rows"  # the folder in it that a database's views read, by paths from there
WRITTEN = """
select database_name from duckdb_databases() where path is not null and not readonly
"""
NO_ROOM = re.compile(r"No space left|disk is full|Disk full", re.IGNORECASE)


@dataclass(frozen=True)
class Resources:
    """What a build may use; None leaves it to DuckDB."""

    threads: int | None = None
    memory_limit: str | None = None

    @property
    def config(self) -> dict[str, Any]:
        pairs = {"threads": self.threads, "memory_limit": self.memory_limit}
        return {key: value for key, value in pairs.items() if value is not None}


_AT_WORK: dict[int, DuckDBPyConnection] = {}


def interrupt_all() -> None:
    """Stop what every open connection is doing."""
    for connection in list(_AT_WORK.values()):
        connection.interrupt()


@contextmanager
def _interruptible(connection: DuckDBPyConnection) -> Iterator[None]:
    """Let `interrupt_all` stop the connection within the block."""
    _AT_WORK[id(connection)] = connection
    try:
        yield
    finally:
        del _AT_WORK[id(connection)]


@contextmanager
def scratch(
    resources: Resources | None = None, *, external_access: bool = True, **config: str
) -> Iterator[DuckDBPyConnection]:
    """An empty database in memory."""
    settings = (resources or Resources()).config | config
    if not external_access:
        settings["enable_external_access"] = "false"
    with duckdb.connect(config=settings) as connection, _interruptible(connection):
        _set_up(connection)
        yield connection


def writing(
    path: Path, resources: Resources
) -> AbstractContextManager[DuckDBPyConnection]:
    """A database file to write to; made where there is none."""
    config = resources.config | {"temp_directory": f"{path}.tmp"}
    return _opened(path, lambda: _attached(path, config))


def reading(path: Path) -> AbstractContextManager[DuckDBPyConnection]:
    """A database file to read."""
    return _opened(path, lambda: duckdb.connect(str(path), read_only=True))


@contextmanager
def _opened(
    path: Path, connect: Callable[[], DuckDBPyConnection]
) -> Iterator[DuckDBPyConnection]:
    try:
        connection = connect()
    except duckdb.Error as error:
        raise unopened(path, error) from error
    try:
        _set_up(connection)
        _look_in(connection, beside(path))
        with _interruptible(connection):
            yield connection
    finally:
        connection.close()


def beside(path: Path) -> Path:
    """The folder beside a database file of tables that another engine has made: the
    file has views of them, and wherever both lie together it finds them."""
    return path.with_suffix(BESIDE)


def file_of(connection: DuckDBPyConnection) -> Path | None:
    """The file that a connection reads or writes; None for a database in memory."""
    sql = "(select path from duckdb_databases() where database_name = {})"
    path = _value(connection, sql.format("current_database()"))
    return None if path is None else Path(path)


def close_doors(connection: DuckDBPyConnection) -> None:
    """Irrevocably forbid SQL to read files or the network, but for what lies beside
    the file that is written."""
    file = file_of(connection)
    if file and beside(file).is_dir():
        folders = [f"{beside(file).resolve()}/", f"{ROWS}/"]
        listed = ", ".join(map(literal, folders))
        connection.execute(f"set allowed_directories = [{listed}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


@contextmanager
def side_by_side(**files: Path) -> Iterator[DuckDBPyConnection]:
    """An empty database with files attached for reading, each under its keyword."""
    folders = [beside(path) for path in files.values() if beside(path).is_dir()]
    with scratch() as connection, ExitStack() as stack:
        for name, path in files.items():
            attach(connection, name, path)
        if len(folders) > 1:
            _look_in(connection, stack.enter_context(_together(folders)))
        yield connection


@contextmanager
def cursor(connection: DuckDBPyConnection) -> Iterator[DuckDBPyConnection]:
    """A further connection to an open database, with transactions of its own."""
    with committed(connection) as further, _interruptible(further):
        _set_up(further)
        yield further


@contextmanager
def committed(connection: DuckDBPyConnection) -> Iterator[DuckDBPyConnection]:
    """A further connection to a database whose settings may be locked, and that may be
    in a transaction: it sees what is committed, in the file that is written."""
    with connection.cursor() as further:
        for (name,) in further.execute(WRITTEN).fetchall():
            further.execute(f"use {quote(name)}")
        yield further


def threads(connection: DuckDBPyConnection) -> int:
    """How many threads DuckDB uses."""
    return int(_value(connection, "current_setting('threads')"))


def attach(connection: DuckDBPyConnection, name: str, path: Path) -> None:
    """Attach a database file for reading."""
    try:
        connection.execute(f"attach {literal(str(path))} as {quote(name)} (read_only)")
    except duckdb.Error as error:
        raise unopened(path, error) from error
    if beside(path).is_dir():
        _look_in(connection, beside(path))


def _look_in(connection: DuckDBPyConnection, folder: Path) -> None:
    """Let the views of a file find the tables that lie in a folder."""
    words = literal(str(folder.resolve()))
    connection.execute(f"set global file_search_path = {words}")


@contextmanager
def _together(folders: Sequence[Path]) -> Iterator[Path]:
    """The tables of several folders in one, each once: DuckDB would read one that lies
    in two of them, as in a copy, twice. What has one name has the same rows."""
    with TemporaryDirectory(prefix="amb-rows-") as place:
        for folder in folders:
            for table in folder.glob(f"{ROWS}/*/*"):
                link = Path(place) / table.relative_to(folder)
                link.parent.mkdir(parents=True, exist_ok=True)
                if not link.exists():
                    link.symlink_to(table.resolve())
        yield Path(place)


def fault_of(words: str, place: Path) -> ProblemError:
    """An error of the database as a fault; a full disk may have room later."""
    problem = Problem(words, Place(place))
    if NO_ROOM.search(words):
        return UnavailableError(problem)
    return ProblemError(problem)


def unopened(path: Path, error: Exception) -> ProblemError:
    """Why a file could not be opened, and what to do."""
    words = first_line(error)
    place = Place(path)
    if HELD.search(words):
        holder = HOLDER.search(words)
        by = f"process {holder[1]}" if holder else "another program"
        hint = "Try again when it has ended, or close it."
        return UnavailableError(Problem(f"the file is open in {by}", place, hint))
    if NO_ROOM.search(words):
        hint = "Make room, or name another place, and try again."
        reason = f"the file cannot be opened: {words}"
        return UnavailableError(Problem(reason, place, hint))
    if NO_DATABASE.search(words):
        hint = "Move it away: a build makes it anew."
        return ProblemError(Problem("the file is no DuckDB database", place, hint))
    hint = "Close what has it open, or move it away: a build makes it anew."
    return ProblemError(Problem(f"the file cannot be opened: {words}", place, hint))


def _attached(path: Path, config: Mapping[str, Any]) -> DuckDBPyConnection:
    """An empty database with the file attached: only so can it have small groups."""
    connection = duckdb.connect(config=dict(config))
    try:
        name, size = quote(path.stem), f"row_group_size {ROWS_OF_A_GROUP}"
        connection.execute(f"attach {literal(str(path))} as {name} ({size})")
        connection.execute(f"use {name}")
    except duckdb.Error:
        connection.close()
        raise
    return connection


def _value(connection: DuckDBPyConnection, expression: str) -> Any:
    row = connection.execute(f"select {expression}").fetchone()
    assert row is not None
    return row[0]


def _set_up(connection: DuckDBPyConnection) -> None:
    connection.execute("set errors_as_json = true")
    connection.execute("set enable_progress_bar = false")
