"""Section 7: intervals and probabilities."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy import stats

from tests.oracle.given import Parameters
from tests.oracle.model import Rate, in_shortage
from tests.oracle.supply import Supply


@dataclass(frozen=True)
class Uncertainty:
    low: float | None = None
    high: float | None = None
    p_shortage: float | None = None


def regional_uncertainty(rate: Rate | None, settings: Parameters) -> Uncertainty:
    if rate is None:
        return Uncertainty()
    if rate.is_point:
        return Uncertainty(1.0, 1.0, 1.0 if settings.shortage_threshold <= 1 else 0.0)
    spread = stats.beta(rate.alpha, rate.beta)
    return Uncertainty(
        float(spread.ppf(0.025)),
        float(spread.ppf(0.975)),
        float(spread.sf(settings.shortage_threshold)),
    )


def national_uncertainty(
    rate: float | None, parts: Sequence[tuple[float, Rate]], settings: Parameters
) -> Uncertainty:
    if rate is None:
        return Uncertainty()
    total = math.fsum(attempts for attempts, _ in parts)
    variance = math.fsum((a / total) ** 2 * r.variance for a, r in parts)
    if variance == 0:
        return Uncertainty(rate, rate, float(in_shortage(rate, settings)))
    spread = stats.norm(rate, math.sqrt(variance))
    return Uncertainty(
        max(float(spread.ppf(0.025)), 0.0),
        min(float(spread.ppf(0.975)), 1.0),
        float(spread.sf(settings.shortage_threshold)),
    )


def p_good_prospects(
    basis: str | None, people: Supply, settings: Parameters
) -> float | None:
    unemployed, left = people.unemployed, people.left
    if basis != "exit_rate" or unemployed is None or left is None:
        return None
    spread = stats.beta(left + 0.5, unemployed - left + 0.5)
    return float(spread.sf(settings.exit_threshold))


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
