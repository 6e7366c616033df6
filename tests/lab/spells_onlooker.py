"""What an onlooker holds of one target group: every count that is published of it.

Counts are rows over the kinds of tests.lab.spells_register, each between the least and
the most that are rounded to what is told. Person-months tie the spells to the years:
every month of every spell is one, with the code of any group, but for the spell's last
month, whose code is of the spell's group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from tests.lab.curves import rounded, steps, whole
from tests.lab.spells_register import STILL, Activity, Kind, Register
from tests.lab.witness import Amounts, Known, Numbers, World

BELOW = 1e-6
BANDS = {"1": (1, 1), "2-6": (2, 6), "7-12": (7, 12), "13+": (13, 9999)}


class Count(NamedTuple):
    """The table and the key of a count."""

    table: str
    key: tuple[object, ...]


@dataclass(frozen=True)
class Onlooker:
    """The kinds, the counts over them, and which of these are small."""

    register: Register
    kinds: list[Kind]
    activities: list[Activity]
    counts: list[Count]
    known: Known
    small: list[int]

    def room(self, activity: Activity, way: int) -> float:
        """How many more (1) or less (-1) months of it would not be seen."""
        rows = [
            self.row[Count("activity", activity)],
            self.row[Count("full_time_unemployed", activity[:2])],
        ]
        if way > 0:
            return float(min((self.known.most - self.known.now)[rows]))
        return float(min((self.known.now - self.known.least)[rows]))

    @cached_property
    def row(self) -> dict[Count, int]:
        return {count: row for row, count in enumerate(self.counts)}

    def number(self, count: int) -> int:
        """What a count is."""
        [number] = self.known.matrix[[count], :] @ self.known.world
        return int(number)


def onlooker(register: Register, least: int) -> Onlooker:
    """What is held of a group where counts are rounded to whole `least`.

    With `least` 0 or 1 every count is told as it is.
    """
    near = {other for kind in register.spells for other in register.changed(kind)}
    kinds = sorted(near | set(register.spells), key=str)
    activities = sorted(register.person_months)
    world = np.array(
        [register.spells.get(kind, 0) for kind in kinds]
        + [register.person_months[activity] for activity in activities],
        dtype=np.int64,
    )
    over: dict[Count, dict[int, float]] = defaultdict(dict)
    for place, kind in enumerate(kinds):
        for count in counted(register, kind):
            over[count][place] = 1
    for place, activity in enumerate(activities, len(kinds)):
        over[Count("activity", activity)][place] = 1
        over[Count("full_time_unemployed", activity[:2])][place] = 1
    counts = sorted(over, key=str)
    matrix = matrix_of([over[count] for count in counts], len(world))
    now = matrix @ world
    low, high = interval(now, least)
    small = np.flatnonzero((now >= 1) & (now < max(least, 5)))
    ties, tied, most = ties_of(register, kinds, activities, world, least)
    known = Known(
        csr_array(matrix_of([over[c] for c in counts] + ties, len(world))),
        world,
        np.concatenate([low, tied]),
        np.concatenate([high, most]),
    )
    return Onlooker(register, kinds, activities, counts, known, small.tolist())


def interval(now: Amounts, least: int) -> tuple[Amounts, Amounts]:
    """The whole numbers that are rounded to what the counts are rounded to."""
    if least <= 1:
        return now, now
    shown = rounded(now, least)
    low = np.where(shown > 0, np.ceil(shown - least / 2), 0)
    return low, np.where(
        shown > 0, np.ceil(shown + least / 2), np.ceil(1.5 * least)
    ) - 1


def matrix_of(rows: list[dict[int, float]], width: int) -> csr_array:
    places = [np.fromiter(row.keys(), np.int64, len(row)) for row in rows]
    values = [np.fromiter(row.values(), np.float64, len(row)) for row in rows]
    starts = np.cumsum([0, *map(len, rows)])
    data = (np.concatenate(values), np.concatenate(places), starts)
    return csr_array(data, shape=(len(rows), width))


def counted(register: Register, kind: Kind) -> Iterator[Count]:
    """The published counts that a spell of the kind is part of."""
    year = register.years[kind.start - 1]
    yield Count("exit_reason", (kind.reason,))
    yield Count("exit_by_start_year", (year, kind.reason))
    in_bands = (
        kind.reason in register.in_bands
        and kind.months <= register.longest_in_bands
        and year <= register.last_year_in_bands
    )
    if in_bands:
        for band, (low, high) in BANDS.items():
            if low <= kind.months <= high:
                yield Count("duration_band", (year, band))
    for size in {"all", kind.size} - {None}:
        for month in range(1, kind.months + 1):
            yield Count("at_risk", (size, month))
        if kind.reason != STILL:
            yield Count("survival exits", (size, kind.months))
            yield Count("cumulative exits", (size, kind.reason, kind.months))


def ties_of(
    register: Register,
    kinds: list[Kind],
    activities: list[Activity],
    world: World,
    least: int,
) -> tuple[list[dict[int, float]], np.ndarray, np.ndarray]:
    """Rows that are no counts: person-months, and the means. With least and most."""
    months: dict[int, dict[int, float]] = defaultdict(dict)
    last: dict[tuple[int, str], dict[int, float]] = defaultdict(dict)
    for place, kind in enumerate(kinds):
        covered = register.months_by_year(kind)
        for year, number in covered.items():
            months[year][place] = -number
        last[max(covered), register.group][place] = -1
    for place, activity in enumerate(activities, len(kinds)):
        months[activity.year][place] = 1
        last[activity.year, activity.group][place] = 1
    rows, low, high = [], [], []
    for row in months.values():
        rows.append(row)
        low.append(sum(value * world[place] for place, value in row.items()))
        high.append(low[-1])
    for year_and_group, row in last.items():
        rows.append(row)
        low.append(register.ended_elsewhere.get(year_and_group, 0))
        high.append(np.inf)
    for row in means(kinds, world, least):
        rows.append(row)
        low.append(0)
        high.append(np.inf)
    return rows, np.array(low, float), np.array(high, float)


def means(kinds: list[Kind], world: World, least: int) -> Iterator[dict[int, float]]:
    """Rows that are not below 0 where a reason's mean is rounded to what is told."""
    of: dict[str, list[int]] = defaultdict(list)
    for place, kind in enumerate(kinds):
        of[kind.reason].append(place)
    for places in of.values():
        number = sum(world[place] for place in places)
        if number == 0 or (least > 1 and rounded(number, least) == 0):
            continue
        months = np.array([kinds[place].months for place in places])
        mean, _, step = lengths_of(months, world[places], least)
        shown = whole(mean, step) if step else mean
        below = step / 2 - BELOW if step else 0.0  # the upper end is told as more
        yield {p: kinds[p].months - shown + step / 2 for p in places}
        yield {p: shown - kinds[p].months + below for p in places}


def lengths_of(
    months: Numbers, numbers: Numbers, least: int
) -> tuple[float, float, float]:
    """Mean and standard deviation of the lengths of so many spells, and their step.

    The deviation is 0 for one spell; without rounding the step is 0.
    """
    count = numbers.sum()
    mean = (numbers @ months) / max(count, 1)
    square = numbers @ (months - mean) ** 2 / max(count - 1, 1)
    worth = np.array([max(np.sqrt(square), 0.1) / max(count, 1)])
    step = max(float(steps(worth, least)[0]), 0.1) if least > 1 else 0.0
    return float(mean), float(np.sqrt(square)), step
