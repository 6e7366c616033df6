"""No relation with a person key is published, whatever the column is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.build.build import build
from engine.build.request import Request
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
    "an alias used again": "with t as (select citizen as a, a + 0 as v "
    "from input.person) select v from t",
    "a star renamed": "with t as (select * rename (citizen as x) from input.person) "
    "select x from t",
    "a star replaced": "with t as (select * replace (citizen::text as region_id) "
    "from input.person) select region_id from t",
    "columns of a CTE": "with t(c1, c2) as (select citizen, region_id "
    "from input.person) select c1 as v from t",
    "columns of a subquery": "select c1 as v from (select citizen, region_id "
    "from input.person) as t(c1, c2)",
    "columns of a table": "select c1 as v from input.person as t(c1, c2)",
    "by position": "select #1 as v from input.person",
    "a field": "with s as (select {'a': citizen} as st from input.person) "
    "select st.a as v from s",
    "a row": "select t as v from input.person t",
    "a row as JSON": "select to_json(t)::text as v from input.person t",
    "columns by pattern": "select columns('c.*') from input.person",
    "columns by pattern in a CTE": "with t as (select columns('c.*') as x "
    "from input.person) select x from t",
    "columns unpacked": "select concat(*columns(*)) as v from input.person",
    "by name": "select region_id as a from input.person "
    "union all by name select 'x' as a, citizen as p from input.person",
    "lateral": "select l.x as v from input.person p, lateral (select p.citizen as x) l",
    "unnested": "select u.x as v from input.person p, unnest([p.citizen]) as u(x)",
    "a series": "select g.x as v from input.person p, "
    "generate_series(p.citizen, p.citizen) as g(x)",
    "unpivoted": "select val as v from (unpivot input.person on citizen "
    "into name kind value val)",
    "pivoted": "with q as (pivot input.person on region_id using max(citizen)) "
    "select x as v from q",
    "recursive": "with recursive r(x) as (select min(citizen) from input.person "
    "union all select (select min(citizen) from input.person where citizen > r.x) "
    "from r where x is not null) select x as v from r",
    "correlated": "select (select p.citizen) as v from input.person p",
    "a dotted function": "select citizen.to_json() as v from input.person",
    "the field of an aggregate": "select arg_max(t, region_id).citizen as v "
    "from input.person t",
    "a star like": "with t as (select * like 'c%' from input.person) "
    "select citizen as v from t",
    "summarized": "select min as v from (summarize input.person)",
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


def test_a_misspelt_name_is_no_person(tmp_path: Path) -> None:
    """It may stand for anything; a build says what it is."""
    shown = "select count(*) filter (where a_regoin = 'a') as n -- n\nfrom input.person"
    project(tmp_path, shown)
    request = Request(tmp_path / "w", tmp_path)
    with pytest.raises(ProblemError, match="a_regoin") as caught:
        build(Project(tmp_path), request)
    assert "person key" not in str(caught.value)


def test_a_column_that_may_be_anybodys_is_refused(tmp_path: Path) -> None:
    """The proof itself does not wait for a build."""
    shown = "select a_regoin as n -- n\nfrom input.person"
    with pytest.raises(ProblemError, match="person key"):
        publishable(project(tmp_path, shown).build)


def test_the_project_publishes_no_person() -> None:
    compiled = Project(ROOT).compile()
    shown = person_columns(compiled.build)
    assert {str(name) for name, columns in shown.items() if columns} >= {
        "input.unemployment_spell",
        "supply.cohort",
    }
    assert not any(shown[query.name] for query in publishable(compiled.build))
