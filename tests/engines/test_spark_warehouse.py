"""A warehouse that a Spark has made: `plan`, `diff`, `whatif`, `lineage` and what a
build leaves out are as on one that DuckDB has made."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from engine.build.build import build, foresee
from engine.build.placement import ALL, OnSpark, placed
from engine.build.request import Request
from engine.build.what_if import changed_warehouse
from engine.compile.project import Project
from engine.lineage.across_queries import Lineage
from engine.state.work_file import work_file
from engine.warehouse.compare_relation import RelationDiff
from engine.warehouse.diff import compare
from tests.harness import compiled
from tests.projects.workshop import EDITS, Workshop

pytestmark = pytest.mark.slow
ON_SAIL = OnSpark("sail", (ALL,))
CHANGES = ("spacing", "a column's comment", "another aggregate", "a setting")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny project, with its warehouse made by DuckDB and, `there`, on Sail."""
    root = tmp_path_factory.mktemp("made")
    workshop = Workshop(root)
    build(Project(root), workshop.request(workshop.warehouse))
    build(Project(root), on_sail(workshop.request(root / "there")))
    return root


@pytest.fixture
def workshop(made: Path, tmp_path: Path) -> Workshop:
    """A copy of it, to be edited."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return Workshop(tmp_path)


def on_sail(request: Request) -> Request:
    return replace(request, on_spark=ON_SAIL)


@pytest.mark.parametrize("name", [*CHANGES, "more rows"])
def test_what_changed_runs_and_was_planned(name: str, workshop: Workshop) -> None:
    """The same relations for the same reasons as on DuckDB, and the same rows."""
    EDITS[name](workshop)
    here = workshop.request(workshop.warehouse)
    there = on_sail(workshop.request(workshop.root / "there"))
    steps = foresee(Project(workshop.root), here)
    assert foresee(Project(workshop.root), there) == steps
    assert any(not step.reasons for step in steps)
    ran = build(Project(workshop.root), here).run
    assert build(Project(workshop.root), there).run == ran
    assert not differ(workshop.warehouse, workshop.root / "there", workshop.root)


def differ(old: Path, new: Path, root: Path) -> dict[str, RelationDiff]:
    """What differs, but for the time of the build."""
    relations = compare(old, new, Project(root).compile(), private=True)
    by_name = {str(relation.name): relation for relation in relations}
    by_name.pop("reference.provenance", None)
    return by_name


def test_diff_tells_the_same(workshop: Workshop) -> None:
    root = workshop.root
    for name in ("warehouse", "there"):
        shutil.copytree(root / name, root / f"old_{name}")
    EDITS["more rows"](workshop)
    build(Project(root), workshop.request(root / "warehouse"))
    build(Project(root), on_sail(workshop.request(root / "there")))
    there = differ(root / "old_there", root / "there", root)
    assert there == differ(root / "old_warehouse", root / "warehouse", root)
    assert "supply.total" in there


def test_whatif_runs_what_the_change_touches(workshop: Workshop) -> None:
    """The rest stays as Spark has made it; the file stays as it was."""
    project, compared = Project(workshop.root), []
    work = work_file(workshop.root / "there")
    stood = work.read_bytes()
    for warehouse in (workshop.warehouse, workshop.root / "there"):
        with changed_warehouse(project, warehouse, {"threshold": "5"}) as changed:
            only = changed.relations
            file = work_file(warehouse)
            relations = compare(file, changed.work, changed.compiled, only=only)
            compared.append((only, list(relations)))
    assert compared[0] == compared[1]
    assert {str(name) for name in compared[0][0]} == {
        "balance.verdict",
        "balance.listing",
    }
    assert work.read_bytes() == stood


def test_a_plan_says_who_made_it(workshop: Workshop) -> None:
    back = workshop.request(workshop.root / "there")
    away = on_sail(workshop.request(workshop.warehouse))
    words: list[str] = []
    for request in (back, away):
        steps = foresee(Project(workshop.root), request)
        [total] = [step for step in steps if str(step.relation) == "supply.total"]
        words += total.reasons
    assert words == ["Spark sail → DuckDB", "DuckDB → Spark sail"]


def test_lineage_knows_no_place() -> None:
    project = compiled()
    ways_in = []
    for one in (project, placed(project, ON_SAIL)):
        lineage = Lineage.of(one)
        ways = lineage.inputs(lineage.node("balance.assessment.category"))
        ways_in.append({leaf: lineage.in_words(way) for leaf, way in ways.items()})
    assert ways_in[0] == ways_in[1] != {}
