"""A plain contract: a cast for each column of its file, a row for each row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from engine.checks.run import at_fault
from engine.compile.query import Column
from engine.inputs.contract import Contract
from engine.inputs.faults import in_file
from engine.inputs.files import ENDINGS, GEOJSON, GEOMETRY, InputFile
from engine.inputs.source import Source, count_faults, open_source
from engine.inputs.types import in_words
from engine.names import quote
from engine.problems import Place, Problem, nearest

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class PlainContract(Contract):
    """Casts are the types, directives the keys and rules."""

    kind = "input"
    rows_are_numbered = True

    @property
    def file_columns(self) -> Mapping[str, str]:
        return {_file_name(c): str(c.type) for c in self.query.columns}

    def candidates(self, folder: Path) -> list[Path]:
        endings = (*ENDINGS, GEOJSON) if GEOMETRY in self.file_columns else ENDINGS
        return [p for end in endings if (p := folder / f"{self.table}{end}").is_file()]

    def combines(self, paths: list[Path]) -> bool:
        return False

    def _read(
        self, connection: DuckDBPyConnection, file: InputFile | None, folder: Path
    ) -> tuple[list[Problem], str]:
        if file is None:
            return [], self._selected(None)
        needed = [name.lower() for name in self.file_columns]
        source = open_source(connection, file.path, needed, folder)
        problems = list(self._problems(connection, source))
        return problems, "" if problems else self._selected(source)

    def _selected(self, source: Source | None) -> str:
        """SQL for the query's columns; one that the file has not is NULL."""
        selected = ", ".join(
            f"{_value(source, column)} as {quote(column.name)}"
            for column in self.query.columns
        )
        rows = f"from {source.sql}" if source else "where false"
        return f"select {selected} {rows}"

    def _create(self, connection: DuckDBPyConnection, rows: str) -> None:
        sql = f"create or replace table {self.name.quoted} as {rows}"
        connection.execute(sql)

    def _problems(
        self, connection: DuckDBPyConnection, source: Source
    ) -> Iterator[Problem]:
        """Faults of columns, then those of the values of the others."""
        kinds: dict[str, str] = {}
        of_column = {_file_name(c).lower(): c for c in self.query.columns}
        for name, column in of_column.items():
            if name not in source.names:
                if not column.has("optional"):
                    yield self._missing(column, source)
            elif source.is_right(name, str(column.type)):
                kinds[name] = str(column.type)
            elif _has_values(connection, source, name):
                yield self._wrongly_stored(column, source)
        for name, rule, count, rows in count_faults(connection, source, kinds):
            words = f"{rule}: {at_fault(count)}"
            offset = of_column[name].offset
            yield in_file(source.path, self.query, offset, words, rows)

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


def _has_values(connection: DuckDBPyConnection, source: Source, column: str) -> bool:
    sql = f"select count({quote(source.names[column])}) from {source.sql}"
    return bool((connection.execute(sql).fetchone() or (0,))[0])


def _value(source: Source | None, column: Column) -> str:
    name, kind = _file_name(column).lower(), str(column.type)
    if source and name in source.names and source.is_right(name, kind):
        return source.value(name, kind)
    return f"cast(null as {kind})"


def _file_name(column: Column) -> str:
    """What the file calls a column."""
    return column.source or column.name
