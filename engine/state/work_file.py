"""The private work file: its relations and the engine's memory of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.compile.query import Query
from engine.names import Name, literal, quote
from engine.problems import Place, Problem, ProblemError, UsageError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FILE = "work.duckdb"
STATE = """
create schema if not exists engine;
create table if not exists engine.state (
    relation text primary key, fingerprint text, content text, comments text,
    checked text, basis text, rows bigint, notes text[], seconds double
);
create table if not exists engine.publication (
    fingerprint text, bytes bigint, modified_ns bigint
);
create table if not exists engine.run (
    program_version text, duckdb_version text, built_at timestamptz,
    synthetic boolean, inputs text
);
create table if not exists engine.input_file (
    table_name text, file_name text, bytes bigint, sha256 text, rows bigint
);
create table if not exists engine.input_column (
    table_name text, column_name text
);
create table if not exists engine.setting (name text, value text);
"""

STATE_COLUMNS = "relation, fingerprint, content, comments, checked, basis, rows, notes"


@dataclass(frozen=True)
class Resources:
    """What a build may use; None leaves it to DuckDB."""

    threads: int | None = None
    memory_limit: str | None = None

    @property
    def config(self) -> dict[str, Any]:
        pairs = {"threads": self.threads, "memory_limit": self.memory_limit}
        return {key: value for key, value in pairs.items() if value is not None}


@dataclass(frozen=True)
class State:
    """What is known of a built relation: hashes of what its rows rest on (told apart
    in `basis`), of the rows, of its words, of what its checks read."""

    fingerprint: str
    content: str
    comments: str
    checked: str
    basis: str
    rows: int | None
    notes: tuple[str, ...] = ()

    @property
    def stored(self) -> list[Any]:
        return [*(getattr(self, f.name) for f in fields(self)[:-1]), list(self.notes)]


class Store:
    """An open work file."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self.connection = connection
        self._make_room_for_state()
        self.states = read_states(connection)
        self.stored = stored_relations(connection)

    def _make_room_for_state(self) -> None:
        """The engine's tables. One of an earlier shape is forgotten: all runs anew."""
        if not _has_state(self.connection):
            self.connection.execute("drop table if exists engine.state")
        self.connection.execute(STATE)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.connection.execute("begin")
        try:
            yield
        except BaseException:
            self.connection.execute("rollback")
            raise
        self.connection.execute("commit")

    def start_over(self) -> None:
        """Begin the transaction anew, after an error has spoilt it."""
        self.connection.execute("rollback")
        self.connection.execute("begin")

    def state(self, name: Name) -> State | None:
        """The state of a relation that is still there."""
        return self.states.get(str(name)) if name in self.stored else None

    def make_room(self, name: Name, kind: str) -> None:
        """Drop what stands under the name if it is of another kind."""
        self.connection.execute(f"create schema if not exists {quote(name.schema)}")
        if self.stored.get(name, kind) != kind:
            self.drop(name)

    def drop(self, name: Name) -> None:
        self.connection.execute(f"drop {self.stored.pop(name)} {name.quoted}")

    def remember(self, name: Name, state: State, seconds: float, kind: str) -> None:
        self.connection.execute(
            "insert or replace into engine.state values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [str(name), *state.stored, seconds],
        )
        self.states[str(name)] = state
        self.stored[name] = kind

    def forget_others(self, names: set[Name]) -> None:
        """Drop relations that the project no longer has."""
        for text in set(self.states) - set(map(str, names)):
            name = Name.of(text)
            if name in self.stored:
                self.drop(name)
            self.connection.execute(
                "delete from engine.state where relation = ?", [text]
            )
            del self.states[text]


def read_states(connection: DuckDBPyConnection) -> dict[str, State]:
    """What a work file remembers of each relation; empty where it cannot be read."""
    if not _has_state(connection):
        return {}
    rows = connection.execute(f"select {STATE_COLUMNS} from engine.state").fetchall()
    return {
        name: State(made, content, words, checked, basis, count, tuple(notes))
        for name, made, content, words, checked, basis, count, notes in rows
    }


def stored_relations(connection: DuckDBPyConnection) -> dict[Name, str]:
    """The relations that stand in a file: table or view."""
    rows = connection.execute(
        "select table_schema, table_name, table_type from information_schema.tables"
    ).fetchall()
    kinds = {"BASE TABLE": "table", "VIEW": "view"}
    return {Name(row[0], row[1]): kinds[row[2]] for row in rows if row[2] in kinds}


def count_rows(connection: DuckDBPyConnection, name: Name) -> int:
    """How many rows a relation has."""
    row = connection.execute(f"select count(*) from {name.quoted}").fetchone()
    return int(row[0]) if row else 0


def measure(connection: DuckDBPyConnection, name: Name) -> tuple[int, str]:
    """A table's row count and a hash of its columns and rows, whatever their order."""
    columns = connection.execute(f"describe {name.quoted}").fetchall()
    shape = repr([column[:2] for column in columns])
    row = connection.execute(
        "select count(*), sum(hash(t)::hugeint)::text, hash(?) "
        f"from {name.quoted} as t",
        [shape],
    ).fetchone()
    assert row is not None
    return int(row[0]), ":".join(map(str, row))


def _has_state(connection: DuckDBPyConnection) -> bool:
    row = connection.execute(
        "select string_agg(column_name, ', ' order by ordinal_position) "
        "from information_schema.columns "
        "where table_schema = 'engine' and table_name = 'state'"
    ).fetchone()
    return row is not None and row[0] == f"{STATE_COLUMNS}, seconds"


@contextmanager
def open_work(path: Path, resources: Resources) -> Iterator[DuckDBPyConnection]:
    """A connection to a database file."""
    import duckdb

    try:
        connection = duckdb.connect(str(path), config=resources.config)
    except duckdb.Error as error:
        reason = f"the work file cannot be opened: {str(error).splitlines()[0]}"
        hint = "Close what has it open; or delete it: the build makes it anew."
        raise ProblemError(Problem(reason, Place(path), hint)) from error
    try:
        connection.execute("set errors_as_json = true")
        connection.execute("set enable_progress_bar = false")
        yield connection
    finally:
        connection.close()


def work_file(warehouse: Path) -> Path:
    """The private file of a warehouse. Raises UsageError where none was built."""
    file = warehouse / FILE
    if not file.is_file():
        raise UsageError(f"No warehouse at {warehouse}. Run amb build first.")
    return file


@contextmanager
def look_into(path: Path) -> Iterator[DuckDBPyConnection]:
    """A connection for reading a work file; an empty one where none stands."""
    import duckdb

    connection = (
        duckdb.connect(str(path), read_only=True)
        if path.is_file()
        else duckdb.connect()
    )
    with connection:
        connection.execute("set errors_as_json = true")
        if not path.is_file():
            connection.execute(STATE)
        yield connection


def comment_statements(
    query: Query, kind: str, stored: Name | None = None
) -> list[str]:
    """SQL that puts a query's words on the relation and its columns."""
    name = (stored or query.name).quoted
    statements = [f"comment on {kind} {name} is {literal(query.comment)}"]
    for column in query.output:
        if column.comment:
            target = f"{name}.{quote(column.name)}"
            words = literal(column.comment)
            statements.append(f"comment on column {target} is {words}")
    return statements
