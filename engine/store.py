"""The private work file: its relations and the engine's memory of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.query import Name, Query, literal, quote

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FILE = "work.duckdb"
STATE = """
create schema if not exists engine;
create table if not exists engine.state (
    relation text primary key, fingerprint text, content text, comments text,
    rows bigint, seconds double, notes text[]
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
    """What is known of a built relation."""

    fingerprint: str
    content: str
    comments: str
    rows: int | None
    notes: tuple[str, ...] = ()


class Store:
    """An open work file."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self.connection = connection
        connection.execute(STATE)
        self.states = {
            name: State(fingerprint, content, comments, rows, tuple(notes))
            for name, fingerprint, content, comments, rows, notes in self._rows()
        }
        self.stored = self._stored()

    def _rows(self) -> Sequence[tuple[Any, ...]]:
        return self.connection.execute(
            "select relation, fingerprint, content, comments, rows, notes "
            "from engine.state"
        ).fetchall()

    def _stored(self) -> dict[Name, str]:
        rows = self.connection.execute(
            "select table_schema, table_name, table_type from information_schema.tables"
        ).fetchall()
        kinds = {"BASE TABLE": "table", "VIEW": "view"}
        return {Name(row[0], row[1]): kinds[row[2]] for row in rows if row[2] in kinds}

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
            "insert or replace into engine.state values (?, ?, ?, ?, ?, ?, ?)",
            [
                str(name),
                state.fingerprint,
                state.content,
                state.comments,
                state.rows,
                seconds,
                list(state.notes),
            ],
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

    def measure(self, name: Name) -> tuple[int, str]:
        """A table's row count and a hash of its rows, whatever their order."""
        row = self.connection.execute(
            f"select count(*), sum(hash(t)::hugeint)::text from {name.quoted} as t"
        ).fetchone()
        assert row is not None
        return int(row[0]), f"{row[0]}:{row[1]}"


@contextmanager
def open_work(path: Path, resources: Resources) -> Iterator[DuckDBPyConnection]:
    """A connection to a database file."""
    import duckdb

    connection = duckdb.connect(str(path), config=resources.config)
    try:
        connection.execute("set errors_as_json = true")
        yield connection
    finally:
        connection.close()


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
