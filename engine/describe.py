"""What the engine itself knows of a build, as tables that queries may read.

They are written anew only where they change, so that a build with nothing to do
leaves the time of the last real build standing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine import __version__
from engine.inputs import InputFile
from engine.query import ENGINE_SCHEMA, Name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

RUN = Name(ENGINE_SCHEMA, "run")
INPUT_FILE = Name(ENGINE_SCHEMA, "input_file")
SETTING = Name(ENGINE_SCHEMA, "setting")

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Facts:
    """Of one build: its inputs (None: the synthetic Denmark), files and settings."""

    inputs: Path | None
    files: Mapping[str, InputFile]
    settings: Mapping[str, str]

    def stale(self, connection: DuckDBPyConnection) -> set[Name]:
        """The engine's tables that stand otherwise than these facts."""
        stands = {name: _rows(connection, sql) for name, sql in COMPARED.items()}
        return {name for name, rows in self._compared().items() if rows != stands[name]}

    def write(
        self,
        connection: DuckDBPyConnection,
        names: set[Name],
        counts: Mapping[str, int | None],
    ) -> None:
        """Write the tables named; `counts` are the input tables' rows."""
        built_at = datetime.now(UTC).replace(microsecond=0)
        [[program, duckdb_version, synthetic, inputs]] = self._run()
        rows: dict[Name, Rows] = {
            RUN: [(program, duckdb_version, built_at, synthetic, inputs)],
            INPUT_FILE: [
                (f.table, f.path.name, f.bytes, f.sha256, counts[f.table])
                for f in self.files.values()
            ],
            SETTING: list(self.settings.items()),
        }
        for name in names:
            connection.execute(f"delete from {name.quoted}")
            for row in rows[name]:
                marks = ", ".join("?" * len(row))
                connection.execute(
                    f"insert into {name.quoted} values ({marks})", list(row)
                )

    def _compared(self) -> dict[Name, Rows]:
        files = [(f.table, f.path.name, f.bytes, f.sha256) for f in self.files.values()]
        return {
            RUN: self._run(),
            INPUT_FILE: sorted(files),
            SETTING: sorted(self.settings.items()),
        }

    def _run(self) -> Rows:
        import duckdb

        inputs = str(self.inputs) if self.inputs else None
        return [(__version__, duckdb.__version__, self.inputs is None, inputs)]


COMPARED = {
    RUN: "select program_version, duckdb_version, synthetic, inputs from engine.run",
    INPUT_FILE: "select table_name, file_name, bytes, sha256 from engine.input_file",
    SETTING: "select name, value from engine.setting",
}


def _rows(connection: DuckDBPyConnection, sql: str) -> Rows:
    return sorted(connection.execute(sql).fetchall())
