"""A plain contract: a cast for each column of its file, a row for each row."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.checks.run import at_fault
from engine.compile.query import Column
from engine.inputs.contract import Contract
from engine.inputs.csv_values import examined
from engine.inputs.faults import in_file
from engine.inputs.files import InputFile
from engine.inputs.formats import (
    CSV,
    GEOJSON,
    GEOMETRY,
    PARQUET,
    SHEET,
    Entry,
    plain_name,
)
from engine.inputs.open_source import open_source
from engine.inputs.source import ColumnFault, Source
from engine.inputs.types import in_words
from engine.names import quote
from engine.problems import Place, Problem, nearest, nearest_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NEAR = 0.8


class PlainContract(Contract):
    """Casts are the types, directives the keys and rules."""

    kind = "input"
    rows_are_numbered = True

    @property
    def formats(self) -> tuple[str, ...]:
        """A table with a geometry may be a file of features, too."""
        has_geometry = GEOMETRY in map(str.lower, self.file_columns)
        return (PARQUET, CSV, SHEET, *([GEOJSON] if has_geometry else []))

    @property
    def file_columns(self) -> Mapping[str, str]:
        return {_file_name(c): str(c.type) for c in self.query.columns}

    def claims(self, entry: Entry, tables: Collection[str]) -> bool:
        return entry.stem == self.table.lower()

    def _read(
        self, connection: DuckDBPyConnection, file: InputFile | None, folder: Path
    ) -> tuple[list[Problem], str, Sequence[str]]:
        if file is None:
            return [], self._selected(None), ()
        needed = [name.lower() for name in self.file_columns]
        problems: list[Problem] = []
        notes: list[str] = []
        selected = []
        for path in file.paths:
            reading = self.reading(file, needed)
            source = open_source(connection, path, reading, folder)
            problems += self._column_problems(connection, source)
            kinds = {
                name: str(column.type)
                for name, column in self._by_file_name.items()
                if name in source.names and source.is_right(name, str(column.type))
            }
            source, faults = examined(connection, source, kinds, reading.options)
            problems += [self._value_problem(source, fault) for fault in faults]
            notes += self._notes(source)
            selected.append(self._selected(source))
        return problems, " union all ".join(selected), list(dict.fromkeys(notes))

    @property
    def _by_file_name(self) -> dict[str, Column]:
        return {_file_name(c).lower(): c for c in self.query.columns}

    def _selected(self, source: Source | None) -> str:
        """SQL for the query's columns; those missing in the file are NULL."""
        selected = ", ".join(
            f"{_value(source, column)} as {quote(column.name)}"
            for column in self.query.columns
        )
        rows = f"from {source.sql}" if source else "where false"
        return f"select {selected} {rows}"

    def _create(self, connection: DuckDBPyConnection, rows: str) -> None:
        sql = f"create or replace table {self.name.quoted} as {rows}"
        connection.execute(sql)

    # faults -----------------------------------------------------------------------

    def _column_problems(
        self, connection: DuckDBPyConnection, source: Source
    ) -> Iterator[Problem]:
        for name, column in self._by_file_name.items():
            if name in map(str.lower, source.twice):
                words = f"{_file_name(column)} stands twice"
                yield self._column_problem(column, source, words, "Remove one of them.")
            elif name in source.names:
                right = source.is_right(name, str(column.type))
                if not right and _has_values(connection, source, name):
                    yield self._wrongly_stored(column, source)
            elif not column.has("optional"):
                yield self._missing(column, source)
            elif near := _near(name, self._unknown(source)):
                words = f"{_file_name(column)} is not there, but {near} is"
                hint = (
                    f"Rename it; or, if it is something else, "
                    f"add an empty column {_file_name(column)}."
                )
                yield self._column_problem(column, source, words, hint)

    def _unknown(self, source: Source) -> list[str]:
        """The file's columns that are not in the contract, as written."""
        expected = self._by_file_name
        return [w.strip() for name, w in source.names.items() if name not in expected]

    def _notes(self, source: Source) -> Iterator[str]:
        """Notes on how a file was read and on optional columns with a near name."""
        if source.notes:
            yield f"{source.path.name} read {', '.join(source.notes)}"
        unknown = self._unknown(source)
        absent = [
            _file_name(column)
            for name, column in self._by_file_name.items()
            if name not in source.names
        ]
        if absent and unknown:
            verb = "is" if len(absent) == 1 else "are"
            yield (
                f"{_listed(absent)} {verb} not there; {source.path.name} has "
                f"{_listed(unknown)}, which {self.name} does not know"
            )

    def _value_problem(self, source: Source, fault: ColumnFault) -> Problem:
        column = self._by_file_name[fault.column]
        words = f"{fault.rule}: {at_fault(fault.count)}"
        return in_file(
            source.path, self.query, column.offset, words, fault.rows, hint=fault.hint
        )

    def _missing(self, column: Column, source: Source) -> Problem:
        name, names = _file_name(column), source.names.values()
        hint = nearest(name, names) or f"The file has: {', '.join(names)}."
        return self._column_problem(column, source, f"{name} is missing", hint)

    def _wrongly_stored(self, column: Column, source: Source) -> Problem:
        name = _file_name(column)
        stored = source.types[name.lower()]
        words = f"{name} holds {stored}, not {in_words(str(column.type))}"
        hint = "Store the column in its right type."
        return self._column_problem(column, source, words, hint)

    def _column_problem(
        self, column: Column, source: Source, words: str, hint: str
    ) -> Problem:
        declared, _ = self.query.rendered.place(column.offset)
        return Problem(
            f"the column {words}",
            place=Place(source.path),
            hint=hint,
            relation=str(self.name),
            declared=declared,
        )


def _near(name: str, unknown: Sequence[str]) -> str | None:
    """The column that nearly has the name, if there is one."""
    same = [other for other in unknown if plain_name(other) == plain_name(name)]
    return same[0] if same else nearest_name(name, unknown, NEAR)


def _listed(names: Sequence[str], limit: int = 5) -> str:
    more = [f"{len(names) - limit} more"] if len(names) > limit else []
    *first, last = [*names[:limit], *more]
    return f"{', '.join(first)} and {last}" if first else last


def _has_values(connection: DuckDBPyConnection, source: Source, column: str) -> bool:
    sql = f"select count({quote(source.names[column])}) from {source.sql}"
    return bool((connection.execute(sql).fetchone() or (0,))[0])


def _value(source: Source | None, column: Column) -> str:
    name, kind = _file_name(column).lower(), str(column.type)
    if source and name in source.names and source.is_right(name, kind):
        return source.value(name, kind)
    return f"cast(null as {kind})"


def _file_name(column: Column) -> str:
    """The name of a column in the file."""
    return column.source or column.name
