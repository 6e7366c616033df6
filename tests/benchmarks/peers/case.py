"""What every peer of a run is given, and what a peer is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[3]
ASSESSMENT = "balance.assessment"
ALL, ALONE = "all relations", "the assessment alone"
HIDDEN_NOTHING = "0"


@dataclass(frozen=True)
class Case:
    """The input folder, the parameter disclosure_min, the folder of the exported
    statements, and the folder of the other tools' environments."""

    inputs: Path
    disclosure_min: str
    statements: Path
    venvs: Path

    def exported(self, scope: str) -> Path:
        """The statements of all relations, or of those that the assessment reads."""
        return self.statements / ("all" if scope == ALL else "alone")


@dataclass(frozen=True)
class Peer:
    """A way to the assessment.

    `scope` is how much it computes, `does` what besides. `command` gives what is run
    and timed in a folder of its own, `answer` a Parquet file with the assessment that
    it left there. `prepare` goes before, untimed. `missing` says why it cannot take
    part, else nothing. Ratios are to the scope's peer with the `role` amb or floor.
    """

    name: str
    scope: str
    does: str
    command: Callable[[Case, Path], Sequence[str]]
    answer: Callable[[Path], Path]
    missing: Callable[[Case], str] = lambda case: ""
    prepare: Callable[[Case, Path], None] = lambda case, folder: None
    environment: Mapping[str, str] = field(default_factory=dict)
    role: str = ""


def in_parquet(folder: Path) -> Path:
    return folder / "assessment.parquet"


def in_database(file: str) -> Callable[[Path], Path]:
    """The assessment of a DuckDB file, copied out of it."""

    def copied(folder: Path) -> Path:
        target = in_parquet(folder)
        with duckdb.connect(str(folder / file), read_only=True) as connection:
            connection.execute(f"copy {ASSESSMENT} to '{target}' (format parquet)")
        return target

    return copied
