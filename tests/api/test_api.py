"""`import engine`: lazy, typed, silent; what a notebook shows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import engine
from tests.cases import FOLDER as CASES
from tests.projects.tiny import lay_out

ROOT = Path(__file__).resolve().parents[2]
EXACT: dict[str, str | float | bool] = {
    "disclosure_min": 0,
    "observed_until": "2025-12-31",
}
INPUTS = CASES / "general_model"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> engine.Warehouse:
    folder = tmp_path_factory.mktemp("api") / "warehouse"
    report = engine.open_project(ROOT).build(INPUTS, folder, EXACT)
    assert report.published and "balance.assessment" in report.run
    return engine.open_warehouse(folder)


def test_rows_as_arrow_pandas_and_polars(warehouse: engine.Warehouse) -> None:
    relation = warehouse.relation("balance.assessment")
    country = relation.where(region_id="DK", period="2025H1")
    rows = country.arrow()
    assert 0 < rows.num_rows < relation.arrow().num_rows
    assert set(rows["region_id"].to_pylist()) == {"DK"}
    assert len(country.df()) == len(country.pl()) == rows.num_rows
    assert "<table>" in country._repr_html_()


def test_a_story_reads_as_words_and_as_a_table(warehouse: engine.Warehouse) -> None:
    story = warehouse.explain("cook")
    assert story[0].words in str(story) and story[0].number == 1
    assert story._repr_html_().count("<tr>") == len(story)


def test_what_another_threshold_would_change(warehouse: engine.Warehouse) -> None:
    project = engine.open_project(ROOT)
    changes = project.what_if(warehouse, {"shortage_threshold": 0.2})
    assert {title.crossed for title in changes.moved} == {"demand"}
    names = {str(relation.name) for relation in changes.relations}
    assert "balance.assessment" in names


def test_what_a_column_rests_on() -> None:
    influences = engine.open_project(ROOT).lineage("balance.assessment.category")
    columns = {(one.table, one.column) for one in influences}
    assert ("input.unemployment_spell", "end_date") in columns
    assert all(one.places for one in influences)


def test_faults_are_raised_and_shown_without_a_traceback(
    warehouse: engine.Warehouse, tmp_path: Path
) -> None:
    project = engine.open_project(ROOT)
    with pytest.raises(engine.ProblemError) as raised:
        project.build(inputs=tmp_path / "none", warehouse=tmp_path / "w")
    assert "does not exist" in "\n".join(raised.value._render_traceback_())
    with pytest.raises(engine.UsageError, match="Did you mean balance.assessment"):
        warehouse.relation("balance.assesment")


def test_it_says_nothing_by_itself(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    project = engine.open_project(lay_out(tmp_path))
    project.build(tmp_path / "inputs", tmp_path / "w")
    project.what_if(tmp_path / "w", {"threshold": 5})
    project.lineage("balance.verdict")
    engine.open_warehouse(tmp_path / "w").relation("balance.verdict").arrow()
    assert capfd.readouterr() == ("", "")


def test_how_files_are_written_can_be_said(tmp_path: Path) -> None:
    project = engine.open_project(lay_out(tmp_path))
    report = project.build(tmp_path / "inputs", tmp_path / "w", csv={"decimal": "."})
    assert report.published
    with pytest.raises(engine.UsageError, match="there is no decimals"):
        project.build(tmp_path / "inputs", tmp_path / "w", csv={"decimals": "."})


@pytest.mark.parametrize("heavy", ["duckdb", "sqlglot", "sklearn", "pyarrow", "typer"])
def test_importing_it_loads_nothing_heavy(heavy: str) -> None:
    code = f"import sys, engine; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("name", engine.__all__)
def test_each_name_is_found_in_a_fresh_interpreter(name: str) -> None:
    code = f"import engine; assert engine.{name}.__doc__"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
