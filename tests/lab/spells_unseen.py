"""Figures that are not sums over kinds: curves, and the spread of lengths.

`Unseen.rule_out` says whether another world would publish other ones, and gives rows
that keep them within what is told, made linear around the world as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from tests.lab.curves import (
    Array,
    curves,
    finer,
    limits,
    rounded,
    whole,
)
from tests.lab.spells_onlooker import Onlooker, lengths_of
from tests.lab.spells_register import STILL
from tests.lab.witness import Amounts, Numbers, Rows, World

MOST_ROWS = 200
MARGIN = 0.02  # of a step, for what is not linear


@dataclass(frozen=True)
class Unseen:
    """The figures of a group that rest on the kinds, but not as sums."""

    onlooker: Onlooker
    least: int

    @cached_property
    def reasons(self) -> list[str]:
        return self.onlooker.register.reasons

    @cached_property
    def months(self) -> int:
        return max(kind.months for kind in self.onlooker.kinds)

    @cached_property
    def classes(self) -> np.ndarray:
        """Of each kind: the number of its reason and length."""
        return np.array(
            [
                self.reasons.index(kind.reason) * self.months + kind.months - 1
                for kind in self.onlooker.kinds
            ]
        )

    @cached_property
    def sizes(self) -> dict[str, np.ndarray]:
        """Which kinds a curve is of."""
        size_of_kind = np.array([str(kind.size) for kind in self.onlooker.kinds])
        there = {s for s in self.onlooker.register.sizes if s is not None}
        everyone = {"all": np.ones(len(size_of_kind), dtype=bool)}
        return everyone | {size: size_of_kind == size for size in sorted(there)}

    def ends(self, world: World, size: str) -> Array:
        """How many spells end, by reason and month."""
        numbers = world[: len(self.classes)] * self.sizes[size]
        shape = (len(self.reasons), self.months)
        ends = np.bincount(self.classes, numbers, minlength=shape[0] * shape[1])
        of_reason: Array = ends.reshape(shape).astype(float)
        return of_reason

    @cached_property
    def still(self) -> int:
        return self.reasons.index(STILL)

    def figures(self, world: World, size: str) -> Array:
        figures: Array = curves(self.ends(world, size)[None], self.still)[0]
        return figures

    @cached_property
    def now(self) -> dict[str, Array]:
        world = self.onlooker.known.world
        return {size: self.figures(world, size) for size in self.sizes}

    @cached_property
    def limits(self) -> dict[str, tuple[Array, Array, Array]]:
        """Of each curve: least, most and step; endless where nothing is told."""
        world = self.onlooker.known.world
        ends = self.ends(world, "all").sum(axis=1)
        has_rows = [True, *(rounded(ends, self.least) > 0)]
        has_rows[1 + self.still] = False
        return {
            size: limits(now, self.ends(world, size), self.still, has_rows, self.least)
            for size, now in self.now.items()
        }

    @cached_property
    def slopes(self) -> dict[str, Array]:
        """What a spell more changes: by size, classes x figures."""
        return {size: self._slopes(size) for size in self.sizes}

    def _slopes(self, size: str) -> Array:
        ends = self.ends(self.onlooker.known.world, size)
        number = ends.size
        slopes = []
        for first in range(0, number, 64):
            some = np.arange(first, min(first + 64, number))
            more = np.repeat(ends.reshape(1, -1), len(some), axis=0)
            more[np.arange(len(some)), some] += 1
            figures = curves(more.reshape(-1, *ends.shape), self.still)
            slopes.append((figures - self.now[size]).reshape(len(some), -1))
        return np.concatenate(slopes).astype(np.float32)

    def rule_out(self, world: World) -> Rows | None:
        """Rows for the figures that would be others; None where none would."""
        rows = [*self._spreads(world)]
        moved = (
            world[: len(self.classes)] - self.onlooker.known.world[: len(self.classes)]
        )
        for size, of_size in self.sizes.items():
            if not (moved * of_size).any():
                continue
            low, high, step = self.limits[size]
            figures = self.figures(world, size)
            over = np.maximum(figures - high, low - figures) / step
            over[np.abs(figures - self.now[size]) < 1e-12] = -1
            worst = np.argsort(-over, axis=None)[:MOST_ROWS]
            for place in worst[over.flat[worst] > -1e-7]:
                rows.append(self._row(size, int(place)))
        if not rows:
            return None
        width = len(world)
        matrix = np.zeros((len(rows), width))
        for number, (row, _, _) in enumerate(rows):
            matrix[number, : len(row)] = row
        return Rows(
            csr_array(matrix),
            np.array([low for _, low, _ in rows]),
            np.array([high for _, _, high in rows]),
        )

    def _row(self, size: str, place: int) -> tuple[Amounts, float, float]:
        """A figure of a curve in steps: its slope for each kind, least and most."""
        low, high, step = (float(x.flat[place]) for x in self.limits[size])
        now = float(self.now[size].flat[place])
        slope = self.slopes[size][self.classes, place] * self.sizes[size] / step
        down, up = (low - now) / step + MARGIN, (high - now) / step - MARGIN
        return slope.astype(float), min(down, 0), max(up, 0)

    @cached_property
    def lengths(self) -> dict[int, tuple[Numbers, Numbers, tuple[float, float, float]]]:
        """Of the reasons whose lengths are told: kinds, months, what they come to."""
        lengths = {}
        for reason in range(len(self.reasons)):
            kinds = np.flatnonzero(self.classes // self.months == reason)
            months = self.classes[kinds] % self.months + 1
            numbers = self.onlooker.known.world[kinds]
            if rounded(numbers.sum(), self.least) > 0:
                lengths[reason] = kinds, months, lengths_of(months, numbers, self.least)
        return lengths

    def _spreads(self, world: World) -> list[tuple[Amounts, float, float]]:
        """Of the reasons whose standard deviation would be told otherwise."""
        rows = []
        for kinds, months, (mean, sd, step) in self.lengths.values():
            now = self.onlooker.known.world[kinds]
            if (world[kinds] == now).all():
                continue
            count = now.sum()
            _, other, other_step = lengths_of(months, world[kinds], self.least)
            shown = whole(sd, step)
            slope = np.zeros(len(self.classes))
            slope[kinds] = (months - mean) ** 2 - sd**2
            slope /= 2 * max(sd, 0.1) * count
            if abs(other - shown) >= step / 2 - 1e-7:
                low, high = (shown - sd) / step - 0.49, (shown - sd) / step + 0.49
                rows.append((slope / step, min(low, 0), max(high, 0)))
            if other_step != step:
                worth = self.least * max(sd, 0.1) / count
                slope /= max(sd, 0.1)
                slope[kinds] -= 1 / count
                low = float(finer(np.array(step))) / step if step > 0.1 else 0
                rows.append(
                    (slope * worth / step, low - worth / step, 1 - worth / step)
                )
        return rows
