"""Wide input files: a column for each week or month, gathered into lists.

`@wide(RELATION; NAME TYPE, …)` in a contract: RELATION has a row for each column that
is needed (column_name in lower case, gathered_as, position from 1 on). The contract's
query then reads file.TABLE with the columns NAME: those with a list type hold the
gathered columns in the order of their positions, NULL where a position has no
column; the one without is the file's row key. No other column is ever read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.compile.query import Query
from engine.diagnose.create_relation import create_relation
from engine.engines.duckdb_engine import DuckDB
from engine.engines.errors import DatabaseError
from engine.inputs.contract import Contract
from engine.inputs.faults import NOT_TEXT, unreadable
from engine.inputs.files import InputFile
from engine.inputs.formats import CSV, PARQUET, SAS, Entry
from engine.inputs.open_source import names_of, open_source
from engine.inputs.source import Reading, Source
from engine.inputs.wide_directive import Shape
from engine.inputs.wide_parts import (
    Part,
    examined_part,
    gathered,
    key_problems,
    list_problem,
    no_rows,
    part_of,
    shape_problems,
)
from engine.names import FILE_SCHEMA, Name, quote
from engine.problems import Problem, ProblemError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class WideContract(Contract):
    """Reads only the columns that a relation names, gathered into lists."""

    kind = "wide"
    takes_several = True
    libraries = ("pyreadstat",)
    rows_are_numbered = False  # its rows are not those of the file

    @property
    def formats(self) -> tuple[str, ...]:
        return (PARQUET, CSV, SAS)

    @property
    def shape(self) -> Shape:
        """The parsed `@wide`. Raises ProblemError if it is malformed."""
        return Shape.of(self.query)

    @property
    def column_relation(self) -> Name:
        return self.shape.relation

    @property
    def file_columns(self) -> Mapping[str, str]:
        shape = self.shape
        lists = {name: f"{kind}[]" for name, kind in shape.lists.items()}
        return {shape.key: shape.key_type, **lists}

    def claims(self, entry: Entry, tables: Collection[str]) -> bool:
        """Claims the files whose name begins with the table's, except other tables'."""
        table = self.table.lower()
        if entry.stem == table:
            return True
        named_like_it = entry.stem.startswith(table) and entry.stem not in tables
        return named_like_it and entry.format in self.formats and not _is_prose(entry)

    def listed_columns(
        self, connection: DuckDBPyConnection, file: InputFile
    ) -> set[str]:
        columns: set[str] = set()
        for path in file.paths:
            reading = self.reading(file, ())
            names = self._names_of(connection, path, reading)
            columns |= {name.strip().lower() for name in names}
        return columns

    def _names_of(
        self, connection: DuckDBPyConnection, path: Path, reading: Reading
    ) -> list[str]:
        try:
            return names_of(connection, path, reading)
        except (DatabaseError, *NOT_TEXT) as error:
            raise ProblemError(unreadable(self.query, path, error)) from error

    def _read(
        self, connection: DuckDBPyConnection, file: InputFile | None, folder: Path
    ) -> tuple[list[Problem], str, Sequence[str]]:
        shape = self.shape
        if file is None:
            return [], no_rows(self.file_columns), ()
        opened = self._parts(connection, shape, file, folder)
        problems = list(shape_problems(self.query, opened))
        parts: list[Part] = []
        notes: list[str] = []
        for unexamined in opened:
            part, faults = examined_part(connection, shape, unexamined, file.options)
            problems += [list_problem(self.query, *of_list) for of_list in faults]
            if part.key and not faults:
                problems += key_problems(connection, self.query, part)
            parts.append(part)
            notes += [
                f"{source.path.name} read {', '.join(source.notes)}"
                for source in part.sources
                if source.notes
            ]
        return problems, "" if problems else gathered(shape, parts), notes

    def _parts(
        self,
        connection: DuckDBPyConnection,
        shape: Shape,
        file: InputFile,
        folder: Path,
    ) -> list[Part]:
        rows = connection.execute(
            f"select column_name, gathered_as, position from {shape.relation.quoted}"
        ).fetchall()
        needed = {row[0] for row in rows if row[0]}
        groups: dict[frozenset[str], list[Source]] = {}
        for path in file.paths:
            reading = self.reading(file, needed)
            source = open_source(connection, path, reading, folder)
            columns = frozenset(needed & source.names.keys())
            groups.setdefault(columns, []).append(source)
        return [part_of(shape, rows, *group) for group in groups.items()]

    def _create(self, connection: DuckDBPyConnection, rows: str) -> None:
        """Run the query on the file's lists, visible to it as file.TABLE."""
        view = Name(FILE_SCHEMA, self.table).quoted
        connection.execute(f"create schema if not exists {quote(FILE_SCHEMA)}")
        connection.execute(f"create or replace view {view} as {rows}")
        create_relation(DuckDB(connection), self.query)
        connection.execute(f"drop view {view}")
        connection.execute(f"drop schema {quote(FILE_SCHEMA)}")


def rows_to_write(connection: DuckDBPyConnection, query: Query) -> str:
    """SQL for a relation's rows as a file has them: lists of `@wide` spread again."""
    if query.has("wide"):
        return spread(connection, query)
    return f"select * from {query.name.quoted}"


def spread(connection: DuckDBPyConnection, query: Query) -> str:
    """SQL that writes a relation of lists wide: a column for each of their places."""
    shape = Shape.of(query)
    rows = connection.execute(
        f"select column_name, gathered_as, position from {shape.relation.quoted} "
        "order by gathered_as, position"
    ).fetchall()
    columns = [f"{quote(name)}[{n}] as {quote(column)}" for column, name, n in rows]
    return f"select {', '.join([quote(shape.key), *columns])} from {query.name.quoted}"


def _is_prose(entry: Entry) -> bool:
    return entry.path.suffix.lower() == ".txt"
