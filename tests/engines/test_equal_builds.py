"""The same warehouse, whichever engine makes it: every public relation, its types and
comments, on inputs that are large, awkward and real."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.build.build import build
from engine.build.placement import ALL, OnSpark
from engine.build.request import Request
from engine.compile.project import Project
from tests.cases import write_tables
from tests.engines.conftest import turn
from tests.engines.equality import differences
from tests.harness import ROOT
from tests.projects.awkward import inputs, register
from tests.real import REAL, needs_real_data

pytestmark = pytest.mark.slow
SAIL = OnSpark("sail", (ALL,))


def awkward(folder: Path) -> Path:
    """Amounts and weights that are not exact in binary, a wide register, few."""
    write_tables(inputs(), folder)
    with (folder / "dream.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(_every_week(register(3000)))
    return folder


def northern_ireland(folder: Path) -> Path:
    """The register alone, beside a country of one region and title."""
    write_tables(
        {
            "region": [{"region_id": "1", "name_da": "a", "name_en": "a"}],
            "occupation": [{"occupation_id": "1", "title_da": "a", "title_en": "a"}],
        },
        folder,
    )
    shutil.copy(REAL / "northern_ireland" / "dream.parquet", folder)
    return folder


def _every_week(rows: list[list[str]]) -> Iterator[list[str]]:
    """The register with every week: a month's code is that of its last."""
    head, *persons = rows
    weeks = [f"y_{year}{week:02}" for year in (11, 12) for week in range(1, 53)]
    until = [min(name for name in head if name >= week) for week in weeks]
    others = [name for name in head if not name.startswith("y_")]
    yield [*weeks, *others]
    for person in persons:
        of_name = dict(zip(head, person, strict=True))
        yield [of_name[name] for name in (*until, *others)]


FIXTURES: dict[str, Callable[[Path], Path | None]] = {
    "synthetic Denmark": lambda folder: None,
    "awkward": awkward,
    "argentina": lambda folder: REAL / "argentina",
    "france": lambda folder: REAL / "france",
    "northern_ireland": northern_ireland,
}


def unequal(fixture: str, on_spark: OnSpark, folder: Path) -> list[str]:
    """What differs between DuckDB's warehouse and the other engine's."""
    given = FIXTURES[fixture](folder / "inputs")
    public = []
    for name, engine in (("duckdb", None), ("spark", on_spark)):
        request = Request(folder / name, given, on_spark=engine)
        public.append(build(Project(ROOT), request).public)
    assert not (folder / "spark" / "work.spark" / "session").exists()
    return list(differences(*public))


@pytest.mark.parametrize("fixture", ["synthetic Denmark", "awkward"])
def test_sail_makes_the_same(fixture: str, tmp_path: Path) -> None:
    assert unequal(fixture, SAIL, tmp_path) == []


def test_relations_of_persons_alone(tmp_path: Path) -> None:
    """As `--engine spark` places them: rows go there and come home."""
    assert unequal("awkward", OnSpark("sail"), tmp_path) == []


@needs_real_data
@pytest.mark.parametrize("fixture", ["argentina", "france", "northern_ireland"])
def test_sail_makes_the_same_of_real_data(fixture: str, tmp_path: Path) -> None:
    assert unequal(fixture, SAIL, tmp_path) == []


def test_persons_on_spark(tmp_path: Path) -> None:
    with turn():
        assert unequal("synthetic Denmark", OnSpark("local[2]"), tmp_path) == []


@pytest.mark.parametrize("fixture", ["synthetic Denmark", "awkward"])
def test_everything_on_spark(fixture: str, server: str, tmp_path: Path) -> None:
    assert unequal(fixture, OnSpark(server, (ALL,)), tmp_path) == []


@needs_real_data
@pytest.mark.parametrize("fixture", ["argentina", "france", "northern_ireland"])
def test_everything_of_real_data_on_spark(
    fixture: str, server: str, tmp_path: Path
) -> None:
    assert unequal(fixture, OnSpark(server, (ALL,)), tmp_path) == []
