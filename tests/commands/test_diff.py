"""`amb diff` and `amb whatif`: what differs, and a warehouse left as it stood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from engine.balance.moved_titles import moved_titles
from engine.build.build import build
from engine.build.request import Request
from engine.build.what_if import changed_warehouse
from engine.compile.project import Project
from engine.problems import UsageError
from engine.state.work_file import work_file
from engine.warehouse.compare_relation import RelationDiff
from engine.warehouse.diff import changed_settings, compare
from tests.cases import FOLDER as BALANCE_CASES
from tests.projects.tiny import lay_out

ROOT = Path(__file__).resolve().parents[2]
MORE = "place_id,year,persons\nn,2020,4\nn,2021,7\nw,2021,9\n"


def built(root: Path, warehouse: str, **settings: str) -> Path:
    build(Project(root), Request(root / warehouse, root / "inputs", settings))
    return root / warehouse


def differences(old: Path, new: Path, root: Path) -> dict[str, RelationDiff]:
    relations = compare(old, new, Project(root).compile())
    return {str(relation.name): relation for relation in relations}


def test_rows_added_removed_and_changed_by_key(tmp_path: Path) -> None:
    old = built(lay_out(tmp_path), "old")
    lay_out(tmp_path, {"inputs/headcount.csv": MORE})
    new = built(tmp_path, "new")
    total = differences(old, new, tmp_path)["supply.total"]
    assert (total.added, total.removed, total.changed) == (1, 1, 1)
    assert total.columns == {"persons_sum": 1, "persons_max": 1}
    [changed] = [example for example in total.examples if example.kind == "changed"]
    assert changed.row == {"place_id": "n"}
    assert changed.cells == (("persons_sum", 12, 11), ("persons_max", 8, 7))


def test_columns_and_relations_that_come_and_go(tmp_path: Path) -> None:
    old = built(lay_out(tmp_path), "old")
    path = tmp_path / "queries/supply/total.sql"
    path.write_text(path.read_text().replace("['sum', 'max']", "['sum', 'min']"))
    (tmp_path / "queries/balance/listing.sql").unlink()
    by_name = differences(old, built(tmp_path, "new"), tmp_path)
    assert sorted(by_name["supply.total"].schema) == [
        "column persons_max removed",
        "column persons_min BIGINT added",
    ]
    assert by_name["balance.listing"].schema == ("relation removed",)


def test_a_warehouse_differs_not_from_itself(tmp_path: Path) -> None:
    old = built(lay_out(tmp_path), "old")
    assert not differences(old, old, tmp_path)
    public = old / "balance.duckdb"
    assert not differences(public, public, tmp_path)
    with pytest.raises(UsageError, match="No warehouse"):
        differences(old, tmp_path / "nowhere", tmp_path)


def test_persons_are_never_shown_in_full(tmp_path: Path) -> None:
    old = built(lay_out(tmp_path), "old")
    visits = "person_id,place_id,code\n100001,n,9\n100002,n,2\n"
    lay_out(tmp_path, {"inputs/visit.csv": visits})
    new, compiled = built(tmp_path, "new"), Project(tmp_path).compile()
    relations = compare(old, new, compiled, private=True)
    [visit] = [one for one in relations if str(one.name) == "input.visit"]
    assert (visit.removed, visit.changed) == (1, 1)
    assert {example.row["person_id"] for example in visit.examples} == {"…01"}
    by_name = differences(old, new, tmp_path)
    for name in ("input.visit", "supply.visited"):
        assert by_name[name].is_private and not by_name[name].examples
        assert (by_name[name].removed, by_name[name].changed) == (0, 0)


def whatif(
    project: Project,
    warehouse: Path,
    settings: Mapping[str, str],
    queries: Sequence[str] = (),
) -> tuple[set[str], dict[str, RelationDiff]]:
    """The relations that a change builds anew, and those that differ."""
    with changed_warehouse(project, warehouse, settings, queries) as changed:
        work, only = work_file(warehouse), changed.relations
        diffs = compare(work, changed.work, changed.compiled, only=only)
    return {str(name) for name in only}, {str(diff.name): diff for diff in diffs}


def test_whatif_tells_what_a_full_build_would(tmp_path: Path) -> None:
    lay_out(tmp_path)
    old = built(tmp_path, "old")
    stood = {path: path.read_bytes() for path in old.glob("*.duckdb")}
    ran, changed = whatif(Project(tmp_path), old, {"threshold": "5"})
    new = built(tmp_path, "new", threshold="5")
    expected = differences(old, new, tmp_path)
    expected.pop("reference.provenance", None)
    assert changed == expected
    assert "supply.total" not in ran
    assert {path: path.read_bytes() for path in old.glob("*.duckdb")} == stood


def test_whatif_of_another_query(tmp_path: Path) -> None:
    old = built(lay_out(tmp_path), "old")
    text = (tmp_path / "queries/supply/total.sql").read_text()
    file = tmp_path / "draft.sql"
    file.write_text(text.replace("(persons)", "(persons + 1)"))
    _, changed = whatif(Project(tmp_path), old, {}, [f"supply.total={file}"])
    assert set(changed) >= {"supply.total"}
    assert (tmp_path / "queries/supply/total.sql").read_text() == text
    with pytest.raises(UsageError, match="no schema of the project"):
        whatif(Project(tmp_path), old, {}, [str(file)])


def test_titles_that_change_category_and_what_crossed(tmp_path: Path) -> None:
    inputs = BALANCE_CASES / "general_model"
    exact = {"disclosure_min": "0", "observed_until": "2025-12-31"}
    build(Project(ROOT), Request(tmp_path / "old", inputs, exact))
    old, settings = tmp_path / "old", {"shortage_threshold": "0.2"}
    with changed_warehouse(Project(ROOT), old, settings) as changed:
        titles = list(moved_titles(work_file(old), changed.work, changed.compiled))
    cooks = [moved for moved in titles if moved.cell["occupation_id"] == "cook"]
    assert [moved.cell["region_id"] for moved in cooks] == ["DK", "east", "west"]
    for moved in titles:
        assert (moved.old, moved.new, moved.crossed) == ("shortage", "good", "demand")
        before, after = moved.values["shortage_rate"]
        assert 0.12 <= before == after < 0.2


def test_changed_parameters_are_told(tmp_path: Path) -> None:
    parameter = """-- The parameters of this build.
-- @publish
-- @key(name, from_period)
select
    p.name, -- the parameter
    coalesce(s.value, p.value) as value, -- its value
    cast(p.from_period as text) as from_period -- from when on @optional
from reference.parameter_default as p
left join engine.setting as s on p.name = s.name
"""
    lay_out(tmp_path, {"queries/reference/parameter.sql": parameter})
    old, new = built(tmp_path, "old"), built(tmp_path, "new", threshold="5")
    assert changed_settings(old, new) == [("threshold", "10", "5")]
