"""Sections 5.2, 5.3 and 7: a title around its mean, a region around its title."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

LARGEST = 3000.0
LEAST_CELLS = 30


@dataclass(frozen=True)
class Count:
    """Events among trials, the mean expected and the variance of that mean."""

    events: float
    trials: float
    mean: float
    variance: float = 0.0


@dataclass(frozen=True)
class Precision:
    kappa: float
    cells: int


def by_moments(counts: Sequence[Count]) -> float:
    """kappa = 1/rho - 1, at most 3,000, and 3,000 where there is nothing to see."""
    above, below = [], []
    for c in counts:
        w = (1 + c.trials / 10) ** -2
        spread = c.mean * (1 - c.mean)
        squared = (c.events - c.trials * c.mean) ** 2
        pairs = c.trials * (c.trials - 1)
        above.append(w * (squared - c.trials * spread - pairs * c.variance))
        below.append(w * pairs * spread)
    total = math.fsum(below)
    rho = math.fsum(above) / total if total else 0.0
    return min(1 / rho - 1, LARGEST) if rho > 0 else LARGEST


def of_titles(counts: Sequence[Count]) -> Precision:
    return Precision(max(by_moments(counts), 1.0), len(counts))


def of_regions(counts: Sequence[Count]) -> Precision:
    if len(counts) < LEAST_CELLS:
        return Precision(100.0, len(counts))
    return Precision(max(by_moments(counts), 3.0), len(counts))


def worth(n: float, kappa_region: float) -> float:
    """e_s: what a region's answers tell of its title."""
    return n * (kappa_region + 1) / (kappa_region + n)


def weight_of(mean: float, variance: float) -> float:
    return mean * (1 - mean) / variance - 1
