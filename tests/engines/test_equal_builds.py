"""The same warehouse, whichever engine makes it: every public relation, its types and
comments, on inputs that are large, awkward and real."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.build.build import build
from engine.build.placement import ALL, OnSpark
from engine.build.request import Request
from engine.compile.project import Project
from tests.cases import write_tables
from tests.determinism.test_same_bytes import inputs, register
from tests.engines.conftest import has_spark
from tests.engines.equality import differences
from tests.harness import ROOT
from tests.real import REAL, needs_real_data

pytestmark = pytest.mark.slow
SAIL = OnSpark("sail", (ALL,))
SPARK = OnSpark("local[2]", (ALL,))


def awkward(folder: Path) -> Path:
    """Amounts and weights that are not exact in binary, a wide register, few."""
    write_tables(inputs(), folder)
    with (folder / "dream.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(register(3000))
    return folder


FIXTURES: dict[str, Callable[[Path], Path | None]] = {
    "synthetic Denmark": lambda folder: None,
    "awkward": awkward,
    **{
        name: lambda folder, name=name: REAL / name  # type: ignore[misc]
        for name in ("argentina", "france", "northern_ireland")
    },
}


def unequal(fixture: str, on_spark: OnSpark, folder: Path) -> list[str]:
    """What differs between DuckDB's warehouse and the other engine's."""
    given = FIXTURES[fixture](folder / "inputs")
    public = []
    for name, engine in (("duckdb", None), ("spark", on_spark)):
        request = Request(folder / name, given, on_spark=engine)
        public.append(build(Project(ROOT), request).public)
    assert not (folder / "spark" / ".spark").exists()
    return list(differences(*public))


@pytest.mark.parametrize("fixture", ["synthetic Denmark", "awkward"])
def test_sail_makes_the_same(fixture: str, tmp_path: Path) -> None:
    assert unequal(fixture, SAIL, tmp_path) == []


@needs_real_data
@pytest.mark.parametrize("fixture", ["argentina", "france", "northern_ireland"])
def test_sail_makes_the_same_of_real_data(fixture: str, tmp_path: Path) -> None:
    assert unequal(fixture, SAIL, tmp_path) == []


@pytest.mark.skipif(not has_spark(), reason="SPARK IS NOT HERE: pyspark and Java 17")
@pytest.mark.parametrize("fixture", ["synthetic Denmark", "awkward"])
def test_spark_makes_the_same(fixture: str, tmp_path: Path) -> None:
    assert unequal(fixture, SPARK, tmp_path) == []
