"""The balance of SPEC sections 2-7 in plain Python, in the order of the spec.

A second opinion that is slow on purpose: it takes the input tables as lists of
rows, works through the definitions one sentence at a time, and returns what the
public tables should hold before disclosure control. None is NULL throughout.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.optimize import linprog
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import (
    GLM,
)

Row = dict[str, Any]
Tables = Mapping[str, Sequence[Mapping[str, Any]]]
Key = tuple[str, str, str]
Matrix = NDArray[np.float64]

NATION = "DK"
TIE = 1e-12
GENERAL_TERMS = (
    "intercept",
    "log_unemployment_ratio",
    "advertising_share",
    "log_recruitment_intensity",
)
REGIONAL_TERMS = ("log_unemployment_ratio_deviation", "advertising_share_deviation")


@dataclass(frozen=True)
class Parameters:
    """Section 1: name and default; a misspelt name is a TypeError."""

    exit_threshold: float = 0.35
    unemployment_ratio_threshold: float = 0.10
    shortage_threshold: float = 0.12
    min_unemployed: int = 20
    min_answers: int = 30
    prior_answers: float = 30
    indicator_floor: float = 0.001
    regional_bound: float = 3
    spell_gap_days: int = 0
    use_survey_weights: bool = False
    disclosure_min: int = 5
    exit_lag_months: int = 1
    keep_spells_under_way: bool = False


@dataclass
class Result:
    assessment: dict[Key, Row] = field(default_factory=dict)
    coverage: dict[tuple[str, str], Row] = field(default_factory=dict)
    general_coefficient: dict[tuple[str, str], Row] = field(default_factory=dict)
    regional_coefficient: dict[tuple[str, str], Row] = field(default_factory=dict)
    fits: dict[tuple[str, str], str] = field(default_factory=dict)

    def relations(self) -> dict[str, list[Row]]:
        return {
            "balance.assessment": list(self.assessment.values()),
            "balance.coverage": list(self.coverage.values()),
            "shortage.general_coefficient": list(self.general_coefficient.values()),
            "shortage.regional_coefficient": list(self.regional_coefficient.values()),
        }


def compute(tables: Tables, parameters: Mapping[str, Any] | None = None) -> Result:
    """What the public tables of the balance hold, before disclosure control."""
    settings = Parameters(**(parameters or {}))
    result = Result()
    for period in periods(tables):
        assess_period(result, tables, period, settings)
    return result


# Section 2: periods and cohorts


def rows_of(tables: Tables, name: str) -> Sequence[Mapping[str, Any]]:
    """A missing optional table counts as empty."""
    return tables.get(name, ())


def periods(tables: Tables) -> list[str]:
    names = ("employment", "recruitment", "recruitment_survey")
    return sorted({row["period"] for name in names for row in rows_of(tables, name)})


def reference_date(period: str) -> date:
    year, half = period.split("H")
    return date(int(year), {"1": 4, "2": 10}[half], 1)


def three_months_later(day: date) -> date:
    """1 July after 1 April, 1 January after 1 October."""
    return date(day.year, 7, 1) if day.month == 4 else date(day.year + 1, 1, 1)


# Section 3: supply


@dataclass(frozen=True)
class Supply:
    """People of one region (or the nation) and occupation; None is unknown."""

    unemployed: int | None
    left: int | None

    @property
    def exit_rate(self) -> float | None:
        if self.unemployed is None or self.left is None or self.unemployed == 0:
            return None
        return self.left / self.unemployed


def active(row: Mapping[str, Any], day: date) -> bool:
    start, end = row["start_date"], row["end_date"]
    return bool(start <= day and (end is None or end > day))


def latest_end(records: Iterable[Mapping[str, Any]]) -> date | None:
    """The latest end, None for the infinite end of an open record."""
    ends = [record["end_date"] for record in records]
    return None if None in ends else max(ends)


def joins(
    record: Mapping[str, Any], spell: Sequence[Mapping[str, Any]], gap_days: int
) -> bool:
    """The record starts on or before the latest end so far plus the gap."""
    end = latest_end(spell)
    return end is None or record["start_date"] <= end + timedelta(days=gap_days)


def merge(
    records: Iterable[Mapping[str, Any]], gap_days: int
) -> list[list[Mapping[str, Any]]]:
    """One person's records in groups that touch or overlap: the merged spells."""
    spells: list[list[Mapping[str, Any]]] = []
    for record in sorted(records, key=lambda row: row["start_date"]):
        if spells and joins(record, spells[-1], gap_days):
            spells[-1].append(record)
        else:
            spells.append([record])
    return spells


def unemployed_at(
    tables: Tables, day: date, gap_days: int
) -> dict[int, tuple[set[str], date | None]]:
    """Person: regions of the job-ready records active at day, end of merged spell."""
    records: dict[int, list[Mapping[str, Any]]] = {}
    for row in rows_of(tables, "unemployment_spell"):
        records.setdefault(row["person_id"], []).append(row)
    found: dict[int, tuple[set[str], date | None]] = {}
    for person, own in records.items():
        for spell in merge(own, gap_days):
            regions = {
                row["region_id"]
                for row in spell
                if row["job_ready"] and active(row, day)
            }
            if regions:
                found[person] = regions, latest_end(spell)
    return found


def targets_at(tables: Tables, day: date) -> dict[int, set[str]]:
    """Person: occupations of the job targets active at day, each once."""
    found: dict[int, set[str]] = {}
    for row in rows_of(tables, "job_target"):
        if active(row, day):
            found.setdefault(row["person_id"], set()).add(row["occupation_id"])
    return found


def supply_known(tables: Tables) -> bool:
    return bool(rows_of(tables, "unemployment_spell") and rows_of(tables, "job_target"))


def supply(
    tables: Tables, period: str, gap_days: int
) -> dict[tuple[str, str], tuple[set[int], set[int]]]:
    """(region or DK, occupation): the persons of the cohort, those who left."""
    day = reference_date(period)
    until = three_months_later(day)
    targets = targets_at(tables, day)
    cohorts: dict[tuple[str, str], tuple[set[int], set[int]]] = {}
    for person, (regions, end) in unemployed_at(tables, day, gap_days).items():
        for occupation in targets.get(person, set()):
            for region in regions | {NATION}:
                cohort, left = cohorts.setdefault((region, occupation), (set(), set()))
                cohort.add(person)
                if end is not None and end <= until:
                    left.add(person)
    return cohorts


def supply_basis(
    people: Supply, unemployment_ratio: float | None, settings: Parameters
) -> str | None:
    if people.unemployed is None:
        return None
    if people.unemployed >= settings.min_unemployed:
        return "exit_rate"
    return "unemployment_ratio" if unemployment_ratio is not None else None


def good_prospects(
    basis: str | None,
    exit_rate: float | None,
    unemployment_ratio: float | None,
    settings: Parameters,
) -> bool | None:
    if basis == "exit_rate" and exit_rate is not None:
        return exit_rate >= settings.exit_threshold
    if basis == "unemployment_ratio" and unemployment_ratio is not None:
        return unemployment_ratio < settings.unemployment_ratio_threshold
    return None


# Section 4: demand


@dataclass(frozen=True)
class Cell:
    """What is known of an occupation in a region; None is unknown."""

    people: Supply
    employees: float | None
    attempts: float | None
    hires: float | None
    advertised: float | None
    answers: int
    unfilled: float


@dataclass(frozen=True)
class Indicators:
    """u, a and h of one region, or of several together."""

    u: float | None
    a: float | None
    h: float | None


def ratio_of_sums(
    parts: Iterable[tuple[float | None, float | None]],
) -> float | None:
    """Sums over the regions with both parts; None if there is none, or over 0."""
    known = [(top, low) for top, low in parts if top is not None and low is not None]
    below = math.fsum(low for _, low in known)
    if not known or below == 0:
        return None
    return math.fsum(top for top, _ in known) / below


def indicators(cells: Sequence[Cell]) -> Indicators:
    return Indicators(
        u=ratio_of_sums((cell.people.unemployed, cell.employees) for cell in cells),
        a=ratio_of_sums((cell.advertised, cell.hires) for cell in cells),
        h=ratio_of_sums((cell.attempts, cell.employees) for cell in cells),
    )


def sum_known(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return math.fsum(known) if known else None


def answered(
    rows: Sequence[Mapping[str, Any]], weighted: bool
) -> tuple[int, int | float]:
    """n and y: raw answers, and those unfilled (n times the weighted share)."""
    unfilled = [row for row in rows if row["outcome"] == "unfilled"]
    if not weighted or not rows:
        return len(rows), len(unfilled)
    share = math.fsum(row["weight"] for row in unfilled) / math.fsum(
        row["weight"] for row in rows
    )
    return len(rows), len(rows) * share


def read_cells(
    tables: Tables, period: str, settings: Parameters
) -> dict[tuple[str, str], Cell]:
    """(region, occupation): its cell, for the whole grid of the period."""
    cohorts = supply(tables, period, settings.spell_gap_days)
    employment = by_cell(rows_of(tables, "employment"), period)
    recruitment = by_cell(rows_of(tables, "recruitment"), period)
    survey = by_cell(rows_of(tables, "recruitment_survey"), period)
    cells = {}
    for region in rows_of(tables, "region"):
        for occupation in rows_of(tables, "occupation"):
            key = region["region_id"], occupation["occupation_id"]
            hiring = only(recruitment.get(key, []))
            answers, unfilled = answered(
                survey.get(key, []), settings.use_survey_weights
            )
            cells[key] = Cell(
                people=people_of(tables, cohorts, key),
                employees=only(employment.get(key, [])).get("full_time_employees"),
                attempts=hiring.get("attempts"),
                hires=hiring.get("hires"),
                advertised=hiring.get("advertised_hires"),
                answers=answers,
                unfilled=unfilled,
            )
    return cells


def by_cell(
    rows: Iterable[Mapping[str, Any]], period: str
) -> dict[tuple[str, str], list[Mapping[str, Any]]]:
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        if row["period"] == period:
            key = row["region_id"], row["occupation_id"]
            found.setdefault(key, []).append(row)
    return found


def only(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The row of a key, or nothing known."""
    return rows[0] if rows else {}


def people_of(
    tables: Tables,
    cohorts: Mapping[tuple[str, str], tuple[set[int], set[int]]],
    key: tuple[str, str],
) -> Supply:
    """0 where nobody qualifies; unknown where a table is missing or empty."""
    if not supply_known(tables):
        return Supply(None, None)
    cohort, left = cohorts.get(key, (set(), set()))
    return Supply(len(cohort), len(left))


# Section 5: the shortage model


@dataclass(frozen=True)
class Fit:
    """Coefficients by term; no terms where the model is not fitted, status says why."""

    status: str
    estimate: dict[str, float] = field(default_factory=dict)
    std_error: dict[str, float] = field(default_factory=dict)


def has_full_rank(design: Matrix) -> bool:
    singular = np.linalg.svd(design, compute_uv=False)
    return bool(singular.min() > 1e-9 * max(1.0, singular.max()))


def has_maximum(design: Matrix, counts: Matrix) -> bool:
    """No direction leaves every positive count's rate as it is and lowers others'."""
    scale = np.abs(design).max(axis=0)
    columns = design / np.where(scale > 0, scale, 1)
    zero = counts == 0
    if not zero.any():
        return True
    found = linprog(
        columns[zero].sum(axis=0),
        A_ub=columns[zero],
        b_ub=np.zeros(int(zero.sum())),
        A_eq=columns[~zero] if (~zero).any() else None,
        b_eq=np.zeros(int((~zero).sum())) if (~zero).any() else None,
        bounds=(-1, 1),
        options={"primal_feasibility_tolerance": 1e-10},
    )
    return bool(found.fun > -1e-7)


def climb(design: Matrix, y: Matrix, offset: Matrix) -> Matrix:
    """Newton's method with halved steps: where the iterations below may start.

    Those of statsmodels clip small means and can end beside the maximum.
    """

    def log_likelihood(b: Matrix) -> float:
        eta = design @ b + offset
        return float(y @ eta - np.exp(eta).sum()) if eta.max() < 700 else -math.inf

    b = np.zeros(design.shape[1])
    for _ in range(500):
        root = np.exp((design @ b + offset) / 2)
        step = np.linalg.lstsq(design * root[:, None], y / root - root, rcond=None)[0]
        while log_likelihood(b + step) < log_likelihood(b) - TIE:
            step = step / 2
        b = b + step
        if np.abs(step).max() < TIE:
            break
    return b


def fit_poisson(
    rows: Sequence[Sequence[float]],
    counts: Sequence[float],
    exposures: Sequence[float],
    terms: Sequence[str],
) -> Fit:
    """Rates y/m with weight m, which is the counts y with the offset ln m."""
    if len(rows) <= len(terms):
        return Fit("too few rows")
    design, y = np.asarray(rows, float), np.asarray(counts, float)
    if not has_full_rank(design):
        return Fit("not full rank")
    if not has_maximum(design, y):
        return Fit("no maximum")
    offset = np.log(np.asarray(exposures))
    model = GLM(y, design, family=Poisson(), offset=offset)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = model.fit(
            start_params=climb(design, y, offset),
            scale="X2",
            tol_criterion="params",
            tol=1e-13,
            rtol=1e-13,
        )
    return Fit(
        "fitted",
        {t: float(v) for t, v in zip(terms, fitted.params, strict=True)},
        {t: float(v) for t, v in zip(terms, fitted.bse, strict=True)},
    )


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


def linear(fit: Fit, predictors: Sequence[float]) -> float:
    values = fit.estimate.values()
    return math.fsum(b * x for b, x in zip(values, predictors, strict=True))


@dataclass(frozen=True)
class Occupation:
    """One occupation of one period across the regions."""

    cells: dict[str, Cell]

    @property
    def answers(self) -> int:
        return sum(cell.answers for cell in self.cells.values())

    @property
    def unfilled(self) -> float:
        return math.fsum(cell.unfilled for cell in self.cells.values())

    @property
    def national(self) -> Indicators:
        return indicators(list(self.cells.values()))

    def others(self, region: str) -> list[Cell]:
        return [cell for name, cell in self.cells.items() if name != region]


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


# Section 6: the balance

CATEGORY = {
    (True, False): "good",
    (False, False): "poor",
    (True, True): "shortage",
    (False, True): "paradox",
}


def category(good: bool | None, shortage: bool | None) -> str | None:
    if good is None or shortage is None:
        return None
    return CATEGORY[good, shortage]


def share(part: Iterable[float | None], whole: Iterable[float | None]) -> float | None:
    """A share of full-time employees; None where there are none at all."""
    total = sum_known(whole)
    return None if not total else (sum_known(part) or 0.0) / total


def coverage(
    regional: Sequence[Row], names: Sequence[str], settings: Parameters
) -> dict[str, float | None]:
    """The nine measures of a period, over its regional rows."""

    def everywhere(met: Mapping[tuple[str, str], bool]) -> float | None:
        regions = {region for region, _ in met}
        full = [all(met[region, name] for region in regions) for name in names]
        return sum(full) / len(full) if full and regions else None

    def employment(met: Iterable[bool]) -> float | None:
        employees = [row["full_time_employees"] for row in regional]
        part = [e for e, kept in zip(employees, met, strict=True) if kept]
        return share(part, employees)

    keys = [(row["region_id"], row["occupation_id"]) for row in regional]
    assessed = [row["shortage_rate"] is not None for row in regional]
    surveyed = [row["answers"] >= settings.min_answers for row in regional]
    measures = {
        "occupations_assessed_everywhere": everywhere(
            dict(zip(keys, assessed, strict=True))
        ),
        "employment_assessed": employment(assessed),
        "occupations_survey_only_everywhere": everywhere(
            dict(zip(keys, surveyed, strict=True))
        ),
    }
    for basis in "123456":
        of_basis = [row["shortage_basis"] == basis for row in regional]
        measures[f"employment_basis_{basis}"] = employment(of_basis)
    return measures


# Section 7: uncertainty


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


# Section 9: the public rows


def supply_columns(
    people: Supply,
    employees: float | None,
    unemployment_ratio: float | None,
    settings: Parameters,
) -> Row:
    basis = supply_basis(people, unemployment_ratio, settings)
    return {
        "unemployed": people.unemployed,
        "left_within_3_months": people.left,
        "exit_rate": people.exit_rate,
        "full_time_employees": employees,
        "unemployment_ratio": unemployment_ratio,
        "supply_basis": basis,
        "good_prospects": good_prospects(
            basis, people.exit_rate, unemployment_ratio, settings
        ),
        "p_good_prospects": p_good_prospects(basis, people, settings),
    }


def balance_columns(supplied: Row, demanded: Row) -> Row:
    good, shortage = supplied["good_prospects"], demanded["in_shortage"]
    return {
        "category": category(good, shortage),
        "p_category": p_category(
            good, shortage, supplied["p_good_prospects"], demanded["p_shortage"]
        ),
    }


def regional_row(
    occupation: Occupation,
    region: str,
    tendency: float | None,
    factor: float,
    rate: Rate | None,
    settings: Parameters,
) -> Row:
    cell = occupation.cells[region]
    supplied = supply_columns(
        cell.people, cell.employees, indicators([cell]).u, settings
    )
    spread = regional_uncertainty(rate, settings)
    demanded = {
        "answers": cell.answers,
        "answers_national": occupation.answers,
        "general_tendency": tendency,
        "regional_tendency": factor,
        "shortage_rate": None if rate is None else rate.rate,
        "shortage_basis": None if rate is None else rate.basis,
        "shortage_rate_low": spread.low,
        "shortage_rate_high": spread.high,
        "p_shortage": spread.p_shortage,
        "in_shortage": None if rate is None else in_shortage_cell(cell, rate, settings),
    }
    return supplied | demanded | balance_columns(supplied, demanded)


def national_row(
    occupation: Occupation,
    people: Supply,
    rates: Mapping[str, Rate | None],
    settings: Parameters,
) -> Row:
    """Distinct persons of the whole country; ratios of sums over the regions."""
    employees = sum_known(cell.employees for cell in occupation.cells.values())
    supplied = supply_columns(people, employees, occupation.national.u, settings)
    parts = entering(occupation, rates)
    rate = national_rate(parts)
    spread = national_uncertainty(rate, parts, settings)
    demanded = {
        "answers": occupation.answers,
        "answers_national": occupation.answers,
        "general_tendency": None,
        "regional_tendency": None,
        "shortage_rate": rate,
        "shortage_basis": None if rate is None else "national",
        "shortage_rate_low": spread.low,
        "shortage_rate_high": spread.high,
        "p_shortage": spread.p_shortage,
        "in_shortage": None if rate is None else in_shortage(rate, settings),
    }
    return supplied | demanded | balance_columns(supplied, demanded)


def coefficient_rows(period: str, fit: Fit) -> dict[tuple[str, str], Row]:
    return {
        (period, term): {
            "period": period,
            "term": term,
            "estimate": estimate,
            "std_error": fit.std_error[term],
        }
        for term, estimate in fit.estimate.items()
    }


def assess_period(
    result: Result, tables: Tables, period: str, settings: Parameters
) -> None:
    regions = [row["region_id"] for row in rows_of(tables, "region")]
    names = [row["occupation_id"] for row in rows_of(tables, "occupation")]
    cells = read_cells(tables, period, settings)
    occupations = {
        name: Occupation({region: cells[region, name] for region in regions})
        for name in names
    }
    general = fit_general(occupations, settings)
    tendencies = {
        (region, name): general_tendency(
            occupations[name],
            region,
            prediction(general, occupations[name].national, settings),
            settings,
        )
        for region, name in cells
    }
    regional = fit_regional(occupations, tendencies, settings)
    rows = assess_cells(occupations, tendencies, regional, settings)
    cohorts = supply(tables, period, settings.spell_gap_days)
    for name, occupation in occupations.items():
        rates = {region: rows[region, name][1] for region in regions}
        people = people_of(tables, cohorts, (NATION, name))
        row = national_row(occupation, people, rates, settings)
        add_row(result, period, NATION, name, row)
    for (region, name), (row, _) in rows.items():
        add_row(result, period, region, name, row)
    regional_rows = [result.assessment[period, region, name] for region, name in cells]
    for measure, value in coverage(regional_rows, names, settings).items():
        result.coverage[period, measure] = {
            "period": period,
            "measure": measure,
            "value": value,
        }
    result.general_coefficient |= coefficient_rows(period, general)
    result.regional_coefficient |= coefficient_rows(period, regional)
    result.fits[period, "general"] = general.status
    result.fits[period, "regional"] = regional.status


def assess_cells(
    occupations: Mapping[str, Occupation],
    tendencies: Mapping[tuple[str, str], float | None],
    fit: Fit,
    settings: Parameters,
) -> dict[tuple[str, str], tuple[Row, Rate | None]]:
    """(region, occupation): its public row and the rate behind it."""
    rows = {}
    for (region, name), tendency in tendencies.items():
        occupation = occupations[name]
        factor = regional_tendency(
            fit, deviation(occupation, region, settings), settings
        )
        adjusted = None if tendency is None else min(tendency * factor, 1.0)
        cell = occupation.cells[region]
        rate = regional_rate(cell, occupation.answers, adjusted, settings)
        row = regional_row(occupation, region, tendency, factor, rate, settings)
        rows[region, name] = row, rate
    return rows


def add_row(
    result: Result, period: str, region: str, occupation: str, row: Row
) -> None:
    keys = {"period": period, "region_id": region, "occupation_id": occupation}
    result.assessment[period, region, occupation] = keys | row


# Section 9: disclosure, the primary rule only


def disclose(rows: Iterable[Row], minimum: int) -> list[Row]:
    """Counts from 1 to minimum - 1 hidden, with what they could be read from."""

    def small(count: int | None) -> bool:
        return count is not None and 1 <= count < minimum

    published = []
    for row in rows:
        unemployed, left = row["unemployed"], row["left_within_3_months"]
        hidden: list[str] = []
        if small(unemployed):
            hidden += ["unemployed", "unemployment_ratio"]
        stayed = None if unemployed is None or left is None else unemployed - left
        if hidden or unemployed is None or small(left) or small(stayed):
            hidden += ["left_within_3_months", "exit_rate"]
            hidden += ["p_good_prospects", "p_category"]
        published.append(row | dict.fromkeys(hidden))
    return published
