"""Another world that publishes the same: integer programmes that look for one.

A world is how many persons (or spells, or months) there are of each kind. What is
published of it says of some sums over kinds, the counts, between which values they
lie. A count is given away if every world that publishes the same has the same value
there; so one other world, a witness, shows that it is not. `Known` holds the counts
(a sparse matrix, counts x kinds), the world as it is, and the least and most of each
count. `unwitnessed(known, wanted, search)` gives those of the wanted counts (numbers
of rows) for which no other world is found; `Search` says where and how to look:

- `near(row, attempt)`: the moves that may be made in the search for that row, a sparse
  matrix (kinds x moves): a person from one kind to another is -1 and 1, one more is 1;
  `single_steps` makes those of some kinds one by one. Moves that keep what must be kept
  make the programmes easy. The attempts go on until `tries`, so let them grow wider.
- `rule_out(world)`: what sums over kinds cannot say. None where the world seems to
  publish the same; otherwise further rows, over all kinds, that the next solution has
  to obey (figures that are not linear, made linear around the world as it is).
- `confirm(worlds)`: whether each of them does publish the same; the judge.

Worlds that a single move leads to are tried first. Then a linear programme, where
moves may be made in part, tells which of them are of use, and an integer programme
makes a world of these and of some taken by chance. A world that is found serves every
open count that it changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array, csr_array, vstack

Numbers = NDArray[np.int64]
Amounts = NDArray[np.float64]
World = Numbers
Matrix = Any  # scipy.sparse.csr_array, counts x kinds

ONE, NO_LIMIT = np.ones(1), np.full(1, np.inf)
SLIP = 1e-7


@dataclass(frozen=True)
class Known:
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

    @cached_property
    def by_kind(self) -> Matrix:
        return csc_array(self.matrix)

    @cached_property
    def now(self) -> Amounts:
        counts: Amounts = self.matrix @ self.world
        return counts

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

    near: Callable[[int, int], Matrix]
    confirm: Callable[[list[World]], list[bool]]
    rule_out: Callable[[World], Rows | None] = lambda world: None
    tries: int = 4
    alone: int = 200  # worlds that a single move leads to
    rounds: int = 20  # solutions ruled out before an attempt is given up
    step: int = 3  # how often a move is made at most
    moves: int = 300  # taken by chance for an integer programme
    batch: int = 16  # worlds that are confirmed at once
    nodes: int = 100  # of each programme
    seconds: float = 5.0  # in case a node takes for ever
    seed: int = 1


def unwitnessed(known: Known, wanted: Sequence[int], search: Search) -> list[int]:
    """The wanted counts that no other world was found for, in their order."""
    chance = Random(search.seed)
    witnessed: set[int] = set()
    for attempt in range(search.tries):
        left = [row for row in wanted if row not in witnessed]
        waiting: list[World] = []
        promised: set[int] = set()
        for row in left:
            if row in promised or row in witnessed:
                continue
            still = [r for r in left if r not in promised and r not in witnessed]
            other = other_world(known, row, still, search, attempt, chance)
            if other is not None:
                waiting.append(other)
                promised |= changed(known, other, left)
            if len(waiting) == search.batch:
                witnessed |= _confirmed(known, waiting, left, search)
                waiting, promised = [], set()
        witnessed |= _confirmed(known, waiting, left, search)
    return [row for row in wanted if row not in witnessed]


def changed(known: Known, other: World, rows: Sequence[int]) -> set[int]:
    """Those of the rows whose count is another one in the other world."""
    places = np.array(rows, dtype=np.int64)
    moved = known.matrix[places, :] @ (other - known.world)
    return set(places[np.abs(moved) > 0.5].tolist())


def _confirmed(
    known: Known, worlds: list[World], rows: Sequence[int], search: Search
) -> set[int]:
    if not worlds:
        return set()
    same = search.confirm(worlds)
    pairs = zip(worlds, same, strict=True)
    return set().union(*(changed(known, w, rows) for w, is_same in pairs if is_same))


def other_world(
    known: Known,
    row: int,
    still: Sequence[int],
    search: Search,
    attempt: int,
    chance: Random,
) -> World | None:
    """A world with another count in that row that seems to publish the same.

    Of worlds a single move away, that which changes most of the rows `still` open.
    """
    moves = csc_array(search.near(row, attempt))
    touched = known.by_kind @ moves
    for alone in _alone(known, moves, touched, row, still)[: search.alone]:
        if search.rule_out(alone) is None:
            return alone
    for sign in chance.sample((1, -1), 2):
        rows = _rows(known, moves, touched)
        rows = rows.and_more(Rows(sign * touched[[row], :], ONE, NO_LIMIT))
        cost = np.ones(moves.shape[1])
        if attempt % 2 == 0:
            cost += [chance.random() / 2 for _ in cost]
        chosen = _some(
            touched[[row], :].toarray()[0] != 0,
            search.moves * (1 + attempt // 3),
            chance,
        )
        last = None
        for _ in range(search.rounds):
            times = _times(cost, rows, chosen, search)
            if times is None or (last is not None and (times == last).all()):
                break
            last = times
            other: World = known.world + np.rint(moves @ times).astype(np.int64)
            more = search.rule_out(other)
            if more is None:
                assert known.within(other)
                return other
            rows = rows.and_more(Rows(more.matrix @ moves, more.least, more.most))
    return None


def single_steps(kinds: Sequence[int] | Numbers, width: int) -> Matrix:
    """One more and one less of each of the kinds, of `width` kinds in all."""
    places = np.repeat(np.array(kinds, dtype=np.int64), 2)
    values = np.tile([1.0, -1.0], len(kinds))
    shape = (width, len(places))
    return csc_array((values, (places, np.arange(len(places)))), shape=shape)


def _alone(
    known: Known, moves: Matrix, touched: Matrix, row: int, still: Sequence[int]
) -> list[World]:
    """Worlds that a single move leads to; first those that change most open counts."""
    near = csc_array(touched)
    open_ = np.zeros(known.matrix.shape[0])
    open_[still] = 1
    candidates = []
    for move in np.flatnonzero(touched[[row], :].toarray()[0]):
        part = slice(near.indptr[move], near.indptr[move + 1])
        counts, steps = near.indices[part], near.data[part]
        after = known.now[counts] + steps
        over = (after < known.least[counts] - SLIP) | (
            after > known.most[counts] + SLIP
        )
        if over.any():
            continue
        part = slice(moves.indptr[move], moves.indptr[move + 1])
        other = known.world.copy()
        other[moves.indices[part]] += np.rint(moves.data[part]).astype(np.int64)
        if (other >= 0).all():
            candidates.append((-open_[counts] @ np.abs(steps), int(move), other))
    return [other for _, _, other in sorted(candidates, key=lambda item: item[:2])]


def _some(hits: NDArray[np.bool_], most: int, chance: Random) -> Numbers:
    """Some of the moves, at most half of them such as change the wanted count."""
    wanted, others = np.flatnonzero(hits).tolist(), np.flatnonzero(~hits).tolist()
    sample = chance.sample(wanted, min(most // 2, len(wanted)))
    sample += chance.sample(others, min(most - len(sample), len(others)))
    return np.array(sorted(sample), dtype=np.int64)


def _rows(known: Known, moves: Matrix, touched: Matrix) -> Rows:
    """What the counts, and the kinds themselves, allow the moves to be made."""
    kinds = np.flatnonzero(np.diff(csr_array(moves).indptr))
    least, most = -known.world[kinds].astype(float), np.full(len(kinds), np.inf)
    few = Rows(csr_array(moves)[kinds, :], least, most)
    near = csr_array(touched)
    counts = np.flatnonzero(np.diff(near.indptr))
    now = known.now[counts]
    return few.and_more(
        Rows(near[counts, :], known.least[counts] - now, known.most[counts] - now)
    )


def _times(
    cost: Amounts, rows: Rows, chosen: Numbers, search: Search
) -> Amounts | None:
    """How often each move is made; None where no solution is found."""
    everything = np.arange(len(cost))
    parts = _solved(cost, rows, everything, search, whole=False)
    if parts is None:
        return None
    of_use = np.flatnonzero(parts > SLIP)
    times = _solved(cost, rows, np.union1d(of_use, chosen), search, whole=True)
    return None if times is None else np.rint(times)


def _solved(
    cost: Amounts, rows: Rows, chosen: Numbers, search: Search, *, whole: bool
) -> Amounts | None:
    solution = milp(
        cost[chosen],
        constraints=LinearConstraint(
            csr_array(rows.matrix)[:, chosen], rows.least - SLIP, rows.most + SLIP
        ),
        integrality=np.full(len(chosen), int(whole)),
        bounds=Bounds(0, search.step),
        options={
            "node_limit": search.nodes,
            "time_limit": search.seconds,
            "mip_rel_gap": 0.5,
        },
    )
    if solution.x is None:
        return None
    times = np.zeros(len(cost))
    times[chosen] = solution.x
    return times
