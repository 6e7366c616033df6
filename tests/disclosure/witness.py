"""Another world that publishes the same: integer programmes that look for one.

A world is how many persons (or spells, or months) there are of each kind. What is
published of it says of some sums over kinds, the counts, between which values they
lie. A count is given away if every world that publishes the same has the same value
there; so one other world, a witness, shows that it is not. `Told` holds the counts
(a sparse matrix, counts x kinds), the world as it is, and the least and most of each
count. `unwitnessed(told, wanted, search)` gives those of the wanted counts (numbers
of rows) for which no other world is found; `Search` says where and how to look:

- `near(row, attempt)`: the kinds (numbers of columns) that may change in the search
  for that row; the attempts go on until `tries`, so let them grow wider.
- `rule_out(world)`: what sums over kinds cannot say. None where the world seems to
  publish the same; otherwise further rows, over all kinds, that the next solution has
  to obey (figures that are not linear, made linear around the world as it is).
- `confirm(worlds)`: whether each of them does publish the same; the judge.

A solution changes as many of the counts that are still open as it can, so that few
programmes serve all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

Numbers = NDArray[np.int64]
Amounts = NDArray[np.float64]
World = Numbers
Matrix = Any  # scipy.sparse.csr_array, counts x kinds

ONE, NO_LIMIT = np.ones(1), np.full(1, np.inf)
COST = 0.05  # of a step, where a count that changes is worth 1
SLIP = 1e-7


@dataclass(frozen=True)
class Told:
    """Counts (rows) over kinds (columns): least <= matrix @ world <= most.

    A count that is known exactly has least = most. Rows may be any sum that is known
    to lie in an interval, also where it is not a count of persons.
    """

    matrix: Matrix
    world: World
    least: Amounts
    most: Amounts

    def __post_init__(self) -> None:
        assert self.within(self.world)

    def within(self, world: World) -> bool:
        """Whether the counts of another world lie between the same values."""
        now = self.matrix @ world
        inside = (self.least - SLIP <= now).all() and (now <= self.most + SLIP).all()
        return bool(inside and (world >= 0).all())


@dataclass(frozen=True)
class Rows:
    """Further rows: least <= matrix @ (other world - world) <= most."""

    matrix: Matrix
    least: Amounts
    most: Amounts

    def and_more(self, more: Rows) -> Rows:
        return Rows(
            csr_array(vstack([self.matrix, more.matrix])),
            np.concatenate([self.least, more.least]),
            np.concatenate([self.most, more.most]),
        )


@dataclass(frozen=True)
class Search:
    """Where and how to look for other worlds; see the head of the module."""

    near: Callable[[int, int], Sequence[int] | Numbers]
    confirm: Callable[[list[World]], list[bool]]
    rule_out: Callable[[World], Rows | None] = lambda world: None
    tries: int = 4
    rounds: int = 6  # solutions ruled out before an attempt is given up
    step: int = 3  # most by which the number of a kind changes
    batch: int = 16  # worlds that are confirmed at once
    seconds: float = 2.0  # for each programme
    seed: int = 1


def unwitnessed(told: Told, wanted: Sequence[int], search: Search) -> list[int]:
    """The wanted counts that no other world was found for, in their order."""
    chance = Random(search.seed)
    found: set[int] = set()
    for attempt in range(search.tries):
        left = [row for row in wanted if row not in found]
        waiting: list[World] = []
        promised: set[int] = set()
        for row in left:
            if row in promised or row in found:
                continue
            still = [r for r in left if r not in promised and r not in found]
            other = other_world(told, row, still, search, attempt, chance)
            if other is not None:
                waiting.append(other)
                promised |= changed(told, other, left)
            if len(waiting) == search.batch:
                found |= _confirmed(told, waiting, left, search)
                waiting, promised = [], set()
        found |= _confirmed(told, waiting, left, search)
    return [row for row in wanted if row not in found]


def changed(told: Told, other: World, rows: Sequence[int]) -> set[int]:
    """Those of the rows whose count is another one in the other world."""
    places = np.array(rows, dtype=np.int64)
    moved = told.matrix[places, :] @ (other - told.world)
    return set(places[np.abs(moved) > 0.5].tolist())


def _confirmed(
    told: Told, worlds: list[World], rows: Sequence[int], search: Search
) -> set[int]:
    if not worlds:
        return set()
    same = search.confirm(worlds)
    pairs = zip(worlds, same, strict=True)
    return set().union(*(changed(told, w, rows) for w, is_same in pairs if is_same))


def other_world(
    told: Told,
    row: int,
    still: Sequence[int],
    search: Search,
    attempt: int,
    chance: Random,
) -> World | None:
    """A world with another count in that row that seems to publish the same.

    It changes as many as it can of the rows that are `still` open.
    """
    kinds = np.unique(np.array(search.near(row, attempt), dtype=np.int64))
    for sign in chance.sample((1, -1), 2):
        rows = _rows(told, kinds)
        wanted = Rows(sign * told.matrix[[row], :][:, kinds], ONE, NO_LIMIT)
        rows = rows.and_more(wanted)
        reward = _reward(told, row, sign, still, kinds, chance)
        for _ in range(search.rounds):
            steps = _steps(told.world[kinds], rows, reward, search)
            if steps is None:
                break
            other = told.world.copy()
            other[kinds] += steps
            more = search.rule_out(other)
            if more is None:
                assert told.within(other)
                return other
            rows = rows.and_more(Rows(more.matrix[:, kinds], more.least, more.most))
    return None


def _rows(told: Told, kinds: Numbers) -> Rows:
    """What the counts allow the kinds to change by; only rows that they are in."""
    near = told.matrix[:, kinds]
    touched = np.flatnonzero(np.diff(near.indptr))
    now = told.matrix[touched, :] @ told.world
    return Rows(near[touched, :], told.least[touched] - now, told.most[touched] - now)


def _reward(
    told: Told,
    row: int,
    sign: int,
    still: Sequence[int],
    kinds: Numbers,
    chance: Random,
) -> Amounts:
    """What a step of each kind is worth: open counts change, each one way."""
    others = [r for r in still if r != row]
    ways = np.array([chance.choice((-1.0, 1.0)) for _ in others] + [2.0 * sign])
    places = np.array([*others, row], dtype=np.int64)
    reward: Amounts = ways @ told.matrix[places, :][:, kinds]
    return reward


def _steps(
    numbers: Numbers, rows: Rows, reward: Amounts, search: Search
) -> Numbers | None:
    """Steps of the kinds, up and down apart so that few change; None: none found."""
    up = np.full(len(numbers), float(search.step))
    down = np.minimum(numbers, search.step).astype(float)
    cost = np.concatenate([COST - reward, COST + reward])
    found = milp(
        cost,
        constraints=LinearConstraint(
            csr_array(hstack([rows.matrix, -rows.matrix])),
            rows.least - SLIP,
            rows.most + SLIP,
        ),
        integrality=np.ones(len(cost)),
        bounds=Bounds(0, np.concatenate([up, down])),
        options={"time_limit": search.seconds, "mip_rel_gap": 0.2},
    )
    if found.x is None:
        return None
    whole = np.rint(found.x).astype(np.int64)
    steps: Numbers = whole[: len(numbers)] - whole[len(numbers) :]
    return steps
