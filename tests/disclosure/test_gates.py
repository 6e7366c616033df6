"""What is published reaches persons through a gate only, in whatever form of SQL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from engine.build.build import build
from engine.build.request import Request
from engine.compile.compiled import Compiled
from engine.compile.project import Project
from engine.compile.query import Query
from engine.problems import Problem, ProblemError
from engine.publish.rules import publishable
from tests.disclosure.test_person_keys import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "project.toml": SETTINGS,
    "input/person.sql": "-- Persons.\nselect\n"
    "    cast(citizen as bigint) as citizen, -- the person @person\n"
    "    cast(region_id as text) as region_id, -- where\n"
    "    cast(pay as double) as pay -- what they earn\nfrom file.person\n",
    "input/place.sql": "-- Places.\nselect\n"
    "    cast(region_id as text) as region_id, -- where\n"
    "    cast(name as text) as name -- its name\nfrom file.place\n",
    "supply/counted.sql": "-- Counts.\nselect region_id, count(*) as n\n"
    "from input.person\ngroup by region_id\n",
    "supply/gate.sql": "-- Large counts.\n-- @gate\n"
    "select region_id, n as persons\nfrom supply.counted\nwhere n >= 5\n",
}


def read_cases() -> dict[str, tuple[str, str]]:
    text = Path(__file__).with_name("gate_ways.sql").read_text("utf-8")
    cases = {}
    for block in text.split("\n--- ")[1:]:
        name, _, rest = block.partition("\n")
        sql, _, answer = rest.partition("\n--> ")
        cases[name] = (sql, answer.strip())
    return cases


CASES = read_cases()


def project(folder: Path, files: Mapping[str, str]) -> Project:
    (folder / "macros").mkdir()
    for name, text in {**FILES, **files}.items():
        path = folder / "queries" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return Project(folder)


def faults(folder: Path, files: Mapping[str, str]) -> list[Problem]:
    try:
        publishable(project(folder, files).compile().build)
    except ProblemError as error:
        return error.problems
    return []


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_way_past_the_gate_is_a_fault(case: tuple[str, str], tmp_path: Path) -> None:
    sql, answer = case
    problems = faults(tmp_path, {"supply/out.sql": f"-- Out.\n-- @publish\n{sql}\n"})
    if answer == "published":
        assert not problems, problems
        return
    (problem,) = problems
    assert problem.relation == "supply.out"
    if answer == "person key":  # all in reach counts, and so does the key
        assert "has the person key" in problem.reason
        return
    assert problem.place and problem.place.line and problem.place.line > 2
    assert "past every gate" in problem.reason and "supply.gate" in (problem.hint or "")
    out = [row for row in problem.rows if re.search(r"supply/out\.sql:\d+:\d+ ", row)]
    assert answer in out[-1].partition(" <- ")[2]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_gate_may_be_published_itself(case: tuple[str, str], tmp_path: Path) -> None:
    text = f"-- Out.\n-- @publish\n-- @gate\n{case[0]}\n"
    problems = faults(tmp_path, {"supply/out.sql": text})
    assert bool(problems) == (case[1] == "person key")


def test_the_way_is_told_step_by_step_at_its_lines(tmp_path: Path) -> None:
    out = "-- Out.\n-- @publish\nselect n + 1 as m from supply.counted"
    (problem,) = faults(tmp_path, {"supply/out.sql": out})
    assert str(problem.place).endswith("out.sql:3:8")
    assert [row.partition("  ")[2] for row in problem.rows] == [
        "select  supply.out.m <- supply.counted.n",
        "aggregate  supply.counted.n <- rows of supply.counted",
        "from  rows of supply.counted <- rows of input.person",
    ]


def test_without_its_mark_a_gate_is_none(tmp_path: Path) -> None:
    open_gate = FILES["supply/gate.sql"].replace("-- @gate\n", "")
    out = "-- Out.\n-- @publish\nselect persons from supply.gate"
    problems = faults(tmp_path, {"supply/gate.sql": open_gate, "supply/out.sql": out})
    assert [problem.relation for problem in problems] == ["supply.out"]


def test_nothing_runs_before_the_ways_are_known(tmp_path: Path) -> None:
    out = {"supply/out.sql": "-- Out.\n-- @publish\nselect n from supply.counted"}
    with pytest.raises(ProblemError, match="past every gate"):
        build(project(tmp_path, out), Request(tmp_path / "w", tmp_path / "no folder"))
    assert not (tmp_path / "w" / "work.duckdb").exists()


def test_what_the_engine_tells_of_files_of_persons_needs_a_gate(tmp_path: Path) -> None:
    out = "-- Out.\n-- @publish\nselect rows from engine.input_file"
    assert len(faults(tmp_path, {"supply/out.sql": out})) == 1


@cache
def compiled() -> Compiled:
    return Project(ROOT).compile()


def of_persons() -> list[str]:
    """The published relations of the project that depend on persons at all."""
    queries = [without_gate(query) for query in compiled().build]
    with pytest.raises(ProblemError) as refused:
        publishable(queries)
    return sorted(problem.relation or "" for problem in refused.value.problems)


def without_gate(query: Query) -> Query:
    kept = tuple(each for each in query.directives if each.name != "gate")
    return replace(query, directives=kept)


def test_what_tells_of_persons_is_known() -> None:
    published = {str(query.name) for query in publishable(compiled().build)}
    assert {"balance.assessment", "shortage.general_coefficient"} <= {*of_persons()}
    assert not {"reference.region", "reference.parameter"} & {*of_persons()}
    assert {*of_persons()} <= published


@pytest.mark.parametrize("relation", of_persons())
def test_each_published_relation_falls_with_its_gates(relation: str) -> None:
    """The gates behind a relation are taken out of a copy of the project."""
    name = compiled().find(relation).name
    above = compiled().upstream([name])
    changed = [without_gate(q) if q.name in above else q for q in compiled().build]
    with pytest.raises(ProblemError) as refused:
        publishable(changed)
    assert relation in {problem.relation for problem in refused.value.problems}
