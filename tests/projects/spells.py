"""Builds of small input folders with a `dream`, and rows out of what they leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.build.build import build
from engine.build.request import Report, Request
from engine.compile.project import Project

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PROJECT = Project(Path(__file__).resolve().parents[2])
SPELLS = (
    "spells.exit_reason",
    "spells.exit_by_start_year",
    "spells.duration_band",
    "spells.cumulative_exit",
    "spells.survival",
    "spells.full_time_unemployed",
    "spells.activity",
    "spells.unknown_code",
)
Row = dict[str, Any]


def required_inputs(folder: Path) -> None:
    """The two input tables that every build needs, empty."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "region.csv").write_text("region_id,name_da,name_en\n")
    (folder / "occupation.csv").write_text("occupation_id,title_da\n")


def build_spells(
    inputs: Path,
    warehouse: Path,
    settings: Mapping[str, str] | None = None,
    select: Sequence[str] = SPELLS,
) -> Report:
    """Build the spells of an input folder; by default nothing is suppressed."""
    shown = {"disclosure_min": "0", **(settings or {})}
    return build(PROJECT, Request(warehouse, inputs, shown, select))


@contextmanager
def opened(warehouse: Path) -> Iterator[DuckDBPyConnection]:
    import duckdb

    with duckdb.connect(str(warehouse / "work.duckdb"), read_only=True) as connection:
        yield connection


def rows(warehouse: Path, sql: str) -> list[Row]:
    with opened(warehouse) as connection:
        cursor = connection.execute(sql)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
