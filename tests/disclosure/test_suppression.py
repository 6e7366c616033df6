"""No count of few persons can be worked out from what is published of a title."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.disclosure.attacker import Rules, recovered
from tests.disclosure.insider import SEARCH, given_away
from tests.disclosure.primary import primary_only
from tests.disclosure.strategies import worlds
from tests.disclosure.worlds import (
    DEFAULT,
    SHOWN,
    Cell,
    Limits,
    Shown,
    World,
    as_rows,
    published,
)

PEOPLE = SHOWN.index("unemployed")
EMPLOYEES = SHOWN.index("full_time_employees")
PROSPECTS = SHOWN.index("good_prospects")
FEW = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
AWKWARD: dict[str, World] = {
    "one region": (Cell(3, 1, 100.0),),
    "one region whose prospects tell": (Cell(1, 0, 15.0),),
    "two regions": (Cell(2, 1, 100.0), Cell(40, 15, 300.0)),
    "one region of two has unemployed": (Cell(2, 0, 50.0), Cell(0, 0, 70.0)),
    "both at the least": (Cell(1, 0, None), Cell(1, 1, None)),
    "both at the most": (Cell(4, 4, 200.0), Cell(4, 0, 200.0)),
    "the least beside the least shown": (Cell(1, 1, 90.0), Cell(5, 5, 90.0)),
    "the most beside the most unrated": (Cell(4, 2, 90.0), Cell(19, 9, 90.0)),
    "the country just rated": (Cell(4, 2, 900.0), Cell(16, 8, 900.0)),
    "the country just not rated": (Cell(1, 1, 900.0), Cell(18, 8, 900.0)),
    "five fours are twenty": (Cell(4, 0, None),) * 5,
    "five ones": (Cell(1, 1, 50.0),) * 5,
    "few left in one region": (Cell(30, 2, 90.0), Cell(40, 20, 90.0)),
    "few left, nobody elsewhere": (Cell(30, 2, 90.0), Cell(40, 0, 90.0)),
    "few stayed in two regions": (Cell(30, 29, 90.0), Cell(40, 39, 90.0)),
    "few left in the country": (Cell(20, 1, 90.0), Cell(20, 1, 90.0)),
    "employees unknown in a region": (Cell(9, 3, None), Cell(3, 1, 40.0)),
    "no employees": (Cell(2, 1, 0.0), Cell(9, 3, 0.0), Cell(30, 12, 0.0)),
    "employees of one region hidden": (
        Cell(1, 0, 15.0),
        Cell(30, 20, 400.0),
        Cell(50, 20, 800.0),
        Cell(8, 4, 100.0),
    ),
    "all but one are rated": (
        Cell(3, 3, 200.0),
        Cell(50, 20, 400.0),
        Cell(60, 10, 400.0),
        Cell(20, 7, 400.0),
    ),
}
RULES = Rules(5, 20, 0.35, 0.1, 0.001, 3, {})


@pytest.mark.parametrize("world", AWKWARD.values(), ids=AWKWARD)
def test_awkward_title_gives_nothing_away(world: World) -> None:
    assert given_away([world]) == []
    assert recovered(as_rows(published([world])), RULES) == []


def test_every_title_of_one_region() -> None:
    employees = (None, 0.0, 10.0, 15.0, 20.0, 25.0, 26.0, 30.0, 35.0, 40.0, 41.0, 200.0)
    counts = [(u, left) for u in range(23) for left in {0, 1, u // 2, u} if left <= u]
    assert (
        given_away((Cell(u, n, e),) for (u, n), e in product(counts, employees)) == []
    )


def test_titles_of_two_regions() -> None:
    counts = ((0, 0), (1, 1), (2, 0), (4, 3), (5, 0), (6, 4), (16, 6), (19, 3), (20, 7))
    cells = [Cell(*count, e) for count in counts for e in (None, 15.0, 35.0, 300.0)]
    assert given_away(list(product(cells, repeat=2))[::2]) == []


@FEW
@given(st.lists(worlds(), min_size=15, max_size=15))
def test_random_titles(some: list[World]) -> None:
    assert given_away(some) == []
    assert recovered(as_rows(published(some)), RULES) == []


@pytest.mark.parametrize(
    "limits",
    [
        Limits(disclosure_min=2),
        Limits(disclosure_min=3),
        Limits(disclosure_min=10),
        Limits(min_unemployed=2),
        Limits(min_unemployed=7),
        Limits(exit_threshold=0.1),
        Limits(exit_threshold=0.9),
        Limits(exit_threshold=0.5, unemployment_ratio_threshold=0.25),
    ],
    ids=str,
)
@settings(FEW, max_examples=2)
@given(st.lists(worlds(4), min_size=10, max_size=10))
def test_random_titles_with_other_limits(limits: Limits, some: list[World]) -> None:
    assert given_away(some, limits) == []


@pytest.mark.parametrize("least", [0, 1])
@given(st.lists(worlds(), min_size=20, max_size=20))
@settings(FEW, max_examples=3)
def test_nothing_is_hidden_below_two(least: int, some: list[World]) -> None:
    for world, shown in zip(some, published(some, Limits(least)), strict=True):
        for cell, row in zip(world, shown[:-1], strict=True):
            assert row[PEOPLE] == cell.unemployed
            assert row[EMPLOYEES] == cell.employees


def test_nothing_is_hidden_where_no_count_is_small() -> None:
    world = (Cell(10, 5, 15.0), Cell(25, 9, 35.0), Cell(0, 0, 12.0), Cell(6, 0, 100.0))
    for row in published([world])[0]:
        assert None not in (row[PEOPLE], row[EMPLOYEES], *row[1:2])


def test_the_country_is_shown_where_another_region_can_give_way() -> None:
    world = (Cell(3, 1, 200.0), Cell(9, 5, 200.0), Cell(40, 20, 300.0))
    first, second, third, country = published([world])[0]
    assert first[PEOPLE] is None and second[PEOPLE] is None
    assert third[PEOPLE] == 40 and country[PEOPLE] == 52


def test_two_small_regions_hide_one_another() -> None:
    world = (Cell(2, 1, 200.0), Cell(3, 1, 200.0), Cell(9, 4, 200.0))
    shown = published([world])[0]
    assert [row[PEOPLE] for row in shown] == [None, None, 9, 14]


def test_employees_that_would_tell_are_hidden_and_not_given_back() -> None:
    """15 employees and good prospects: 1. So for 24, or the gap itself would say 15."""
    others = (Cell(30, 20, 400.0), Cell(50, 20, 800.0), Cell(8, 4, 100.0))
    for employees in (15.0, 24.0):
        shown = published([(Cell(1, 0, employees), *others)])[0]
        assert [row[EMPLOYEES] is None for row in shown] == [1, 1, 0, 0, 0]


def test_prospects_stay() -> None:
    """They give way in the country alone, where five small counts may be twenty."""
    some = list(AWKWARD.values())
    pairs = zip(AWKWARD, published(some), published(some, Limits(0)), strict=True)
    for name, shown, full in pairs:
        gone = [a[PROSPECTS] != b[PROSPECTS] for a, b in zip(shown, full, strict=True)]
        assert sum(gone) == name.startswith("five")


def test_the_attackers_have_teeth() -> None:
    """With primary suppression alone both get counts back, and they are right."""
    world = (Cell(2, 1, 200.0), Cell(40, 20, 300.0), Cell(0, 0, 50.0))
    found = recovered(as_rows(primary_only([world], DEFAULT)), RULES)
    assert {(r.region_id, r.measure, r.persons) for r in found} == {
        ("r0", "unemployed", 2),
        ("r0", "left", 1),
        ("r0", "stayed", 1),
    }
    assert given_away([world], publish=primary_only, searches=SEARCH[:3])
    pinned = [AWKWARD["both at the most"]]
    assert len(given_away(pinned, publish=primary_only, searches=SEARCH[:3])) == 2
    tells = AWKWARD["one region whose prospects tell"]
    assert recovered(as_rows(primary_only([tells], DEFAULT)), RULES)
    few_left = AWKWARD["few left in one region"]
    assert recovered(as_rows(primary_only([few_left], DEFAULT)), RULES)


def hides_pins_only(worlds: Sequence[World], limits: Limits) -> list[Shown]:
    """Employees hidden only where, with them, prospects leave one count."""
    pins = {(1, True): (10, 20), (4, False): (30, 40)}
    found = []
    for world, shown in zip(worlds, primary_only(worlds, limits), strict=True):
        rows = [list(row) for row in shown]
        for cell, row in zip(world, rows, strict=False):
            low, high = pins.get((cell.unemployed, row[PROSPECTS]), (0, 0))
            if low < (cell.employees or 0) <= high:
                row[EMPLOYEES] = rows[-1][EMPLOYEES] = None
        found.append(tuple(map(tuple, rows)))
    return found


def test_a_gap_in_employees_alone_would_tell() -> None:
    """Employees must be hidden for some counts that they do not pin, too."""
    world = (Cell(1, 0, 15.0), Cell(3, 0, 90.0), Cell(40, 20, 400.0))
    lines = given_away([world], publish=hides_pins_only, searches=SEARCH[2:4])
    assert any("unemployed 1 of row 0" in line for line in lines)
    assert given_away([world]) == []
