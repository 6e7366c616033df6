"""The attacker who knows the rules: which other worlds would publish the same?

A count is given away if every world that publishes what this one does has the same
count there. To show that none is given away it is enough to find, for each, another
world. They are looked for by moves that a reader could not see: persons between
leaving and staying, persons between regions, employees that are hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, product

from tests.disclosure.worlds import (
    DEFAULT,
    SHOWN,
    Cell,
    Limits,
    Shown,
    World,
    nation,
    published,
)

UNEMPLOYED, LEFT, EMPLOYEES, GOOD = (
    SHOWN.index(name)
    for name in (
        "unemployed",
        "left_within_3_months",
        "full_time_employees",
        "good_prospects",
    )
)

Steps = tuple[tuple[int, int], ...]
UNITS: Steps = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (-1, 1))
STEPS: Steps = tuple(
    (leave, stay) for leave in range(-2, 3) for stay in range(-2, 3) if leave or stay
)
# from the nearest worlds on: are employees changed, how many regions, by which steps
SEARCH: tuple[tuple[bool, int, Steps], ...] = (
    (False, 2, UNITS),
    (False, 3, UNITS),
    (True, 2, UNITS),
    (True, 2, STEPS),
    (False, 3, STEPS),
)
Secret = tuple[int, str]


def secrets(world: World, shown: Shown, limits: Limits) -> dict[Secret, int]:
    """The small counts of a world that are not shown: (row, what) to count."""
    found: dict[Secret, int] = {}
    for number, cell in enumerate((*world, nation(world))):
        for what, count in counts(cell).items():
            if 1 <= count < limits.disclosure_min:
                assert shown[number][LEFT] is None, (world, number, what)
                found[number, what] = count
        if 1 <= cell.unemployed < limits.disclosure_min:
            assert shown[number][UNEMPLOYED] is None, (world, number)
    return found


def counts(cell: Cell) -> dict[str, int]:
    return {
        "unemployed": cell.unemployed,
        "left": cell.leavers,
        "stayed": cell.unemployed - cell.leavers,
    }


def given_away(
    worlds: Iterable[World],
    limits: Limits = DEFAULT,
    publish: Callable[[Sequence[World], Limits], list[Shown]] = published,
    searches: Sequence[tuple[bool, int, Steps]] = SEARCH,
) -> list[str]:
    """A line for each small count for which no other world publishes the same."""
    worlds = list(dict.fromkeys(worlds))
    shown = dict(zip(worlds, publish(worlds, limits), strict=True))
    open_ = {world: secrets(world, rows, limits) for world, rows in shown.items()}
    for search in searches:
        open_ = {world: left for world, left in open_.items() if left}
        pairs = [
            (world, other)
            for world in open_
            for other in dict.fromkeys(
                alternatives(world, shown[world], limits, *search)
            )
        ]
        found = publish([other for _, other in pairs], limits)
        for (world, other), rows in zip(pairs, found, strict=True):
            if rows == shown[world]:
                cells = (*other, nation(other))
                for (number, what), count in list(open_[world].items()):
                    if counts(cells[number])[what] != count:
                        del open_[world][number, what]
    return [
        f"{world}: {what} {count} of row {number}; shown {shown[world]}"
        for world, left in open_.items()
        for (number, what), count in left.items()
    ]


def alternatives(
    world: World,
    shown: Shown,
    limits: Limits,
    with_employees: bool,
    most: int,
    steps: Steps,
) -> Iterator[World]:
    """Worlds near this one that agree with the counts that are shown."""
    hidden = [n for n in range(len(world)) if shown[n][LEFT] is None]
    for near in _employees(world, shown, limits) if with_employees else (world,):
        yield near
        for size in range(1, most + 1):
            for chosen in combinations(hidden, size):
                for taken in product(steps, repeat=size):
                    yield from _moved(
                        near, shown, dict(zip(chosen, taken, strict=True))
                    )


def _moved(
    world: World, shown: Shown, steps: dict[int, tuple[int, int]]
) -> Iterator[World]:
    """Leavers and stayers changed by the steps, where what is shown allows it."""
    leavers = sum(step[0] for step in steps.values())
    stayers = sum(step[1] for step in steps.values())
    if shown[-1][UNEMPLOYED] is not None and leavers + stayers:
        return
    if shown[-1][LEFT] is not None and leavers:
        return
    cells = list(world)
    for number, (more_leave, more_stay) in steps.items():
        if shown[number][UNEMPLOYED] is not None and more_leave + more_stay:
            return
        cell = cells[number]
        moved = Cell(
            cell.unemployed + more_leave + more_stay,
            cell.leavers + more_leave,
            cell.employees,
        )
        if not 0 <= moved.leavers <= moved.unemployed:
            return
        cells[number] = moved
    yield tuple(cells)


def _employees(world: World, shown: Shown, limits: Limits) -> Iterator[World]:
    """The world, and others in the employees that are not shown."""
    yield world
    hidden = [
        n
        for n, cell in enumerate(world)
        if cell.employees is not None and shown[n][EMPLOYEES] is None
    ]
    at_limit = 1 / limits.unemployment_ratio_threshold
    least = limits.disclosure_min
    tried = [n * at_limit for n in (1.2, 1.7, 2.25, least - 2.2, least - 1.1)]
    wavering = {n: tried[2] if shown[n][GOOD] else tried[3] for n in hidden}
    few = {n: e for n, e in wavering.items() if shown[n][UNEMPLOYED] is None}
    for changed in (few, *({n: e} for n in hidden for e in tried)):
        near = [
            cell._replace(employees=changed.get(n, cell.employees))
            for n, cell in enumerate(world)
        ]
        if shown[-1][EMPLOYEES] is None:
            yield tuple(near)
        more = (nation(tuple(near)).employees or 0) - (nation(world).employees or 0)
        for other in set(hidden) - set(changed):
            before = world[other].employees or 0
            kept = [before - more] if shown[-1][EMPLOYEES] else [before - more, 1.0]
            for employees in kept:
                if employees >= 0:
                    cells = list(near)
                    cells[other] = world[other]._replace(employees=employees)
                    yield tuple(cells)
