"""Real inputs: totals known from their documentation, and cells checked by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from engine.balance.summary import summarize
from engine.build.build import build
from engine.build.request import Report, Request
from engine.compile.project import Project
from tests.harness import ROOT
from tests.real import REAL, needs_real_data

pytestmark = needs_real_data
Built = tuple[Report, duckdb.DuckDBPyConnection]


def built(name: str, folder: Path) -> Iterator[Built]:
    request = Request(folder, REAL / name, {"disclosure_min": "0"})
    report = build(Project(ROOT), request)
    with duckdb.connect(str(report.public), read_only=True) as connection:
        connection.execute(f"attach '{folder / 'work.duckdb'}' as work (read_only)")
        yield report, connection


@pytest.fixture(scope="module")
def argentina(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    yield from built("argentina", tmp_path_factory.mktemp("argentina"))


@pytest.fixture(scope="module")
def france(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    yield from built("france", tmp_path_factory.mktemp("france"))


def row(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    fetched = connection.execute(sql).fetchall()
    assert len(fetched) == 1
    return tuple(fetched[0])


def test_argentina_totals(argentina: Built) -> None:
    _, connection = argentina
    persons = """
        select count(distinct person_id), count(distinct person_id)
            filter (where has_left) from work.supply.unemployed_person
    """
    assert row(connection, persons) == (455, 346)
    national = """
        select sum(unemployed), sum(left_within_3_months)
        from balance.assessment where region_id = 'DK'
    """
    assert row(connection, national) == (336, 259)


def test_argentina_has_one_side_and_says_so(argentina: Built) -> None:
    report, connection = argentina
    assert any(note.startswith("no recruitment_survey") for note in report.notes)
    assert any(note.startswith("no recruitment:") for note in report.notes)
    sides = """
        select count(good_prospects) > 0, count(in_shortage), count(shortage_rate),
            count(category) from balance.assessment
    """
    assert row(connection, sides) == (True, 0, 0, 0)


def test_argentina_is_summed_up_by_its_side(argentina: Built) -> None:
    report, connection = argentina
    counted = """
        select count_if(good_prospects), count_if(not good_prospects)
        from balance.assessment where region_id = 'DK'
    """
    good, less_good = row(connection, counted)
    first, _ = summarize(report.public, "da")
    assert tuple(first.rows[0]) == ("Hele landet", good, less_good, None, None)


def test_argentina_cell_counted_another_way(argentina: Built) -> None:
    """Occupation 72, counted straight from the files."""
    _, connection = argentina
    spells = REAL / "argentina" / "unemployment_spell.parquet"
    targets = REAL / "argentina" / "job_target.parquet"
    wanted = row(
        connection,
        f"select count(*), count(*) filter (where s.end_date <= '2024-01-01') "
        f"from '{spells}' as s join '{targets}' using (person_id) "
        "where occupation_id = '72'",
    )
    shown = """
        select unemployed, left_within_3_months from balance.assessment
        where region_id = 'DK' and occupation_id = '72'
    """
    assert wanted == row(connection, shown) == (66, 54)


def test_france_totals(france: Built) -> None:
    _, connection = france
    totals = """
        select sum(answers), sum(unfilled), count(distinct occupation_id)
        from balance.assessment where region_id = 'DK'
    """
    assert row(connection, totals) == (2_157_138, 1_191_811, 216)
    regional = """
        select sum(answers), sum(unfilled), count(*) filter (where answers > 0)
        from balance.assessment where region_id <> 'DK'
    """
    assert row(connection, regional) == (2_157_138, 1_191_811, 3_103)


def test_france_has_one_side_and_says_so(france: Built) -> None:
    report, connection = france
    assert any(note.startswith("no unemployment_spell") for note in report.notes)
    assert any(note.startswith("no employment") for note in report.notes)
    assert any("general_coefficient" not in note for note in report.notes)
    sides = """
        select count(unemployed), count(exit_rate), count(good_prospects),
            count(category), count(in_shortage) > 0 from balance.assessment
    """
    assert row(connection, sides) == (0, 0, 0, 0, True)


def test_france_rates_by_hand(france: Built) -> None:
    """Without indicators R is 1: basis 1 is y ÷ n; in basis 2 the others
    and the answers count by their weights; G is held within 0.001 and 0.98."""
    _, connection = france
    basis_1 = """
        select count(*) from balance.assessment
        where shortage_basis = '1'
            and (answers < 30 or shortage_rate <> unfilled / answers)
    """
    assert row(connection, basis_1) == (0,)
    wrong = """
        select count(*), count(*) filter (
            where abs(
                shortage_rate - (prior_weight * general_tendency + unfilled)
                / (prior_weight + answers)
            ) > 1e-12
            or answers_elsewhere >= 30
            and abs(general_tendency - least(greatest(rate_elsewhere, 0.001), 0.98))
                > 1e-12
        ) from balance.assessment where shortage_basis = '2'
    """
    cells, others = row(connection, wrong)
    assert cells > 100 and others == 0
