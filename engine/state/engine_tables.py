"""What the engine itself knows of a build, as tables that queries may read.

They are written anew only where they change, so that a build with nothing to do
leaves the time of the last real build standing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine import __version__
from engine.inputs.files import InputFile
from engine.names import ENGINE_SCHEMA, Name
from engine.state import work_file as store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

RUN = Name(ENGINE_SCHEMA, "run")
INPUT_FILE = Name(ENGINE_SCHEMA, "input_file")
INPUT_COLUMN = Name(ENGINE_SCHEMA, "input_column")
SETTING = Name(ENGINE_SCHEMA, "setting")

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Facts:
    """Of one build: its inputs (None: the synthetic Denmark), files and settings.

    `columns` are those of the wide files, after their table; None where such a file
    is yet to be written.
    """

    inputs: Path | None
    files: Mapping[Name, InputFile]
    settings: Mapping[str, str]
    columns: Sequence[tuple[str, str]] | None = ()

    @property
    def hashes(self) -> dict[Name, str]:
        """The hash of each contract's file."""
        return {name: file.sha256 for name, file in self.files.items()}

    @property
    def _given(self) -> dict[str, tuple[Name, InputFile]]:
        """The files of the input folder by their table, and a contract of each."""
        return {
            file.table: (name, file)
            for name, file in self.files.items()
            if not file.is_in_project
        }

    def stale(self, connection: DuckDBPyConnection) -> set[Name]:
        """The engine's tables that stand otherwise than these facts."""
        there = store.stored_relations(connection)
        compared = self._compared().items()
        return {
            name
            for name, rows in compared
            if name not in there or rows != _rows(connection, COMPARED[name])
        }

    def write(
        self,
        connection: DuckDBPyConnection,
        names: set[Name],
        counts: Mapping[Name, int | None],
    ) -> None:
        """Write the tables named; `counts` are the input tables' rows, where known."""
        built_at = datetime.now(UTC).replace(microsecond=0)
        [[program, duckdb_version, synthetic, inputs]] = self._run()
        rows: dict[Name, Rows] = {
            RUN: [(program, duckdb_version, built_at, synthetic, inputs)],
            INPUT_FILE: [
                (f.table, f.name, f.bytes, f.sha256, counts.get(name))
                for name, f in self._given.values()
            ],
            INPUT_COLUMN: list(self.columns or ()),
            SETTING: list(self.settings.items()),
        }
        for name in names:
            connection.execute(f"delete from {name.quoted}")
            if rows[name]:
                row = f"({', '.join('?' * len(rows[name][0]))})"
                marks = ", ".join([row] * len(rows[name]))
                values = [value for row in rows[name] for value in row]
                connection.execute(f"insert into {name.quoted} values {marks}", values)

    def _compared(self) -> dict[Name, Rows | None]:
        given = (file for _, file in self._given.values())
        files = [(f.table, f.name, f.bytes, f.sha256) for f in given]
        return {
            RUN: self._run(),
            INPUT_FILE: sorted(files),
            INPUT_COLUMN: None if self.columns is None else sorted(self.columns),
            SETTING: sorted(self.settings.items()),
        }

    def _run(self) -> Rows:
        import duckdb

        inputs = str(self.inputs) if self.inputs else None
        return [(__version__, duckdb.__version__, self.inputs is None, inputs)]


COMPARED = {
    RUN: "select program_version, duckdb_version, synthetic, inputs from engine.run",
    INPUT_FILE: "select table_name, file_name, bytes, sha256 from engine.input_file",
    INPUT_COLUMN: "select table_name, column_name from engine.input_column",
    SETTING: "select name, value from engine.setting",
}


def stands(connection: DuckDBPyConnection) -> dict[Name, str]:
    """The content of each of the engine's tables; empty where there is none yet."""
    there = store.stored_relations(connection)
    return {
        name: store.measure(connection, name)[1] if name in there else ""
        for name in COMPARED
    }


def _rows(connection: DuckDBPyConnection, sql: str) -> Rows:
    return sorted(connection.execute(sql).fetchall())
