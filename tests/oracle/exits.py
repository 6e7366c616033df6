"""Section 7: the exit rate by two levels, titles around the country's rate."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from tests.oracle.given import NATION, Parameters, held
from tests.oracle.supply import Supply
from tests.oracle.two_levels import (
    Count,
    Precision,
    of_regions,
    of_titles,
    weight_of,
    worth,
)

LOW, HIGH = 0.001, 0.999
People = Mapping[tuple[str, str], Supply]


@dataclass(frozen=True)
class ExitModel:
    """The country's exit rate and the two precisions of a half-year."""

    mean: float
    title: Precision
    region: Precision


def counts_of(people: People) -> dict[str, dict[str, tuple[int, int]]]:
    """occupation: region: left and unemployed, where they are known."""
    by_title: dict[str, dict[str, tuple[int, int]]] = {}
    for (region, occupation), supply in people.items():
        if region != NATION and supply.unemployed is not None:
            assert supply.left is not None
            counts = by_title.setdefault(occupation, {})
            counts[region] = supply.left, supply.unemployed
    return by_title


def exit_model(people: People, settings: Parameters) -> ExitModel | None:
    """None where nobody is known to be unemployed."""
    by_title = counts_of(people)
    titles = [
        (sum(y for y, _ in cells.values()), sum(n for _, n in cells.values()))
        for cells in by_title.values()
    ]
    unemployed = sum(n for _, n in titles)
    if not unemployed:
        return None
    mean = held(sum(y for y, _ in titles) / unemployed, LOW, HIGH)
    regions = []
    for (left, total), cells in zip(titles, by_title.values(), strict=True):
        for y, n in cells.values():
            if n >= 2 and total - n >= 30:
                m = held((left - y) / (total - n), 0.001, settings.rate_ceiling)
                regions.append(Count(y, n, m, m * (1 - m) / (total - n)))
    return ExitModel(
        mean,
        of_titles([Count(y, n, mean) for y, n in titles if n >= 1]),
        of_regions(regions),
    )


def exit_beta(
    model: ExitModel, people: People, key: tuple[str, str]
) -> tuple[float, float] | None:
    """The two parameters of a cell's beta distribution."""
    region, occupation = key
    counts = people[key]
    if counts.unemployed is None or counts.left is None:
        return None
    expected, k = model.mean, model.title.kappa
    if region != NATION:
        expected, k = regional_prior(model, counts_of(people)[occupation], region)
    stayed = counts.unemployed - counts.left
    return k * expected + counts.left, k * (1 - expected) + stayed


def regional_prior(
    model: ExitModel, cells: Mapping[str, tuple[int, int]], region: str
) -> tuple[float, float]:
    """G and k: the title elsewhere and the country, the region's own left out."""
    kappa_t, kappa_r = model.title.kappa, model.region.kappa
    others = [(y, n) for name, (y, n) in cells.items() if name != region and n]
    e = [worth(n, kappa_r) for _, n in others]
    elsewhere = math.fsum(w * y / n for w, (y, n) in zip(e, others, strict=True))
    weight = kappa_t + math.fsum(e)
    tendency = held((kappa_t * model.mean + elsewhere) / weight, LOW, HIGH)
    spread = tendency * (1 - tendency)
    variance = spread * (1 / (weight + 1) + 1 / (kappa_r + 1))
    return tendency, weight_of(tendency, min(variance, 0.95 * spread))
