"""The private work file: its relations and their states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from engine.engines.base import StoredAs
from engine.engines.connections import reading, scratch
from engine.engines.duckdb_engine import DuckDB
from engine.names import Name
from engine.problems import UsageError
from engine.state.rows_beside import without_rows

FILE = "work.duckdb"
TABLES = """
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
create table if not exists engine.person_column (
    relation text, column_name text
);
"""

STATE_COLUMNS = "relation, fingerprint, content, comments, checked, basis, rows, notes"


@dataclass(frozen=True)
class State:
    """A built relation: hashes of what its rows depend on (in parts: `basis`), of its
    rows, of its comments, and of what its checks read."""

    fingerprint: str
    content: str
    comments: str
    checked: str
    basis: str
    rows: int | None
    notes: tuple[str, ...] = ()

    @property
    def values(self) -> list[Any]:
        """The columns of `engine.state` after the name and before the seconds."""
        return [*(getattr(self, f.name) for f in fields(self)[:-1]), list(self.notes)]


class Store:
    """The states of an open work file, and how each relation is stored."""

    def __init__(self, engine: DuckDB) -> None:
        self.engine = engine
        self._make_tables()
        self.states = read_states(engine)
        self._forget_without_rows()
        self.stored = engine.relations()

    def _make_tables(self) -> None:
        """Make the engine's tables. States with other columns, of another version,
        are dropped: everything is rebuilt."""
        if not _has_states(self.engine):
            self.engine.connection.execute("drop table if exists engine.state")
        self.engine.connection.execute(TABLES)

    def _forget_without_rows(self) -> None:
        for name in fingerprints_of_tables(self.engine).keys() - self.states.keys():
            self.engine.drop(name, "view")
            self._delete(self.engine, name)

    def state(self, name: Name) -> State | None:
        """The state of a relation that is still there."""
        return self.states.get(name) if name in self.stored else None

    def make_room(self, engine: DuckDB, name: Name, stored_as: StoredAs) -> None:
        """Drop a relation of that name if it is stored otherwise than it will be."""
        if self.stored.get(name, stored_as) != stored_as:
            engine.drop(name, self.stored[name])
        self.stored[name] = stored_as

    def remember(
        self, engine: DuckDB, name: Name, state: State, seconds: float
    ) -> None:
        """Store the state of a relation, as part of the engine's transaction."""
        if name in self.states:
            self._delete(engine, name)
        engine.connection.execute(
            "insert into engine.state values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [str(name), *state.values, seconds],
        )
        self.states[name] = state

    def forget_others(self, names: set[Name]) -> None:
        """Drop relations that the project no longer has."""
        for name in set(self.states) - names:
            if name in self.stored:
                self.engine.drop(name, self.stored.pop(name))
            self._delete(self.engine, name)
            del self.states[name]

    def _delete(self, engine: DuckDB, name: Name) -> None:
        sql = "delete from engine.state where relation = ?"
        engine.connection.execute(sql, [str(name)])


def read_states(engine: DuckDB) -> dict[Name, State]:
    """The stored state of each relation whose rows are there; empty if the file has
    none."""
    if not _has_states(engine):
        return {}
    rows = engine.rows(f"select {STATE_COLUMNS} from engine.state")
    states = {
        Name.of(name): State(made, content, words, checked, basis, count, tuple(notes))
        for name, made, content, words, checked, basis, count, notes in rows
    }
    tables = {n: s.fingerprint for n, s in states.items() if s.rows is not None}
    for name in without_rows(engine, tables):
        del states[name]
    return states


def fingerprints_of_tables(engine: DuckDB) -> dict[Name, str]:
    """The fingerprint of each relation that has rows of its own, unlike a view."""
    if not _has_states(engine):
        return {}
    sql = "select relation, fingerprint from engine.state where rows is not null"
    return {Name.of(name): made for name, made in engine.rows(sql)}


def remember_persons(engine: DuckDB, columns: Mapping[Name, set[str]]) -> None:
    """Store which columns identify a person, so that displays mask them."""
    engine.connection.execute(TABLES)
    rows = sorted((str(name), column) for name in columns for column in columns[name])
    if sorted(engine.rows("from engine.person_column")) == rows:
        return
    with engine.transaction():
        engine.connection.execute("delete from engine.person_column")
        for row in rows:
            sql = "insert into engine.person_column values (?, ?)"
            engine.connection.execute(sql, row)


def remembered_persons(engine: DuckDB, name: Name) -> set[str]:
    """The columns of a relation that identify a person, in lower case.

    The column `*` means the columns that its SQL does not name.
    """
    if Name("engine", "person_column") not in engine.relations():
        return set()
    rows = engine.rows("select relation, column_name from engine.person_column")
    return {column for relation, column in rows if relation == str(name)}


def _has_states(engine: DuckDB) -> bool:
    rows = engine.rows(
        "select string_agg(column_name, ', ' order by ordinal_position) "
        "from information_schema.columns "
        "where table_schema = 'engine' and table_name = 'state'"
    )
    return rows == [(f"{STATE_COLUMNS}, seconds",)]


def work_file(warehouse: Path) -> Path:
    """The private file of a warehouse. Raises UsageError where none was built."""
    file = warehouse / FILE
    if not file.is_file():
        raise UsageError(f"No warehouse at {warehouse}. Run amb build first.")
    return file


@contextmanager
def look_into(path: Path) -> Iterator[DuckDB]:
    """The work file for reading; an empty database if there is none."""
    if path.is_file():
        with reading(path) as connection:
            yield DuckDB(connection)
    else:
        with scratch() as connection:
            connection.execute(TABLES)
            yield DuckDB(connection)
