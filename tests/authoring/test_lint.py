"""amb lint: each house rule finds what breaks it, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from engine.authoring.lint import RULES, lint
from engine.cli import app
from engine.compile.project import Project
from tests.projects.two_inputs import project

ROOT = Path(__file__).parents[2]
GOOD = "-- One row per a.\n-- @key(id)\nselect\n    id -- the id\nfrom input.a\n"

CASES = {
    "head-comment": (GOOD.replace("-- One row per a.\n", ""), 1),
    "key": (GOOD.replace("-- @key(id)\n", ""), 1),
    "column-comment": (GOOD.replace(" -- the id", ""), 4),
    "format": (GOOD.replace("from", "FROM"), 5),
    "compile": (GOOD.replace("input.a", "input.aa"), 5),
}


def findings(root: Path, text: str) -> list[tuple[str, int | None]]:
    return [
        (finding.rule, place.line)
        for finding in lint(project(root, {"out.t": text}))
        if (place := finding.problem.place) and place.file.name == "t.sql"
    ]


def test_a_good_file_has_no_findings(tmp_path: Path) -> None:
    assert findings(tmp_path, GOOD) == []


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_finds_its_fault_at_its_line(rule: str, tmp_path: Path) -> None:
    text, line = CASES[rule]
    (finding,) = findings(tmp_path, text)
    assert finding == (rule, line)


def test_the_last_select_names_its_columns(tmp_path: Path) -> None:
    listed = findings(tmp_path, GOOD.replace("id -- the id", "*"))
    assert "compile" in [rule for rule, _ in listed]


def test_a_schema_does_not_read_to_its_right(tmp_path: Path) -> None:
    text = GOOD.replace("input.a", "out.t")
    root = project(tmp_path, {"input.z": text, "out.t": GOOD})
    rules = [f.rule for f in lint(root) if "to its right" in f.problem.reason]
    assert rules == ["compile"]


def test_one_name_a_file(tmp_path: Path) -> None:
    root = project(tmp_path, {"out.t": GOOD})
    (tmp_path / "queries/out/t.sql").rename(tmp_path / "queries/out/T.old.sql")
    assert "one-name" in [finding.rule for finding in lint(root)]


STAMPED = GOOD.replace("id -- the id", "id, -- the id\n    {} as t -- a time")
OF_ZONE = [
    "cast(x as timestamptz)",
    "try_cast(x as timestamp with time zone)",
    "x::timetz",
    "cast(x::timestamptz as date)",
    "cast(now() as date)",
    "cast(current_timestamp as timestamp)",
    "cast((to_timestamp(x)) as text)",
    "cast(cast(x as timestamp) at time zone 'Europe/Copenhagen' as date)",
    "timestamptz '2025-10-01 00:00'",
    "cast([x] as timestamptz[])",
]
OF_NONE = [
    "cast(x as timestamp)",
    "cast('2025-10-01' as date)",
    "timestamptz '2025-10-01 00:00+02'",
    "cast('2025-10-01T00:00:00Z' as timestamptz)",
    "cast(x as timestamp) at time zone 'Europe/Copenhagen'",
    "cast(cast(x as timestamp) at time zone 'UTC' as timestamptz)",
    "cast(now() at time zone 'UTC' as date)",
    "cast(null as timestamptz)",
    "now()",
]


def zone_lines(root: Path, text: str) -> list[int | None]:
    """The lines at which a cast depends on the zone; x is a number, so that some of
    the casts do not run."""
    return [line for rule, line in findings(root, text) if rule == "time-zone"]


@pytest.mark.parametrize("cast", OF_ZONE)
def test_a_cast_of_the_machines_zone_is_a_finding(cast: str, tmp_path: Path) -> None:
    assert set(zone_lines(tmp_path, STAMPED.format(cast))) == {5}


@pytest.mark.parametrize("cast", OF_NONE)
def test_a_cast_with_its_zone_is_none(cast: str, tmp_path: Path) -> None:
    assert zone_lines(tmp_path, STAMPED.format(cast)) == []


def test_the_type_of_a_column_is_that_of_the_relation_read(tmp_path: Path) -> None:
    """A time with a zone of another relation, and of a CTE, becomes a date."""
    moment = "timestamptz '2025-10-01 00:00+02' as t, cast('x' as text) as u"
    first = f"-- One row.\n-- @key(t)\nselect {moment}\n"
    reads = "-- One row.\n-- @key(d)\nselect cast(o.T as date) as d from out.a as o\n"
    inner = f"with a as (select {moment}) select cast(t as date) as d, u::date from a\n"
    root = project(tmp_path, {"out.a": first, "out.b": reads, "out.c": inner})
    places = {
        (place.file.stem, place.line)
        for finding in lint(root)
        if finding.rule == "time-zone" and (place := finding.problem.place)
    }
    assert places == {("b", 3), ("c", 1)}


def test_the_projects_own_queries_keep_the_rules() -> None:
    assert [str(finding.problem) for finding in lint(Project(ROOT))] == []


def test_every_rule_is_tried() -> None:
    # above, and in test_names_and_words.py
    elsewhere = {"one-name", "macro-name", "time-zone"}
    assert {*CASES, *elsewhere} == set(RULES)


def test_json_and_exit_code(tmp_path: Path) -> None:
    project(tmp_path, {"out.t": CASES["key"][0]})
    answer = CliRunner().invoke(app, ["lint", "--json", "--project", str(tmp_path)])
    assert answer.exit_code == 1
    listed = json.loads(answer.stdout)["findings"]
    (finding,) = [f for f in listed if f["rule"] == "key" and f["relation"] == "out.t"]
    assert finding["place"]["line"] == 1
    clean = CliRunner().invoke(app, ["lint", "--json", "--project", str(ROOT)])
    assert clean.exit_code == 0 and json.loads(clean.stdout) == {"findings": []}
