"""Totals of the unemployed, by month, region and field, give no title's count back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.disclosure.attacker import Recovered, Rules, attack, read_rules, recovered
from tests.disclosure.totals import Place, Total, total
from tests.harness import Tables, built, rows
from tests.projects.supply_register import country

LEAST = 5
MANY = 10**6
SUPPLY = ("region", "occupation", "unemployment_spell", "job_target")
Row = dict[str, Any]
Interval = tuple[int, int]
TITLES = {"a": "Felt", "b": "Felt", "c": "Andet", "d": None}
REGIONS = ("r1", "r2")
BOTH = ("supply.shown", "supply.exit_rate_monthly", "reference.parameter",
        "reference.occupation")  # fmt: skip


class Group(NamedTuple):
    """Persons alike: how many, where, their titles, and whether they leave in time."""

    persons: int
    region: str
    titles: str
    leave: bool


Groups = Sequence[Group]


def inputs(groups: Groups) -> Tables:
    """All are unemployed on 1 April 2025."""
    spells: list[dict[str, Any]] = []
    targets: list[dict[str, Any]] = []
    alike = [group for group in groups for _ in range(group.persons)]
    for person, group in enumerate(alike):
        spells.append(
            {
                "person_id": person,
                "region_id": group.region,
                "start_date": date(2025, 1, 7),
                "end_date": date(2025, 5, 9) if group.leave else None,
                "job_ready": True,
            }
        )
        targets += [
            {
                "person_id": person,
                "occupation_id": title,
                "start_date": date(2025, 1, 1),
            }
            for title in group.titles
        ]
    last = {"person_id": -1, "start_date": date(2025, 11, 1), "job_ready": False}
    return {
        "region": [{"region_id": r, "name_da": r, "name_en": r} for r in REGIONS],
        "occupation": [
            {"occupation_id": t, "title_da": t, "field_da": f}
            for t, f in TITLES.items()
        ],
        "unemployment_spell": [*spells, last | {"region_id": "r1"}],
        "job_target": targets,
        "employment": [
            {
                "period": "2025H1",
                "region_id": "r1",
                "occupation_id": "a",
                "full_time_employees": 900.0,
            }
        ],
    }


@contextmanager
def published(groups: Groups, least: int) -> Iterator[duckdb.DuckDBPyConnection]:
    with built(inputs(groups), {"disclosure_min": least}, until=BOTH) as connection:
        yield connection


def rounded_at_once(groups: Groups) -> dict[Place, Total]:
    """What would be known if every total were told, rounded."""
    with published(groups, 0) as connection:
        totals = connection.execute(
            "select region_id, field_da, unemployed, left_within_3_months "
            "from supply.exit_rate_monthly where month = date '2025-04-01'"
        ).fetchall()
    return {
        ("2025H1", region, field): total(nearest(unemployed), nearest(left), LEAST)
        for region, field, unemployed, left in totals
    }


def nearest(count: int) -> int:
    return (count + LEAST // 2) // LEAST * LEAST


def held_together(groups: Groups) -> tuple[list[Recovered], list[Recovered]]:
    """What the attacker gets from what is published, and with every total rounded."""
    naive = rounded_at_once(groups)
    with published(groups, LEAST) as connection:
        rules: Rules = read_rules(connection)
        shown = rows(connection, "supply.shown")
        return attack(connection), recovered(shown, replace(rules, totals=naive))


AWKWARD: dict[str, Groups] = {
    "a field of a small title and one that is shown": (
        Group(4, "r1", "a", True),
        Group(19, "r1", "b", True),
    ),
    "a field of a small title and few who leave the other": (
        Group(4, "r1", "a", True),
        Group(10, "r1", "b", True),
        Group(9, "r1", "b", False),
    ),
    "one title has all who leave the region": (
        Group(27, "r1", "c", True),
        Group(4, "r1", "c", False),
        Group(30, "r1", "", False),
    ),
    "one title has all who stay in the region": (
        Group(4, "r2", "d", True),
        Group(24, "r2", "d", False),
        Group(24, "r2", "", True),
    ),
}


@pytest.mark.parametrize("groups", AWKWARD.values(), ids=AWKWARD)
def test_a_total_that_would_tell_is_not_told(groups: Groups) -> None:
    held, naive = held_together(groups)
    assert held == []
    assert naive, "rounding alone would have done"


def test_a_region_of_few_is_not_narrowed_down() -> None:
    """Where no total is told, nothing follows from its absence: 3 or 17 look alike."""
    for few in (3, 17):
        groups = [Group(few, "r1", "c", True), Group(30, "r2", "d", True)]
        with published(groups, LEAST) as connection:
            condition = "month = date '2025-04-01' and region_id = 'r1'"
            assert not rows(connection, f"supply.exit_rate_monthly where {condition}")


def test_totals_far_above_every_title_are_told() -> None:
    groups = [Group(120, "r1", "", leave) for leave in (True, False)]
    groups += [Group(30, "r1", "c", True), Group(3, "r1", "ab", False)]
    with published(groups, LEAST) as connection:
        [total] = [
            row
            for row in rows(connection, "supply.exit_rate_monthly")
            if row["month"] == date(2025, 4, 1) and row["region_id"] == "r1"
        ]
    assert total["field_da"] == "all"
    assert (total["unemployed"], total["left_within_3_months"]) == (275, 150)


def narrowest(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """How many counts of a month and region can be 1 to 4, and the fewest values left.

    A region without a row has 7 unemployed at most, but in a half-year's own month; the
    regions add up to the country.
    """
    fewest, tried = MANY, 0
    regions = [row["region_id"] for row in rows(connection, "reference.region")]
    regions.remove("DK")
    months_of_periods = {
        row["reference_date"].month for row in rows(connection, "reference.period")
    }
    by_month: dict[date, dict[str, Row]] = {}
    for row in rows(connection, "supply.exit_rate_monthly where field_da = 'all'"):
        by_month.setdefault(row["month"], {})[row["region_id"]] = row
    for month, by_region in by_month.items():
        few = MANY if month.month in months_of_periods else 7
        for what in ("unemployed", "left_within_3_months"):
            known = {r: between(by_region.get(r), what, few) for r in ("DK", *regions)}
            for region in regions:
                others = [known[r] for r in regions if r != region]
                least, most = possible(known[region], known["DK"], others)
                if least < LEAST and most > 0:
                    tried += 1
                    fewest = min(fewest, most - least + 1)
    return tried, fewest


def possible(cell: Interval, whole: Interval, others: list[Interval]) -> Interval:
    """What a part can be, given what the whole and its other parts can."""
    least = whole[0] - sum(most for _, most in others)
    most = whole[1] - sum(least for least, _ in others)
    return max(cell[0], least), min(cell[1], most)


def between(row: Row | None, what: str, few: int) -> Interval:
    if row is None:
        return 0, few
    if row[what] is None:
        return 0, row["unemployed"] + 2
    return row[what] - 2, row[what] + 2


@pytest.mark.parametrize("persons", [40, 90, 200])
def test_no_month_gives_persons_away(persons: int) -> None:
    """Sums of regions rounded on their own leave at least as many as one rounding."""
    register = country(3, persons)
    tables: dict[str, Any] = dict(inputs([]))
    tables.update({name: register[name] for name in SUPPLY})
    with built(tables, {"disclosure_min": LEAST}) as connection:
        tried, fewest = narrowest(connection)
    assert tried > 5 and fewest >= 4


def some_groups() -> st.SearchStrategy[list[Group]]:
    one = st.builds(
        Group,
        st.sampled_from((1, 2, 3, 4, 5, 17, 19, 20, 27, 60)),
        st.sampled_from(REGIONS),
        st.sampled_from(("", "a", "b", "ab", "c", "d", "cd", "abcd")),
        st.booleans(),
    )
    return st.lists(one, min_size=1, max_size=8)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
@given(some_groups())
def test_random_groups(groups: list[Group]) -> None:
    """What is recovered, if anything, is wrong: the attacker errs, the file is safe."""
    with published(groups, LEAST) as connection:
        attacked = attack(connection)
    persons = [group for group in groups for _ in range(group.persons)]
    for _, title, region, measure, count in attacked:
        counted = [
            p for p in persons if title in p.titles and region in ("DK", p.region)
        ]
        left = sum(p.leave for p in counted)
        true = {"unemployed": len(counted), "left": left, "stayed": len(counted) - left}
        assert true[measure] != count
