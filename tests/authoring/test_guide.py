"""The recipes of queries/README.md, each tried on a copy of the project."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pytest

from engine.authoring.lint import lint
from engine.build.build import build
from engine.build.request import Request
from engine.compile.project import Project
from engine.problems import ProblemError
from engine.warehouse.read import open_public
from tests.harness import built
from tests.harness import rows as rows_of
from tests.projects.disclosure_country import country
from tests.projects.small_country import write_country

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "queries" / "README.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+) (\S+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_country(tmp_path_factory.mktemp("country") / "inputs")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for folder in ("queries", "macros"):
        shutil.copytree(ROOT / folder, tmp_path / "project" / folder)
    return Project(tmp_path / "project")


def blocks(language: str, name: str) -> list[str]:
    marked = BLOCK.findall(GUIDE)
    return [text for tag, title, text in marked if (tag, title) == (language, name)]


def patch(project: Project, recipe: str) -> None:
    patches = blocks("diff", recipe)
    assert patches
    for text in patches:
        command = ["git", "apply", "-"]
        subprocess.run(command, input=text.encode(), cwd=project.root, check=True)


def write(project: Project, file: str) -> None:
    (text,) = blocks(file.rpartition(".")[2], file)
    (project.root / file).write_text(text, "utf-8")


def rows(project: Project, inputs: Path, sql: str) -> list[tuple[Any, ...]]:
    """The answer after a build of the project, which keeps the house rules."""
    fresh = Project(project.root)
    assert not [str(finding.problem) for finding in lint(fresh)]
    warehouse = project.root / "warehouse"
    build(fresh, Request(warehouse, inputs))
    with open_public(warehouse) as connection:
        return connection.execute(sql).fetchall()


def test_every_patch_applies_as_a_file_of_its_own(project: Project) -> None:
    """As saved from the guide, without an option, before anything else is changed."""
    patches = [text for language, _, text in BLOCK.findall(GUIDE) if language == "diff"]
    assert len(patches) > 1
    for text in patches:
        file = project.root / "guide.patch"
        file.write_text(text, "utf-8")
        command = ["git", "apply", "--check", file.name]
        subprocess.run(command, cwd=project.root, check=True)


@pytest.mark.slow  # builds the whole project
def test_change_a_threshold(project: Project, inputs: Path) -> None:
    good = "select count(*) filter (where good_prospects) from balance.assessment"
    before = rows(project, inputs, good)
    patch(project, "threshold")
    after = rows(project, inputs, good)
    assert after[0][0] > before[0][0] > 0
    parameter = "select value, source from reference.parameter where name = "
    thresholds = rows(project, inputs, f"{parameter} 'exit_threshold'")
    assert thresholds == [("0.30", "choice")]


@pytest.mark.slow  # builds the whole project
def test_add_an_indicator_to_the_model(project: Project, inputs: Path) -> None:
    patch(project, "indicator")
    terms = "select term, estimate, std_error from shortage.general_coefficient"
    coefficients = {term: rest for term, *rest in rows(project, inputs, terms)}
    assert len(coefficients) == 5
    estimate, error = coefficients["log_hiring_rate"]
    assert estimate != 0 and error > 0


@pytest.mark.slow  # builds the whole project
def test_the_prediction_uses_the_added_indicator(
    project: Project, inputs: Path
) -> None:
    rate = "select shortage_rate from balance.assessment order by all"
    before = rows(project, inputs, rate)
    patch(project, "indicator")
    assert rows(project, inputs, rate) != before


@pytest.mark.slow  # builds the whole project
def test_add_a_region_level(project: Project, inputs: Path, tmp_path: Path) -> None:
    write(project, "queries/input/region_part.sql")
    write(project, "queries/supply/part_unemployed.sql")
    given = shutil.copytree(inputs, tmp_path / "inputs")
    parts = "region_id,part_id\nnorth,all\nsouth,all\neast,east\n"
    (given / "region_part.csv").write_text(parts, "utf-8")
    sql = "select part_id, sum(unemployed) from supply.part_unemployed group by all"
    levels = dict(rows(project, given, sql))
    regions = "select region_id, sum(unemployed) from balance.assessment group by all"
    by_region = dict(rows(project, given, regions))
    assert levels == {
        "all": by_region["north"] + by_region["south"],
        "east": by_region["east"],
    }


def test_a_region_level_without_its_gate_is_refused(
    project: Project, inputs: Path
) -> None:
    write(project, "queries/input/region_part.sql")
    write(project, "queries/supply/part_unemployed.sql")
    file = project.root / "queries" / "supply" / "part_unemployed.sql"
    file.write_text(file.read_text("utf-8").replace("-- @gate\n", ""), "utf-8")
    with pytest.raises(ProblemError, match="past every gate"):
        build(Project(project.root), Request(project.root / "warehouse", inputs))


def test_parts_give_no_hidden_count_back(tmp_path: Path) -> None:
    """No part that is shown, less its regions, is a hidden region; nor the country less
    the parts."""
    project = Project(tmp_path)
    for folder in ("queries", "macros"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    write(project, "queries/input/region_part.sql")
    write(project, "queries/supply/part_unemployed.sql")
    parts = {"r1": "west", "r2": "west", "r3": "east", "r4": "east"}
    tables = country(4).inputs() | {
        "region_part": [{"region_id": r, "part_id": p} for r, p in parts.items()]
    }
    until = ["supply.part_unemployed", "supply.shown", "supply.unemployed"]
    with built(tables, until=until, project=project.compile()) as connection:
        shown = rows_of(connection, "supply.part_unemployed")
        counts = {
            (row["period"], row["region_id"], row["occupation_id"]): row
            for row in rows_of(connection, "supply.shown")
        }
    assert len(shown) > 5
    of_title: dict[tuple[str, str], int] = {}
    for row in shown:
        period, title = row["period"], row["occupation_id"]
        of_title[period, title] = of_title.get((period, title), 0) + row["unemployed"]
        regions_within = [
            counts[period, r, title] for r, p in parts.items() if p == row["part_id"]
        ]
        assert (
            sum(region["unemployed"] for region in regions_within) == row["unemployed"]
        )
    for (period, title), together in of_title.items():
        country_row = counts[period, "DK", title]
        if country_row["unemployed"] is not None:
            assert country_row["unemployed"] - together not in range(1, 5)


@pytest.mark.slow
def test_change_a_code_list(project: Project, inputs: Path, tmp_path: Path) -> None:
    write(project, "queries/reference/large_title.sql")
    write(project, "queries/reference/large_title.csv")
    assert lint(project) == []
    relation = "reference.large_title"
    build(project, Request(tmp_path / "out", inputs, select=[relation]))
    with duckdb.connect(str(tmp_path / "out" / "work.duckdb")) as connection:
        listed = connection.execute(f"from {relation}").fetchall()
    assert listed == [("0110", "the report, table 3")]


@pytest.mark.slow  # builds the whole project
def test_add_a_relation(project: Project, inputs: Path) -> None:
    write(project, "queries/balance/paradox.sql")
    counts = rows(project, inputs, "select count(*) from balance.paradox")
    wanted = "select count(*) from balance.assessment where category = 'paradox'"
    assert counts == rows(project, inputs, wanted)
    assert counts[0][0] > 0
