"""The synthetic Denmark: like the country, the same for the same seed, and a proof
of what the shortage model is for."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from engine.build.build import build
from engine.build.request import Request
from engine.build.synthetic_inputs import Country, synthesize
from engine.compile.project import Project
from engine.engines.connections import Resources
from engine.page.write import write_page
from tests.harness import ROOT

BASE = "2024H1"


@pytest.fixture(scope="module")
def country(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("denmark")
    build(Project(ROOT), Request(folder))
    with duckdb.connect(str(folder / "work.duckdb"), read_only=True) as connection:
        truth = folder / "synthetic" / "truth" / "shortage_rate.parquet"
        connection.execute(f"create temp view truth as from '{truth}'")
        yield connection


def value(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    fetched = connection.execute(sql).fetchone()
    assert fetched is not None
    return fetched[0] if len(fetched) == 1 else fetched


def test_size(country: duckdb.DuckDBPyConnection) -> None:
    assert value(country, "select count(*) from input.region") == 5
    titles = "select count(*), count(distinct lower(title_da)) from input.occupation"
    count, distinct = value(country, titles)
    assert count == distinct >= 900
    unknown = (
        "select count(*) from input.occupation where isco08 is null or field_da is null"
    )
    assert value(country, unknown) == 0
    periods = country.execute(
        "select period from reference.period order by 1"
    ).fetchall()
    assert len(periods) == 8 and periods[-1] == ("2025H2",)


def test_base_period_has_the_published_rates(
    country: duckdb.DuckDBPyConnection,
) -> None:
    exits = f"select avg(has_left::int) from supply.cohort where period = '{BASE}'"
    assert value(country, exits) == pytest.approx(0.35, abs=0.01)
    shortage = f"""
        select sum(attempts * shortage_rate) / sum(attempts)
        from shortage.regional_rate
        where period = '{BASE}' and shortage_rate is not null
    """
    assert value(country, shortage) == pytest.approx(0.12, abs=0.01)


def test_a_business_cycle_turns_around_it(country: duckdb.DuckDBPyConnection) -> None:
    rates = country.execute(
        "select avg(has_left::int) from supply.cohort group by period order by period"
    ).fetchall()
    assert rates[0][0] > 0.36 and rates[-2][0] < 0.34


PUBLISHED = {  # STAR (2025), page 1 and figure 2
    "occupations_assessed_everywhere": (0.95, 0.05),
    "employment_assessed": (0.995, 0.005),
    "employment_basis_1": (0.19, 0.05),
    "employment_basis_2": (0.39, 0.05),
    "employment_basis_6": (0.11, 0.05),
    "occupations_survey_only_everywhere": (0.011, 0.009),
}


@pytest.mark.parametrize("measure", PUBLISHED)
def test_coverage_is_near_the_published(
    country: duckdb.DuckDBPyConnection, measure: str
) -> None:
    centre, distance = PUBLISHED[measure]
    sql = f"""
        select value from balance.coverage
        where measure = '{measure}' and period = '{BASE}'
    """
    assert value(country, sql) == pytest.approx(centre, abs=distance)


def test_all_categories_paradox_the_rarest(country: duckdb.DuckDBPyConnection) -> None:
    counts = country.execute(
        "select category, count(*) from balance.assessment "
        "where category is not null group by category order by count(*)"
    ).fetchall()
    assert len(counts) == 4
    assert counts[0][0] == "paradox"


@pytest.mark.parametrize(
    "sql",
    [
        "select 1 from input.unemployment_spell where end_date is null",
        "select 1 from input.unemployment_spell as a join input.unemployment_spell "
        "as b on a.person_id = b.person_id and a.region_id <> b.region_id "
        "and a.end_date = b.start_date",
        "select 1 from input.unemployment_spell as a join input.unemployment_spell "
        "as b on a.person_id = b.person_id and a.start_date < b.start_date "
        "and b.start_date < a.end_date",
        "select 1 from input.occupation as o where not exists (select 1 from "
        "input.employment as e where e.occupation_id = o.occupation_id "
        "and e.region_id = '1081')",
        "select 1 from balance.unrounded where answers_national = 0",
        "select 1 from input.recruitment where hires is null",
    ],
    ids=["open", "move", "overlap", "no employees", "no answers", "no indicator"],
)
def test_it_is_as_untidy_as_the_country(
    country: duckdb.DuckDBPyConnection, sql: str
) -> None:
    assert value(country, f"select count(*) from ({sql})") > 0


ERRORS = """
    select
        count(*),
        sqrt(avg(power(rate.unfilled / rate.answers - truth.shortage_rate, 2))),
        sqrt(avg(power(
            least(tendency.predicted_rate * rate.regional_tendency, 1)
            - truth.shortage_rate, 2))),
        sqrt(avg(power(rate.shortage_rate - truth.shortage_rate, 2)))
    from shortage.regional_rate as rate
    inner join shortage.general_tendency as tendency
        using (period, region_id, occupation_id)
    inner join truth using (period, region_id, occupation_id)
    where rate.answers between 1 and 29 and tendency.predicted_rate is not null
"""


def test_what_the_model_is_for(
    country: duckdb.DuckDBPyConnection, record_property: Any
) -> None:
    """Answers and model together are nearer the truth than either of them."""
    cells, answers, model, together = value(country, ERRORS)
    record_property("root mean square errors", (cells, answers, model, together))
    print(f"\n{cells} cells: answers {answers:.4f}, model {model:.4f}, {together:.4f}")
    assert cells > 10_000
    assert together < 0.5 * answers
    assert together < 0.85 * model


def contents(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    files = sorted(folder.rglob("*.parquet"))
    assert len(files) == 14
    return {
        str(file.relative_to(folder)): duckdb.connect()
        .execute(f"select * from '{file}' order by all")
        .fetchall()
        for file in files
    }


def test_same_seed_same_rows_for_any_threads(tmp_path: Path) -> None:
    project, small = Project(ROOT), Country(seed=7, scale=0.02)
    one, three, other = (tmp_path / name for name in ("one", "three", "other"))
    synthesize(project, one, small, resources=Resources(threads=1))
    synthesize(project, three, small, resources=Resources(threads=3))
    synthesize(project, other, Country(seed=8, scale=0.02))
    first = contents(one)
    assert first == contents(three)
    assert first != contents(other)


def test_scale_makes_it_larger(tmp_path: Path) -> None:
    project = Project(ROOT)
    small = dict(synthesize(project, tmp_path / "a", Country(scale=0.02)))
    large = dict(synthesize(project, tmp_path / "b", Country(scale=0.04)))
    spells = [
        next(rows for file, rows in sizes.items() if file.stem == "unemployment_spell")
        for sizes in (small, large)
    ]
    assert 1.7 < spells[1] / spells[0] < 2.3


def test_its_page_is_one_small_file_with_a_map(
    country: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    (file,) = value(country, "select [path] from duckdb_databases() where not internal")
    page = write_page(Path(file).parent, tmp_path / "balance.html")
    assert page.files == [tmp_path / "balance.html"]
    assert page.bytes < 2_000_000
    core = re.search(r'id="part-core">([^<]+)<', page.files[0].read_text("utf-8"))
    assert core is not None
    drawn = json.loads(gzip.decompress(base64.b64decode(core[1])))["map"]
    assert len(drawn["areas"]) == 5 and all(one["label"] for one in drawn["areas"])


@pytest.mark.parametrize("scale", [1, 10, 25, 100])
def test_persons_of_neighbouring_cells_differ_in_a_large_country(scale: int) -> None:
    """The largest cell has 8,352 persons at scale 1."""
    country = {"seed": 1, "scale": float(scale)}
    compiled = Project(ROOT).compile(country=country, build=False)
    query = compiled.find("synthetic.person")
    with duckdb.connect() as connection:
        connection.execute(f"""
            create schema synthetic;
            create table synthetic.cell as
            select 'R' || key as region_id, key as region_number, key,
                'T' as occupation_id, 1 as occupation_number,
                0e0 as tightness_deviation,
                {8352 * scale} / 45e0 as employees
            from unnest([10, 11]) as numbered (key);
            create table synthetic.nature as
            select 'T' as occupation_id, 0e0 as tightness, 1e0 as unemployment_inflow;
            create table synthetic.cycle as
            select date '2021-01-01' as first_day, 1e0 as exits;
        """)
        count, distinct = value(
            connection,
            f"select count(*), count(distinct person_id) from ({query.sql})",
        )
    assert count == distinct
    assert count == pytest.approx(2 * 8352 * scale, abs=2)
