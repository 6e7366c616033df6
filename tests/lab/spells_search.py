"""The search for other worlds of a target group's spells: where to look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import product
from random import Random

import numpy as np
from scipy.sparse import csc_array, hstack

from tests.lab.spells_onlooker import Onlooker, matrix_of
from tests.lab.witness import Matrix, Numbers, single_steps

Move = dict[int, float]  # from the number of a kind to how many more there are


def nearby(seen: Onlooker) -> Callable[[int, int], Matrix]:
    """Moves of spells in and around a count, from a kind to one much like it."""
    kinds, width = seen.kinds, len(seen.known.world)
    number = {kind: place for place, kind in enumerate(kinds)}
    lengths = np.array([kind.months for kind in kinds])
    sizes = np.array([str(kind.size) for kind in kinds])
    there = seen.known.world[: len(kinds)] > 0
    person_months = single_steps(np.arange(len(kinds), width), width)
    with_months = settled(seen)

    def near(count: int, attempt: int) -> Matrix:
        chance = Random(f"{count} {attempt}")
        wider = 1 + attempt

        def some(places: Numbers, most: int) -> list[int]:
            return chance.sample(places.tolist(), min(most, len(places)))

        in_count = seen.known.matrix[[count], :].indices
        in_count = in_count[in_count < len(kinds)]
        chosen = some(in_count[there[in_count]], 8)
        anchor = chance.choice(chosen) if chosen else 0
        far = np.abs(lengths - lengths[anchor]) + np.where(there, 0, np.inf)
        window = np.argsort(far, kind="stable")[: min(100 * wider, there.sum())]
        own_size = window[sizes[window] == sizes[anchor]]
        chosen += some(own_size, 12 * wider)
        chosen += some(window, 8 * wider)
        chosen += some(np.flatnonzero(there), 8 * wider)
        around = some(window, 60)
        moves = [
            {place: -1.0, number[other]: 1.0}
            for place in sorted(set(chosen))
            for other in seen.register.changed(kinds[place])
        ]
        for one, other in product(sorted(set(chosen[:20])), around):
            for places in seen.register.exchanged(kinds[one], kinds[other]):
                moves.append(_exchange(one, other, *(number[k] for k in places)))
        if attempt % 4 < 2:
            moves = with_months(moves)
        together = matrix_of([move for move in moves if move], width).T
        alone = single_steps(sorted(set(chosen)), width)
        return csc_array(hstack([together, alone, person_months]))

    return near


def settled(seen: Onlooker) -> Callable[[list[Move]], list[Move]]:
    """Makes of moves such as bring their person-months, where these have most room."""
    room: dict[tuple[int, int], tuple[float, int]] = {}
    for place, activity in enumerate(seen.activities, len(seen.kinds)):
        for way in (1, -1):
            at = activity.year, way
            room[at] = max(room.get(at, (-1.0, 0)), (seen.room(activity, way), place))

    def months_of(move: Move) -> Move:
        months: Counter[int] = Counter()
        for place, step in move.items():
            for year, number in seen.register.months_by_year(seen.kinds[place]).items():
                months[year] += number * int(step)
        brought = {
            room[year, 1 if number > 0 else -1][1]: float(number)
            for year, number in months.items()
            if number
        }
        return move | brought

    return lambda moves: [months_of(move) for move in moves if move]


def _exchange(one: int, other: int, *places: int) -> Move:
    steps = Counter(places)
    steps.subtract([one, other])
    return {place: float(step) for place, step in steps.items() if step}
