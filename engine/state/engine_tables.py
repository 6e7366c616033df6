"""The tables of the schema engine: facts of a build that queries may read.

They are rewritten only if they change: a build with nothing to do keeps the time of
the last build that did something.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine import __version__
from engine.engines.connections import VERSION
from engine.engines.duckdb_engine import DuckDB
from engine.inputs.files import InputFile
from engine.names import ENGINE_SCHEMA, Name

RUN = Name(ENGINE_SCHEMA, "run")
INPUT_FILE = Name(ENGINE_SCHEMA, "input_file")
INPUT_COLUMN = Name(ENGINE_SCHEMA, "input_column")
SETTING = Name(ENGINE_SCHEMA, "setting")

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Facts:
    """The facts of one build: inputs (None: the synthetic Denmark), files, settings.

    `columns` are those of the wide files, after their table; None where such a file
    is yet to be written.
    """

    inputs: Path | None
    files: Mapping[Name, InputFile]
    settings: Mapping[str, str]
    columns: Sequence[tuple[str, str]] | None = ()

    @property
    def hashes(self) -> dict[Name, str]:
        """A hash of each contract's file and of how it is read."""
        return {name: file.read_as for name, file in self.files.items()}

    @property
    def _from_folder(self) -> dict[str, tuple[Name, InputFile]]:
        """The files of the input folder by their table, and a contract of each."""
        return {
            file.table: (name, file)
            for name, file in self.files.items()
            if not file.is_in_project
        }

    def stale(self, engine: DuckDB) -> set[Name]:
        """The tables of the schema engine whose rows differ from these facts."""
        there = engine.relations()
        return {
            name
            for name, rows in self._compared().items()
            if name not in there or rows != sorted(engine.rows(COMPARED[name]))
        }

    def write(
        self,
        engine: DuckDB,
        names: set[Name],
        counts: Mapping[Name, int | None],
    ) -> None:
        """Write the named tables; `counts` are input tables' row counts, or None."""
        built_at = datetime.now(UTC).replace(microsecond=0)
        [[program, duckdb_version, synthetic, inputs]] = self._run()
        rows: dict[Name, Rows] = {
            RUN: [(program, duckdb_version, built_at, synthetic, inputs)],
            INPUT_FILE: [
                (f.table, f.name, f.bytes, f.sha256, counts.get(name))
                for name, f in self._from_folder.values()
            ],
            INPUT_COLUMN: list(self.columns or ()),
            SETTING: list(self.settings.items()),
        }
        for name in names:
            engine.connection.execute(f"delete from {name.quoted}")
            if rows[name]:
                row = f"({', '.join('?' * len(rows[name][0]))})"
                marks = ", ".join([row] * len(rows[name]))
                values = [value for row in rows[name] for value in row]
                sql = f"insert into {name.quoted} values {marks}"
                engine.connection.execute(sql, values)

    def _compared(self) -> dict[Name, Rows | None]:
        input_files = (file for _, file in self._from_folder.values())
        files = [(f.table, f.name, f.bytes, f.sha256) for f in input_files]
        return {
            RUN: self._run(),
            INPUT_FILE: sorted(files),
            INPUT_COLUMN: None if self.columns is None else sorted(self.columns),
            SETTING: sorted(self.settings.items()),
        }

    def _run(self) -> Rows:
        inputs = str(self.inputs) if self.inputs else None
        return [(__version__, VERSION, self.inputs is None, inputs)]


COMPARED = {
    RUN: "select program_version, duckdb_version, synthetic, inputs from engine.run",
    INPUT_FILE: "select table_name, file_name, bytes, sha256 from engine.input_file",
    INPUT_COLUMN: "select table_name, column_name from engine.input_column",
    SETTING: "select name, value from engine.setting",
}


def table_contents(engine: DuckDB) -> dict[Name, str]:
    """A hash of the rows of each of the engine's tables, '' where there is none."""
    there = engine.relations()
    return {
        name: engine.content(name).digest if name in there else "" for name in COMPARED
    }
