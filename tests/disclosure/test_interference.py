"""Inputs that differ only in what is hidden publish the same figures, every one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.publish.rules import publishable
from tests import strategies
from tests.disclosure.changed import gate_taken_out
from tests.harness import Tables, built, compiled, rows, settings_of
from tests.oracle.given import NATION, reference_date
from tests.oracle.supply import supply, supply_on
from tests.projects.disclosure_country import LEAST, country, moved

SETTINGS = {"disclosure_min": LEAST, "prior_answers": 0}
Row = dict[str, Any]
Kind = tuple[str, str]
Kinds = dict[str, dict[Kind, tuple[set[int], set[int]]]]


def published_relations() -> list[str]:
    """All of balance and shortage, but for texts and labels made of the rest."""
    queries = publishable(compiled(*settings_of(SETTINGS)).build)
    return [
        str(query.name)
        for query in queries
        if query.name.schema in ("balance", "shortage") and not query.is_view
    ]


RELATIONS = published_relations()
assert {"balance.nowcast", "balance.nowcast_error"} <= set(RELATIONS)


def published(tables: Tables, project: Any = None) -> dict[str, list[Row]]:
    with built(tables, SETTINGS, until=RELATIONS, project=project) as connection:
        return {name: rows(connection, name) for name in RELATIONS}


def test_persons_moved_between_hidden_cells_and_renamed() -> None:
    before, after = country(2), moved(country(2))
    assert before.inputs() != after.inputs()
    assert published(before.inputs()) == published(after.inputs())


def test_it_is_the_gate_that_makes_them_the_same() -> None:
    project = gate_taken_out(*settings_of(SETTINGS))
    one, other = (
        published(some.inputs(), project) for some in (country(2), moved(country(2)))
    )
    changed = sum(
        a != b
        for a, b in zip(
            one["balance.assessment"], other["balance.assessment"], strict=True
        )
    )
    assert changed > 100


def half_years(tables: Tables) -> set[str]:
    return {
        row["period"]
        for name in ("employment", "recruitment", "recruitment_survey")
        for row in tables.get(name, ())
    }


def kinds(tables: Tables, periods: Collection[str]) -> Kinds:
    """By half-year: the persons unemployed and who left, of each region and title."""
    return {period: supply(tables, period, 0) for period in periods}


def is_small(count: int) -> bool:
    return 0 < count < LEAST


@given(data=st.data())
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_person_moved_where_both_counts_are_small(data: st.DataObject) -> None:
    """From any inputs: a person of one region goes to another, stayer or not.

    The half-years have 1 to LEAST - 1 in either region, before and after; the months
    in between and later round to the same, none and a few alike.
    """
    tables = data.draw(strategies.tables(worth=moves))
    options = moves(tables, half_years(tables))
    assume(options)
    person, region = data.draw(st.sampled_from(options))
    one, other = published(tables), published(with_region(tables, person, region))
    for name in RELATIONS:
        assert one[name] == other[name], name


def moves(tables: Tables, periods: Collection[str]) -> list[tuple[int, str]]:
    """A person, with each region that he or she could move to."""
    of_person: dict[int, set[str]] = {}
    for row in tables.get("unemployment_spell", []):
        of_person.setdefault(row["person_id"], set()).add(row["region_id"])
    before = kinds(tables, periods)
    names = {row["region_id"] for row in tables["region"]}
    for person, regions in of_person.items():
        if len(regions) > 1 or not in_small_alone(person, before):
            continue
        options = [
            (person, region)
            for region in sorted(names - regions)
            if unseen(tables, before, with_region(tables, person, region))
        ]
        if options:
            return options
    return []


def unseen(tables: Tables, before: Kinds, elsewhere: Tables) -> bool:
    """Whether the half-years differ, in small counts alone, and the months do not."""
    after = kinds(elsewhere, before)
    return (
        before != after
        and all_small(before, after)
        and months(tables, before) == months(elsewhere, before)
    )


def in_small_alone(person: int, before: Kinds) -> bool:
    """Whether a person is counted, and in small counts alone but for the country's: who
    is not cannot be moved unseen."""
    sizes = [
        len(present)
        for kinds_ in before.values()
        for (region, _), (present, _) in kinds_.items()
        if person in present and region != NATION
    ]
    return bool(sizes) and all(map(is_small, sizes))


def months(
    tables: Tables, periods: Collection[str]
) -> dict[date, dict[Kind, tuple[int, ...]]]:
    """By day that bringing up to date needs: what is shown, where it is not 0."""
    dates = [reference_date(period) for period in periods]
    if not dates:
        return {}
    days = {months_after(day, -3) for day in dates} | {
        months_after(max(dates), number) for number in range(25)
    }
    return {
        day: {
            kind: shown
            for kind, (present, left) in supply_on(tables, day, 0).items()
            if any(shown := rounded(len(present), len(left), len(present - left)))
        }
        for day in days
    }


def months_after(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 + months
    return date(month // 12, month % 12 + 1, 1)


def rounded(*counts: int) -> tuple[int, ...]:
    """To whole LEAST, halves up, and just one LEAST to 0."""
    return tuple(
        LEAST * ((2 * n + LEAST) // (2 * LEAST)) if 2 * n >= 3 * LEAST else 0
        for n in counts
    )


def with_region(tables: Tables, person: int, region: str) -> dict[str, list[Row]]:
    return {
        name: [
            {**row, "region_id": region}
            if name == "unemployment_spell" and row["person_id"] == person
            else dict(row)
            for row in listed
        ]
        for name, listed in tables.items()
    }


def all_small(before: Kinds, after: Kinds) -> bool:
    """Whether what differs is small on both sides, and the country is the same."""
    return all(
        is_small(len(one[0])) and is_small(len(other[0]))
        for period in before
        for kind in before[period].keys() | after[period].keys()
        for one in [before[period].get(kind, (set(), set()))]
        for other in [after[period].get(kind, (set(), set()))]
        if one != other
    )


@pytest.mark.parametrize("leaves", [(3, 1), (0, 4), (2, 0)])
def test_leavers_exchanged_between_hidden_cells(leaves: tuple[int, int]) -> None:
    """Few left in one region and another: one of each in place of the other.

    They are counted among the unemployed of later months, where these are known by
    then to whole LEAST: the regions are such that this is the same.
    """
    first, second = leaves
    one = register({"r1": (31, first), "r2": (40, second), "r3": (25, 12)})
    exchanged = (first - 1, second + 1) if first else (first + 1, second - 1)
    other = register(
        {"r1": (31, exchanged[0]), "r2": (40, exchanged[1]), "r3": (25, 12)}
    )
    assert months(one, half_years(one)) == months(other, half_years(other))
    assert published(one) == published(other)


def test_who_moves_may_be_a_later_month_s_only_one() -> None:
    """One stays where the others leave: in June that region has one, or nobody."""
    one = register({"r1": (4, 3), "r2": (3, 3), "r3": (25, 12)})
    other = register({"r1": (3, 3), "r2": (4, 3), "r3": (25, 12)})
    june = [
        {region for region, _ in supply_on(some, date(2025, 6, 1), 0)}
        for some in (one, other)
    ]
    assert june == [{"DK", "r1", "r3"}, {"DK", "r2", "r3"}]
    assert published(one)["balance.nowcast"]
    assert published(one) == published(other)


def register(regions: dict[str, tuple[int, int]]) -> dict[str, list[Row]]:
    """A country of one title: how many are unemployed in each region, and leave."""
    some = country(3, titles=1)
    persons: list[Any] = []
    example = next(p for p in some.persons if p.period == "2025H1")
    for region, (unemployed, left) in regions.items():
        persons += [
            type(example)("2025H1", region, example.title, number < left)
            for number in range(unemployed)
        ]
    inputs = type(some)(tuple(persons), some.tables).inputs(["2025H1"])
    assert Counter(row["region_id"] for row in inputs["unemployment_spell"])
    return inputs
