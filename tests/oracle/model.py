"""Section 5: the shortage model, from the prediction to the regional rate."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from tests.oracle.demand import (
    Cell,
    Indicators,
    Occupation,
    level_of,
    of_country,
    of_others,
    of_region,
)
from tests.oracle.given import TIE, Parameters, held
from tests.oracle.poisson import Fit, fit_poisson, linear, linear_error
from tests.oracle.two_levels import (
    Count,
    Precision,
    of_regions,
    of_titles,
    weight_of,
    worth,
)

GENERAL_TERMS = (
    "intercept",
    "log_unemployment_ratio",
    "advertising_share",
    "log_recruitment_intensity",
)
REGIONAL_TERMS = ("log_unemployment_ratio_deviation", "advertising_share_deviation")
Occupations = Mapping[str, Occupation]
Key = tuple[str, str]


def log_floored(value: float, settings: Parameters) -> float:
    return math.log(max(value, settings.indicator_floor))


def within(value: float, settings: Parameters) -> float:
    return held(value, settings.indicator_floor, settings.rate_ceiling)


def general_predictors(
    country: Indicators, settings: Parameters
) -> tuple[float, float, float, float] | None:
    """None unless all three indicators are known."""
    u, a, h = country.u, country.a, country.h
    if u is None or a is None or h is None:
        return None
    return 1.0, log_floored(u, settings), a, log_floored(h, settings)


def deviation(
    occupation: Occupation, region: str, all_titles: Indicators, settings: Parameters
) -> tuple[float, float] | None:
    """None unless u and a are known, both local and pooled."""
    pooled = of_others(occupation.others(region), all_titles, settings)
    local = of_region(occupation.cells[region], pooled, settings)
    if local.u is None or local.a is None or pooled.u is None or pooled.a is None:
        return None
    log_ratio = log_floored(local.u, settings) - log_floored(pooled.u, settings)
    return log_ratio, local.a - pooled.a


@dataclass(frozen=True)
class Prediction:
    """mu and sigma; whether the model gave it."""

    rate: float
    error: float
    by_model: bool


def fit_general(
    occupations: Occupations, all_titles: Indicators, settings: Parameters
) -> Fit:
    """5.1, on the occupations with answers and all three national indicators."""
    rows, counts, exposures = [], [], []
    for occupation in occupations.values():
        country = of_country(occupation.all_cells, all_titles, settings)
        predictors = general_predictors(country, settings)
        if occupation.answers >= 1 and predictors is not None:
            rows.append(predictors)
            counts.append(occupation.y)
            exposures.append(occupation.n)
    return fit_poisson(rows, counts, exposures, GENERAL_TERMS)


def predictions(
    occupations: Occupations, fit: Fit, all_titles: Indicators, settings: Parameters
) -> dict[str, Prediction | None]:
    """5.1: by the model, else the half-year's rate where there are answers."""
    level = level_of([c.given for o in occupations.values() for c in o.all_cells])
    by_title: dict[str, Prediction | None] = {}
    for name, occupation in occupations.items():
        country = of_country(occupation.all_cells, all_titles, settings)
        predictors = general_predictors(country, settings)
        by_title[name] = None
        if fit.status == "fitted" and predictors is not None:
            rate = math.exp(min(linear(fit, predictors), 0.0))
            error = linear_error(fit, predictors)
            by_title[name] = Prediction(within(rate, settings), error, True)
        elif occupation.answers >= 1 and level is not None:
            by_title[name] = Prediction(within(level, settings), 0.0, False)
    return by_title


def title_precision(
    occupations: Occupations, predicted: Mapping[str, Prediction | None]
) -> Precision:
    return of_titles(
        [
            Count(occupation.y, occupation.n, mu.rate)
            for name, occupation in occupations.items()
            if (mu := predicted[name]) and mu.by_model and occupation.answers >= 1
        ]
    )


def region_precision(occupations: Occupations, settings: Parameters) -> Precision:
    counts = []
    for occupation in occupations.values():
        for region, cell in occupation.cells.items():
            others = occupation.others(region)
            n = math.fsum(other.n for other in others)
            counted = math.fsum(other.counted for other in others)
            if cell.n >= 2 - TIE and counted >= 30 - TIE:
                m = within(math.fsum(other.y for other in others) / n, settings)
                counts.append(Count(cell.y, cell.n, m, m * (1 - m) / n))
    return of_regions(counts)


@dataclass(frozen=True)
class Tendency:
    """G, and the answers that it rests on: k_T plus what those elsewhere are worth."""

    rate: float
    weight: float


def general_tendency(
    occupation: Occupation,
    region: str,
    mu: Prediction | None,
    kappas: tuple[float, float],
    settings: Parameters,
) -> Tendency | None:
    """5.3: G of the region, its own answers left out."""
    others = [cell for cell in occupation.others(region) if cell.n > 0]
    fixed, (kappa_title, kappa_region) = settings.prior_answers, kappas
    e = [cell.n if fixed > 0 else worth(cell.n, kappa_region) for cell in others]
    counted = math.fsum(cell.counted for cell in others)
    k = 0.0
    if mu is not None and counted < settings.min_answers - TIE:
        k = fixed if fixed > 0 else prediction_weight(mu, kappa_title)
    weight = k + math.fsum(e)
    if weight == 0:
        return None
    elsewhere = math.fsum(
        w * cell.y / cell.n for w, cell in zip(e, others, strict=True)
    )
    expected = 0.0 if mu is None else k * mu.rate
    return Tendency(within((expected + elsewhere) / weight, settings), weight)


def prediction_weight(mu: Prediction, kappa_title: float) -> float:
    spread = mu.rate * (1 - mu.rate)
    variance = spread / (kappa_title + 1) + (mu.rate * mu.error) ** 2
    return max(weight_of(mu.rate, min(variance, 0.98 * spread)), 0.5)


def fit_regional(
    occupations: Occupations,
    tendencies: Mapping[Key, Tendency | None],
    all_titles: Indicators,
    settings: Parameters,
) -> Fit:
    """5.4, on the cells with answers, G, and u and a both local and pooled."""
    rows, counts, exposures = [], [], []
    for (region, name), tendency in tendencies.items():
        cell = occupations[name].cells[region]
        predictors = deviation(occupations[name], region, all_titles, settings)
        if cell.n >= 1 - TIE and tendency is not None and predictors is not None:
            rows.append(predictors)
            counts.append(cell.y)
            exposures.append(cell.n * tendency.rate)
    return fit_poisson(rows, counts, exposures, REGIONAL_TERMS)


def regional_tendency(
    fit: Fit, predictors: tuple[float, float] | None, settings: Parameters
) -> tuple[float, float]:
    """5.4: R and tau; 1 and 0 without one of the four or without a fit."""
    if fit.status != "fitted" or predictors is None:
        return 1.0, 0.0
    factor = math.exp(held(linear(fit, predictors), -700.0, 700.0))
    bound = settings.regional_bound
    return held(factor, 1 / bound, bound), linear_error(fit, predictors)


@dataclass(frozen=True)
class Rate:
    """A regional rate: its basis, its beta's two parameters, what regions share."""

    rate: float
    basis: str
    alpha: float
    beta: float
    shared: float

    @property
    def is_point(self) -> bool:
        return self.beta <= 0

    @property
    def variance(self) -> float:
        if self.is_point:
            return 0.0
        total = self.alpha + self.beta
        return self.alpha * self.beta / (total**2 * (total + 1))


def basis_of(n: int, national: int, settings: Parameters) -> str:
    """5.6: the six bases of calculation."""
    minimum = settings.min_answers
    if n >= minimum:
        return "1"
    if n >= 1:
        return "2" if national >= minimum else "3"
    if national >= minimum:
        return "4"
    return "5" if national >= 1 else "6"


def prior(
    tendency: Tendency,
    regional: tuple[float, float],
    kappa_region: float,
    settings: Parameters,
) -> tuple[float, float, float]:
    """5.5: A, the variance of A, and k."""
    factor, error = regional
    adjusted = within(tendency.rate * factor, settings)
    if settings.prior_answers > 0:
        return adjusted, 0.0, settings.prior_answers
    spread = adjusted * (1 - adjusted)
    own_variance = (
        factor**2 * tendency.rate * (1 - tendency.rate) / (tendency.weight + 1)
    )
    variance = min(own_variance + (adjusted * error) ** 2, 0.9 * spread)
    whole = min(variance + spread / (kappa_region + 1), 0.95 * spread)
    return adjusted, variance, weight_of(adjusted, whole)


def regional_rate(
    cell: Cell,
    national: int,
    tendency: Tendency | None,
    regional: tuple[float, float],
    kappa_region: float,
    settings: Parameters,
) -> Rate | None:
    """5.6 and 7: None where the cell is not assessable."""
    basis = basis_of(cell.given.raw, national, settings)
    if basis == "1":
        n, y = cell.given.n, cell.given.y
        return Rate(y / n, basis, y + 0.5, n - y + 0.5, 0.0)
    if tendency is None:
        return None
    adjusted, variance, k = prior(tendency, regional, kappa_region, settings)
    n, y = (cell.n, cell.y) if basis in ("2", "3") else (0.0, 0.0)
    alpha, beta = k * adjusted + y, k * (1 - adjusted) + n - y
    shared = math.sqrt(variance) * k / (k + n)
    return Rate((k * adjusted + y) / (k + n), basis, alpha, beta, shared)
