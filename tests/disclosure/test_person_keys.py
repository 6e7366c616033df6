"""No relation with a person key is published, whatever the column is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.compile.compiled import Compiled
from engine.compile.project import Project
from engine.lineage.persons import person_columns
from engine.problems import ProblemError
from engine.publish.rules import publishable

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = """
synthetic = "synthetic"
[[schemas]]
name = "input"
comment = "given"
[[schemas]]
name = "supply"
comment = "made"
"""
PERSON = """-- Persons.
select
    cast(person_id as bigint) as citizen, -- the person @person
    cast(region_id as text) as region_id -- where
from file.person
"""
SHOWING = {
    "renamed": "select citizen as row_number from input.person",
    "cast": "select cast(citizen as text) as code from input.person",
    "hashed": "select md5(citizen) as code from input.person",
    "through a CTE": "with a as (select citizen as b from input.person) "
    "select b as c from a",
    "through a star": "with a as (select * from input.person) "
    "select a.citizen as c from a",
    "in a union": "select 1 as c union all select citizen from input.person",
    "the greatest": "select max(citizen) as c from input.person",
    "in a case": "select case when region_id = 'a' then citizen end as c "
    "from input.person",
    "in a list": "select region_id, list(citizen) as c from input.person "
    "group by region_id",
    "in an inner query": "select (select min(citizen) from input.person) as c",
    "through a derived table": "select d.c as e "
    "from (select citizen as c from input.person) as d",
    "by its usual name": "select 1 as PNR",
}
HIDING = {
    "counted": "select count(distinct citizen) as persons from input.person",
    "compared": "select citizen > 3 as c from input.person",
    "numbered": "select row_number() over (order by citizen) as c from input.person",
    "counted where": "select count(*) filter (where citizen > 1) as c "
    "from input.person",
    "another column": "with a as (select * from input.person) "
    "select region_id as citizen_region from a",
    "existing": "select exists (select citizen from input.person) as c",
}


def project(folder: Path, sql: str, between: str | None = None) -> Compiled:
    (folder / "macros").mkdir()
    files = {
        "project.toml": SETTINGS,
        "input/person.sql": PERSON,
        "supply/shown.sql": f"-- Shown.\n-- @publish\n-- @gate\n{sql}",
    }
    if between is not None:
        files["supply/halfway.sql"] = f"-- Halfway.\n{between}"
    for name, text in files.items():
        path = folder / "queries" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return Project(folder).compile()


@pytest.mark.parametrize("sql", SHOWING.values(), ids=SHOWING)
def test_a_person_is_not_published(sql: str, tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="person key"):
        publishable(project(tmp_path, sql).build)


@pytest.mark.parametrize("sql", HIDING.values(), ids=HIDING)
def test_what_shows_no_person_is_published(sql: str, tmp_path: Path) -> None:
    (query,) = publishable(project(tmp_path, sql).build)
    assert str(query.name) == "supply.shown"


def test_a_person_is_found_through_a_relation_between(tmp_path: Path) -> None:
    sql = "select d as e from supply.halfway"
    compiled = project(tmp_path, sql, "select citizen as d from input.person")
    with pytest.raises(ProblemError, match="person key e"):
        publishable(compiled.build)


def test_the_project_publishes_no_person() -> None:
    compiled = Project(ROOT).compile()
    shown = person_columns(compiled.build)
    assert {str(name) for name, columns in shown.items() if columns} >= {
        "input.unemployment_spell",
        "supply.cohort",
    }
    assert not any(shown[query.name] for query in publishable(compiled.build))
