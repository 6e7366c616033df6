"""The files as a whole: nothing that is published gives a count back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings

from engine.build.build import build
from engine.build.request import Request
from engine.compile.project import Project
from tests import strategies
from tests.cases import write_tables
from tests.disclosure.attacker import attack, read_rules, recovered
from tests.lab.spells_attacker import given_away, groups, pinned_by_sums
from tests.lab.supply_attacker import Attack

ROOT = Path(__file__).resolve().parents[2]
PROJECT = Project(ROOT)
SMALL_ONLY = """
    with counted as (
        select
            *,
            unemployed > 0 and least(
                left_within_3_months, unemployed - left_within_3_months
            ) < 5 as few_left
        from supply.unemployed
    )
    select
        counted.period, counted.region_id, counted.occupation_id,
        case when counted.unemployed not between 1 and 4 then counted.unemployed end
            as unemployed,
        case when counted.unemployed between 1 and 4 then 'small' end
            as unemployed_hidden,
        case when not counted.few_left then counted.left_within_3_months end
            as left_within_3_months,
        case when counted.few_left then 'small' end as left_hidden,
        counted.left_within_3_months as left_figure
    from counted
    where counted.period = (select max(period) from supply.unemployed)
"""


@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
@given(strategies.tables())
def test_random_small_inputs(
    tmp_path_factory: pytest.TempPathFactory, tables: dict[str, list[Any]]
) -> None:
    """From input tables to the public file: persons in two regions among them."""
    folder = tmp_path_factory.mktemp("small")
    write_tables(tables, folder / "inputs")
    build(PROJECT, Request(folder / "warehouse", folder / "inputs"))
    with duckdb.connect(str(folder / "warehouse" / "work.duckdb")) as work:
        for period, title, region, measure, count in attack(work):
            row = work.execute(
                "select unemployed, left_within_3_months, "
                "unemployed - left_within_3_months from supply.unemployed "
                "where (period, occupation_id, region_id) = (?, ?, ?)",
                [period, title, region],
            ).fetchone()
            measures = ("unemployed", "left", "stayed")
            assert row and dict(zip(measures, row, strict=True))[measure] != count


@pytest.fixture(scope="module")
def denmark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The warehouse of the synthetic Denmark."""
    written = [query for query in PROJECT.compile().synthetic if query.has("write")]
    if not written:
        pytest.skip("the synthetic Denmark is not there yet")
    folder = tmp_path_factory.mktemp("denmark")
    build(PROJECT, Request(folder))
    yield folder


def test_the_synthetic_denmark_gives_no_count_away(denmark: Path) -> None:
    """All half-years together, for a reader who knows why each count is hidden."""
    with duckdb.connect(str(denmark / "work.duckdb"), read_only=True) as work:
        assert attack(work) == []
        naive = work.sql(SMALL_ONLY).to_arrow_table().to_pylist()
        exact = recovered(naive, read_rules(work))
        counts = {
            (period, title, region): count
            for period, region, title, count in work.execute(
                "select period, region_id, occupation_id, unemployed "
                "from supply.unemployed"
            ).fetchall()
        }
    people = [count for count in exact if count.measure == "unemployed"]
    assert len(people) > 100
    assert all(counts[count[:3]] == count.persons for count in people)


def test_the_synthetic_denmark_gives_no_spell_away(denmark: Path) -> None:
    """A sample by lot; all of them: python -m tests.lab.supply_attacker WAREHOUSE."""
    with duckdb.connect(str(denmark / "work.duckdb"), read_only=True) as work:
        attack = Attack(work, tried=40)
        assert len(attack.small) == 40
        assert attack.given_away() == []


def test_no_sum_gives_a_spell_of_the_synthetic_register_away(denmark: Path) -> None:
    """Every small count, by linear equations and bounds."""
    for group in groups(denmark):
        left, tried = pinned_by_sums(denmark, group)
        assert tried > 400 and left == []


def test_the_synthetic_register_gives_no_spell_away(denmark: Path) -> None:
    """A sample by lot; all of them: python -m tests.lab.spells_attacker WAREHOUSE."""
    for group in groups(denmark):
        left, tried = given_away(denmark, group, 8)
        assert len(tried) == 8 and left == []


def test_the_cost_is_what_is_missing(denmark: Path) -> None:
    with duckdb.connect(str(denmark / "work.duckdb"), read_only=True) as work:
        for measure, column in (
            ("unemployed_hidden", "unemployed"),
            ("left_hidden", "left_within_3_months"),
        ):
            gone = work.execute(
                f"select period, cast(round(100 * avg(({column} is null)::int)) as "
                "bigint) from balance.assessment where region_id <> 'DK' "
                "group by 1 order by 1"
            ).fetchall()
            published = work.execute(
                "select period, percent from balance.suppression_share "
                "where measure = ? order by 1",
                [measure],
            ).fetchall()
            assert gone == published
        changed = work.execute(
            "select min(percent), max(percent), count(*) "
            "from balance.suppression_share where measure = 'categories_changed'"
        ).fetchall()
    [(least, most, periods)] = changed
    assert 0 < least <= most < 15 and periods > 0
