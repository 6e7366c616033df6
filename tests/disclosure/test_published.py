"""The public file as a whole: nothing beside the balance gives a count back."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings

from engine.build.build import build
from engine.build.request import Request
from engine.compile.project import Project
from engine.publish.rules import publishable
from tests import strategies
from tests.cases import write_tables
from tests.disclosure.attacker import Rules, attack, read_rules, recovered
from tests.disclosure.worlds import DEFAULT, Cell, compiled, loaded, published
from tests.harness import materialize
from tests.spells.attacker import given_away, groups, pinned_by_sums
from tests.supply.attacker import Attack

ROOT = Path(__file__).resolve().parents[2]
PROJECT = Project(ROOT)
REASONS = {
    "balance.assessment",
    "balance.coverage",
    "balance.suppression_share",
}
PRIMARY_ONLY = """
    with small as (
        select
            *,
            unemployed between 1 and 4 as is_few,
            left_within_3_months between 1 and 4
            or unemployed - left_within_3_months between 1 and 4 as few_left
        from balance.undisclosed
        where period = (select max(period) from balance.undisclosed)
    )
    select
        * replace (
            case when not is_few then unemployed end as unemployed,
            case when not is_few then unemployment_ratio end as unemployment_ratio,
            case when not (is_few or few_left) then left_within_3_months end
                as left_within_3_months,
            case when not (is_few or few_left) then exit_rate end as exit_rate
        )
    from small
"""


def test_all_else_of_the_balance_is_made_of_what_is_published() -> None:
    """So it cannot tell more: transitions, counts, thresholds, explanations."""
    queries = publishable(compiled(DEFAULT).build)
    names = {query.name for query in queries}
    for query in queries:
        if query.name.schema == "balance" and str(query.name) not in REASONS:
            assert set(query.reads) <= names, query.name


def coverage(world: tuple[Cell, ...]) -> list[Any]:
    with loaded([world], DEFAULT) as connection:
        connection.execute("update balance.undisclosed set shortage_basis = '6'")
        materialize(connection, compiled(DEFAULT).find("balance.coverage"))
        return connection.execute("from balance.coverage order by all").fetchall()


def test_shares_do_not_give_employees_back() -> None:
    """Two worlds that publish the same, with other employees and other counts."""
    others = (Cell(50, 20, 800.0), Cell(8, 4, 100.0))
    one = (Cell(1, 0, 15.0), Cell(30, 20, 400.0), *others)
    other = (Cell(2, 0, 22.5), Cell(30, 20, 392.5), *others[:1], Cell(7, 4, 100.0))
    shown, same = published([one, other])
    assert shown == same
    assert coverage(one) == coverage(other)


@pytest.mark.parametrize(("width", "tells"), [(0.05, True), (3.0, False)])
def test_the_model_gives_way_where_it_tells(width: float, tells: bool) -> None:
    """R is near exp(deviation of u) where adverts weigh little: then it is hidden."""
    cells = {"r0": (2, 200.0), "r1": (9, 200.0), "r2": (40, 300.0)}
    world = tuple(Cell(u, u // 2, e) for u, e in cells.values())
    with loaded([world], DEFAULT) as connection:
        for name, (unemployed, employees) in cells.items():
            elsewhere = (51 - unemployed) / (700 - employees)
            deviation = math.log(unemployed / employees / elsewhere)
            key = f"'2025H1', '{name}', '000000000'"
            for table, values in (
                ("indicator", f"{deviation}, 0.02"),
                ("regional_tendency", f"{math.exp(0.3 * deviation + 0.02 * width)}"),
            ):
                connection.execute(
                    f"insert into shortage.{table} values ({key}, {values})"
                )
        connection.execute(
            "insert into shortage.regional_coefficient values "
            "('2025H1', 'log_unemployment_ratio_deviation', 0.3), "
            f"('2025H1', 'advertising_share_deviation', {width})"
        )
        connection.execute(
            "update balance.undisclosed set shortage_basis = '4', shortage_rate = 0.1, "
            "regional_tendency = (select any_value(t.regional_tendency) "
            "from shortage.regional_tendency as t "
            "where t.region_id = undisclosed.region_id)"
        )
        for name in ("balance.suppression", "balance.assessment"):
            materialize(connection, compiled(DEFAULT).find(name))
        wanted = ("regional_tendency", "shortage_rate", "shortage_rate_low")
        rows = connection.sql("from balance.assessment").to_arrow_table().to_pylist()
        open_ = connection.sql(
            "select a.* replace (u.regional_tendency as regional_tendency) "
            "from balance.assessment as a inner join balance.undisclosed as u "
            "using (period, region_id, occupation_id)"
        )
        naive = open_.to_arrow_table().to_pylist()
        coefficients = {
            (p, term): estimate
            for p, term, estimate in connection.execute(
                "from shortage.regional_coefficient"
            ).fetchall()
        }
    rules = Rules(5, 20, 0.35, 0.1, 0.001, 3, coefficients)
    assert all((row[c] is None) for row in rows for c in wanted) == tells
    assert recovered(rows, rules) == []
    assert bool(recovered(naive, rules)) == tells


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
    report = build(PROJECT, Request(folder / "warehouse", folder / "inputs"))
    with duckdb.connect(str(report.public), read_only=True) as public:
        found = attack(public)
    with duckdb.connect(str(folder / "warehouse" / "work.duckdb")) as work:
        for period, title, region, measure, count in found:
            row = work.execute(
                "select unemployed, left_within_3_months, "
                "unemployed - left_within_3_months from balance.undisclosed "
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
    with duckdb.connect(str(denmark / "balance.duckdb"), read_only=True) as public:
        rules = read_rules(public)
        assert attack(public, 1) == []
    with duckdb.connect(str(denmark / "work.duckdb"), read_only=True) as work:
        naive = work.sql(PRIMARY_ONLY).to_arrow_table().to_pylist()
    assert len(recovered(naive, rules)) > 100


def test_the_synthetic_denmark_gives_no_spell_away(denmark: Path) -> None:
    """A sample by lot; all of them: python -m tests.supply.attacker WAREHOUSE."""
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
    """A sample by lot; all of them: python -m tests.spells.attacker WAREHOUSE."""
    for group in groups(denmark):
        left, tried = given_away(denmark, group, 8)
        assert len(tried) == 8 and left == []


def test_the_cost_is_what_is_missing(denmark: Path) -> None:
    with duckdb.connect(str(denmark / "work.duckdb"), read_only=True) as work:
        for measure in ("unemployed", "left_within_3_months", "full_time_employees"):
            gone = work.execute(
                f"select a.period, count(u.{measure}) - count(a.{measure}) "
                "from balance.assessment as a inner join balance.undisclosed as u "
                "using (period, region_id, occupation_id) group by 1 order by 1"
            ).fetchall()
            told = work.execute(
                "select period, suppressed from balance.suppression_share "
                "where measure = ? order by 1",
                [measure],
            ).fetchall()
            assert gone == told
        shares = work.execute(
            "select min(share), max(share), count(*) from balance.suppression_share "
            "where cells <> 0 and share between 0 and 1 "
            "and suppressed = primary_suppressed + secondary_suppressed"
        ).fetchone()
    assert shares and shares[2] > 0
