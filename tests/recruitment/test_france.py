"""France's survey of 2025, 2.16 million recruitments: its totals counted by hand, and a
sample of it whose made weights give them back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copy
from typing import Any

import duckdb
import pytest

from engine.build.build import build
from engine.build.request import Request
from engine.compile.project import Project
from tests.harness import ROOT
from tests.real import REAL, needs_real_data

pytestmark = needs_real_data
FRANCE = REAL / "france"
RELATIONS = ("outcome", "hotspot", "contribution", "weight_level")
Rows = list[tuple[Any, ...]]


def survey(inputs: Path, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    select = [f"recruitment.{name}" for name in RELATIONS]
    build(Project(ROOT), Request(folder, inputs, select=select))
    with duckdb.connect(str(folder / "work.duckdb"), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    yield from survey(FRANCE, tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Every twentieth answer or so, without its weight."""
    inputs = tmp_path_factory.mktemp("inputs")
    for name in ("occupation", "region", "recruitment"):
        copy(FRANCE / f"{name}.parquet", inputs)
    answers = FRANCE / "recruitment_survey.parquet"
    duckdb.sql(
        f"copy (select * exclude (weight) from '{answers}' "
        "where hash(answer_id) % 20 = 0) "
        f"to '{inputs / answers.name}'"
    )
    yield from survey(inputs, tmp_path_factory.mktemp("sample"))


def all_of(connection: duckdb.DuckDBPyConnection, sql: str) -> Rows:
    return connection.execute(sql).fetchall()


def test_the_country(whole: duckdb.DuckDBPyConnection) -> None:
    shown = """
        select survey_window, answers, effective_answers, attempts, unfilled_share,
            low, high, other_profile_share, failed_share
        from recruitment.outcome where level = 'country' and region_id = 'DK'
    """
    # 1,191,811 of 2,157,138; the error is 0.00034
    assert all_of(whole, shown) == [
        (
            "2023-07/2025-06",
            2_157_138,
            2_157_138.0,
            2_157_138.0,
            0.552,
            0.552,
            0.553,
            0.0,
            0.552,
        )
    ]


def test_fields_and_titles_counted_another_way(
    whole: duckdb.DuckDBPyConnection,
) -> None:
    wanted = """
        select 'field' as level, field_da as key, count(*), round(avg(failed), 3)
        from counted group by all
        union all
        select 'occupation', occupation_id, count(*), round(avg(failed), 3)
        from counted group by all having count(*) >= 30
        order by all
    """
    files = f"""
        with counted as (
            select field_da, occupation_id, (outcome = 'unfilled')::int as failed
            from '{FRANCE / "recruitment_survey.parquet"}'
            join '{FRANCE / "occupation.parquet"}' using (occupation_id)
        )
    """
    shown = """
        select level, key, answers, unfilled_share from recruitment.outcome
        where level in ('field', 'occupation') and region_id = 'DK'
            and unfilled_share is not null
        order by all
    """
    counted = all_of(whole, files + wanted)
    assert len(counted) > 200
    assert all_of(whole, shown) == counted


def test_the_most_unfilled_by_hand(whole: duckdb.DuckDBPyConnection) -> None:
    """Home helps: 49,276 of 60,934; waiters have more unfilled and a lower share."""
    first = """
        select occupation_id, attempts, unfilled_share from recruitment.hotspot
        where region_id = 'DK' order by rank limit 1
    """
    assert all_of(whole, first) == [("T2A60", 60_934.0, 0.809)]
    building = """
        select max(cumulative_share), sum(unfilled_attempts), min(titles_needed)
        from recruitment.contribution
        where field_da = 'Ouvriers de la construction et du bâtiment'
    """
    ((reached, unfilled, needed),) = all_of(whole, building)
    assert (reached, unfilled) == (1.0, 97_938.0)
    assert 1 < needed < 18


def test_the_weights_are_the_input_s(whole: duckdb.DuckDBPyConnection) -> None:
    assert all_of(
        whole, "select level, cells, share from recruitment.weight_level"
    ) == [("given", 3103, 1.0)]


def test_a_sample_gives_the_country_back(sample: duckdb.DuckDBPyConnection) -> None:
    levels = all_of(
        sample,
        "select level, attempts from recruitment.weight_level order by attempts desc",
    )
    assert levels[0][0] == "cell" and len(levels) > 1
    assert sum(attempts for _, attempts in levels) == pytest.approx(2_157_138)
    country = """
        select answers, attempts, low, high from recruitment.outcome
        where level = 'country' and region_id = 'DK'
    """
    ((answers, attempts, low, high),) = all_of(sample, country)
    assert 100_000 < answers < 116_000
    assert attempts == pytest.approx(2_157_138)
    assert low <= 1_191_811 / 2_157_138 <= high


def test_intervals_of_the_sample_hold_the_whole(
    sample: duckdb.DuckDBPyConnection,
) -> None:
    """Titles of the country, each of which is known from all its answers."""
    sql = f"""
        with truth as (
            select occupation_id, avg((outcome = 'unfilled')::int) as share
            from '{FRANCE / "recruitment_survey.parquet"}' group by all
        )
        select count(*), avg((share between low and high)::int)
        from recruitment.outcome join truth on key = occupation_id
        where level = 'occupation' and region_id = 'DK' and low is not null
    """
    ((titles, held),) = all_of(sample, sql)
    print(f"\n{held:.3f} of {titles} intervals hold the title's share")
    assert titles > 150
    assert held >= 0.9
