"""Section 5: the shortage model, from the general tendency to the national rate."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.demand import Cell, Indicators, Occupation, indicators
from tests.oracle.given import TIE, Parameters
from tests.oracle.poisson import Fit, fit_poisson, linear

GENERAL_TERMS = (
    "intercept",
    "log_unemployment_ratio",
    "advertising_share",
    "log_recruitment_intensity",
)
REGIONAL_TERMS = ("log_unemployment_ratio_deviation", "advertising_share_deviation")


def log_floored(value: float, settings: Parameters) -> float:
    return math.log(max(value, settings.indicator_floor))


def general_predictors(
    national: Indicators, settings: Parameters
) -> tuple[float, float, float, float] | None:
    """None unless all three indicators are known."""
    u, a, h = national.u, national.a, national.h
    if u is None or a is None or h is None:
        return None
    return 1.0, log_floored(u, settings), a, log_floored(h, settings)


def regional_predictors(
    local: Indicators, pooled: Indicators, settings: Parameters
) -> tuple[float, float] | None:
    """None unless u and a are known, both local and pooled."""
    if local.u is None or local.a is None or pooled.u is None or pooled.a is None:
        return None
    log_ratio = log_floored(local.u, settings) - log_floored(pooled.u, settings)
    return log_ratio, local.a - pooled.a


def fit_general(occupations: Mapping[str, Occupation], settings: Parameters) -> Fit:
    """5.1, on the occupations with answers and all three national indicators."""
    rows, counts, exposures = [], [], []
    for occupation in occupations.values():
        predictors = general_predictors(occupation.national, settings)
        if occupation.answers >= 1 and predictors is not None:
            rows.append(predictors)
            counts.append(occupation.unfilled)
            exposures.append(occupation.answers)
    return fit_poisson(rows, counts, exposures, GENERAL_TERMS)


def prediction(fit: Fit, national: Indicators, settings: Parameters) -> float | None:
    """5.1: mu, at most 1; None without the fit or an indicator."""
    predictors = general_predictors(national, settings)
    if fit.status != "fitted" or predictors is None:
        return None
    return math.exp(min(linear(fit, predictors), 0.0))


def general_tendency(
    occupation: Occupation, region: str, mu: float | None, settings: Parameters
) -> float | None:
    """5.2: G of the region, its own answers left out."""
    others = occupation.others(region)
    n = sum(cell.answers for cell in others)
    y = math.fsum(cell.unfilled for cell in others)
    prior = settings.prior_answers
    if occupation.answers == 0:
        tendency = mu
    elif occupation.answers < settings.min_answers and mu is not None:
        tendency = (prior * mu + y) / (prior + n)
    else:
        tendency = y / n if n > 0 else None
    return None if tendency is None else max(tendency, settings.indicator_floor)


def deviation(
    occupation: Occupation, region: str, settings: Parameters
) -> tuple[float, float] | None:
    local = indicators([occupation.cells[region]])
    pooled = indicators(occupation.others(region))
    return regional_predictors(local, pooled, settings)


def fit_regional(
    occupations: Mapping[str, Occupation],
    tendencies: Mapping[tuple[str, str], float | None],
    settings: Parameters,
) -> Fit:
    """5.3, on the cells with answers, G, and u and a both local and pooled."""
    rows, counts, exposures = [], [], []
    for (region, name), tendency in tendencies.items():
        cell = occupations[name].cells[region]
        predictors = deviation(occupations[name], region, settings)
        if cell.answers >= 1 and tendency is not None and predictors is not None:
            rows.append(predictors)
            counts.append(cell.unfilled)
            exposures.append(cell.answers * tendency)
    return fit_poisson(rows, counts, exposures, REGIONAL_TERMS)


def regional_tendency(
    fit: Fit, predictors: tuple[float, float] | None, settings: Parameters
) -> float:
    """5.3: R, 1 where one of the four is missing or the model was not fitted."""
    if fit.status != "fitted" or predictors is None:
        return 1.0
    factor = math.exp(max(-700.0, min(linear(fit, predictors), 700.0)))
    return min(max(factor, 1 / settings.regional_bound), settings.regional_bound)


@dataclass(frozen=True)
class Rate:
    """A regional shortage rate with its basis and the two parameters of its beta."""

    rate: float
    basis: str
    alpha: float
    beta: float

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
    """5.4: the six bases of calculation."""
    minimum = settings.min_answers
    if n >= minimum:
        return "1"
    if n >= 1:
        return "2" if national >= minimum else "3"
    if national >= minimum:
        return "4"
    return "5" if national >= 1 else "6"


def regional_rate(
    cell: Cell, national: int, adjusted: float | None, settings: Parameters
) -> Rate | None:
    """5.4 and 7: None where the cell is not assessable."""
    n, y, prior = cell.answers, cell.unfilled, settings.prior_answers
    basis = basis_of(n, national, settings)
    if basis == "1":
        return Rate(y / n, basis, y + 0.5, n - y + 0.5)
    if adjusted is None:
        return None
    alpha, beta = prior * adjusted, prior * (1 - adjusted)
    if basis in ("2", "3"):
        rate = (prior * adjusted + y) / (prior + n)
        return Rate(rate, basis, alpha + y, beta + n - y)
    return Rate(adjusted, basis, alpha, beta)


def in_shortage(rate: float, settings: Parameters) -> bool:
    """5.6, otherwise than by whole numbers."""
    return rate >= settings.shortage_threshold - TIE


def in_shortage_cell(cell: Cell, rate: Rate, settings: Parameters) -> bool:
    """5.6: basis 1 by whole numbers, which weights do not leave y."""
    if rate.basis == "1" and not settings.use_survey_weights:
        share = Fraction(int(cell.unfilled), cell.answers)
        return share >= Fraction(repr(settings.shortage_threshold))
    return in_shortage(rate.rate, settings)


def entering(
    occupation: Occupation, rates: Mapping[str, Rate | None]
) -> list[tuple[float, Rate]]:
    """5.5: attempts and rate of the regions that have both."""
    found = []
    for region, cell in occupation.cells.items():
        rate = rates[region]
        if cell.attempts is not None and rate is not None:
            found.append((cell.attempts, rate))
    return found


def national_rate(parts: Sequence[tuple[float, Rate]]) -> float | None:
    """5.5: None where the sum of the attempts is 0."""
    total = math.fsum(attempts for attempts, _ in parts)
    if total == 0:
        return None
    return math.fsum(attempts * rate.rate for attempts, rate in parts) / total
