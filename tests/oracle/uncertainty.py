"""Section 7: intervals and probabilities; sections 5.7 and 5.8."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scipy import stats

from tests.oracle.demand import Cell, Occupation
from tests.oracle.given import TIE, Parameters
from tests.oracle.model import Rate
from tests.oracle.two_levels import weight_of


@dataclass(frozen=True)
class Spread:
    """A 95 pct interval, and the probability of reaching a threshold."""

    low: float | None = None
    high: float | None = None
    reaches: float | None = None


def of_beta(alpha: float, beta: float, threshold: float) -> Spread:
    spread = stats.beta(alpha, beta)
    return Spread(
        float(spread.ppf(0.025)), float(spread.ppf(0.975)), float(spread.sf(threshold))
    )


def in_shortage(rate: float, settings: Parameters) -> bool:
    """5.8, otherwise than by whole numbers."""
    return rate >= settings.shortage_threshold - TIE


def in_shortage_cell(cell: Cell, rate: Rate, settings: Parameters) -> bool:
    """5.8: basis 1 by whole numbers, which weights do not leave y."""
    if rate.basis == "1" and not settings.use_survey_weights:
        share = Fraction(int(cell.given.y), cell.given.raw)
        return share >= Fraction(repr(settings.shortage_threshold))
    return in_shortage(rate.rate, settings)


def regional_uncertainty(rate: Rate | None, settings: Parameters) -> Spread:
    if rate is None:
        return Spread()
    if rate.is_point:
        return Spread(1.0, 1.0, 1.0)
    return of_beta(rate.alpha, rate.beta, settings.shortage_threshold)


def entering(
    occupation: Occupation, rates: Mapping[str, Rate | None]
) -> list[tuple[float, Rate]]:
    """5.7: attempts and rate of the regions that have both."""
    weighted_rates = []
    for region, cell in occupation.cells.items():
        rate = rates[region]
        if cell.attempts is not None and rate is not None:
            weighted_rates.append((cell.attempts, rate))
    return weighted_rates


def national_rate(parts: Sequence[tuple[float, Rate]]) -> float | None:
    """5.7: None where the sum of the attempts is 0."""
    total = math.fsum(attempts for attempts, _ in parts)
    if total == 0:
        return None
    return math.fsum(attempts * rate.rate for attempts, rate in parts) / total


def national_uncertainty(
    mean: float | None, parts: Sequence[tuple[float, Rate]], settings: Parameters
) -> Spread:
    if mean is None:
        return Spread()
    total = math.fsum(attempts for attempts, _ in parts)
    own_variance = math.fsum(
        (a / total) ** 2 * max(r.variance - r.shared**2, 0.0) for a, r in parts
    )
    shared = math.fsum(a / total * r.shared for a, r in parts)
    variance = min(own_variance + shared**2, 0.95 * mean * (1 - mean))
    if variance == 0:
        return Spread(mean, mean, float(in_shortage(mean, settings)))
    k = weight_of(mean, variance)
    return of_beta(mean * k, (1 - mean) * k, settings.shortage_threshold)


def p_category(
    good: bool | None,
    shortage: bool | None,
    p_good: float | None,
    p_shortage: float | None,
) -> float | None:
    if good is None or shortage is None or p_good is None or p_shortage is None:
        return None
    return (p_good if good else 1 - p_good) * (
        p_shortage if shortage else 1 - p_shortage
    )


def steady_side(history: Sequence[float | None], steady: float) -> bool | None:
    """What the newest decisive half-year says; before any, the first that has a p."""
    known = [p for p in history if p is not None]
    for p in reversed(known):
        if p >= steady - TIE:
            return True
        if 1 - p >= steady - TIE:
            return False
    return known[0] >= 0.5 - TIE if known else None
