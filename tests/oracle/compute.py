"""The whole of the oracle: from the input tables to the public rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.oracle.balance import category, coverage
from tests.oracle.demand import Occupation, plain, read_cells, with_carried
from tests.oracle.exits import People, exit_beta, exit_model
from tests.oracle.given import NATION, Parameters, Row, Tables, periods, rows_of
from tests.oracle.model import (
    Rate,
    deviation,
    fit_general,
    fit_regional,
    general_tendency,
    predictions,
    region_precision,
    regional_rate,
    regional_tendency,
    title_precision,
)
from tests.oracle.poisson import Fit
from tests.oracle.public import (
    coefficient_rows,
    covariance_rows,
    national_row,
    precision_row,
    regional_row,
)
from tests.oracle.supply import known_people
from tests.oracle.two_levels import of_regions, of_titles
from tests.oracle.uncertainty import steady_side

Key = tuple[str, str, str]


@dataclass
class Result:
    assessment: dict[Key, Row] = field(default_factory=dict)
    coverage: dict[tuple[str, str], Row] = field(default_factory=dict)
    general_coefficient: dict[tuple[str, str], Row] = field(default_factory=dict)
    regional_coefficient: dict[tuple[str, str], Row] = field(default_factory=dict)
    covariance: dict[tuple[str, ...], Row] = field(default_factory=dict)
    precision: dict[tuple[str, str], Row] = field(default_factory=dict)
    exit_precision: dict[tuple[str, str], Row] = field(default_factory=dict)
    fits: dict[tuple[str, str], str] = field(default_factory=dict)

    def relations(self) -> dict[str, list[Row]]:
        return {
            "balance.assessment": list(self.assessment.values()),
            "balance.coverage": list(self.coverage.values()),
            "shortage.general_coefficient": list(self.general_coefficient.values()),
            "shortage.regional_coefficient": list(self.regional_coefficient.values()),
            "shortage.covariance": list(self.covariance.values()),
            "shortage.precision": list(self.precision.values()),
            "supply.exit_precision": list(self.exit_precision.values()),
        }


def compute(tables: Tables, parameters: Mapping[str, Any] | None = None) -> Result:
    """What the public tables of the balance hold, before disclosure control."""
    settings = Parameters(**(parameters or {}))
    result = Result()
    for period in periods(tables):
        assess_period(result, tables, period, settings)
    add_steady(result, settings)
    return result


def assess_period(
    result: Result, tables: Tables, period: str, settings: Parameters
) -> None:
    regions = [row["region_id"] for row in rows_of(tables, "region")]
    names = [row["occupation_id"] for row in rows_of(tables, "occupation")]
    cells = read_cells(tables, period, settings)
    cells = with_carried(tables, cells, period, settings)
    occupations = {
        name: Occupation({region: cells[region, name] for region in regions})
        for name in names
    }
    known = known_people(tables, period, settings)
    people = {
        (region, name): known((region, name))
        for region in (*regions, NATION)
        for name in names
    }
    exits = exit_distributions(result, period, people, settings)
    rates = add_regions(result, period, occupations, exits, settings)
    for name, occupation in occupations.items():
        regional_rates = {region: rates[region, name] for region in regions}
        nation = (NATION, name)
        row = national_row(
            occupation, people[nation], regional_rates, exits[nation], settings
        )
        add_row(result, period, NATION, name, row)
    regional_rows = [result.assessment[period, region, name] for region, name in cells]
    for measure, value in coverage(regional_rows, names, settings).items():
        result.coverage[period, measure] = {
            "period": period,
            "measure": measure,
            "value": value,
        }


def exit_distributions(
    result: Result, period: str, people: People, settings: Parameters
) -> dict[tuple[str, str], tuple[float, float] | None]:
    model = exit_model(people, settings)
    title, region = (
        (model.title, model.region) if model else (of_titles([]), of_regions([]))
    )
    for level, precision in (("title", title), ("region", region)):
        row = precision_row(period, level, precision)
        result.exit_precision[period, level] = row
    return {key: exit_beta(model, people, key) if model else None for key in people}


def add_regions(
    result: Result,
    period: str,
    occupations: Mapping[str, Occupation],
    exits: Mapping[tuple[str, str], tuple[float, float] | None],
    settings: Parameters,
) -> dict[tuple[str, str], Rate | None]:
    """The model of a half-year, its rows, and the rates behind them."""
    all_titles = plain([c for o in occupations.values() for c in o.all_cells])
    general = fit_general(occupations, all_titles, settings)
    predicted = predictions(occupations, general, all_titles, settings)
    title = title_precision(occupations, predicted)
    region_level = region_precision(occupations, settings)
    kappas = title.kappa, region_level.kappa
    tendencies = {
        (region, name): general_tendency(
            occupation, region, predicted[name], kappas, settings
        )
        for name, occupation in occupations.items()
        for region in occupation.cells
    }
    fit = fit_regional(occupations, tendencies, all_titles, settings)
    rates: dict[tuple[str, str], Rate | None] = {}
    for (region, name), tendency in tendencies.items():
        occupation = occupations[name]
        predictors = deviation(occupation, region, all_titles, settings)
        regional = regional_tendency(fit, predictors, settings)
        cell, national = occupation.cells[region], occupation.answers
        rate = regional_rate(
            cell, national, tendency, regional, region_level.kappa, settings
        )
        row = regional_row(
            occupation,
            region,
            tendency,
            regional[0],
            rate,
            exits[region, name],
            settings,
        )
        rates[region, name] = rate
        add_row(result, period, region, name, row)
    add_model(result, period, general, fit)
    result.precision[period, "title"] = precision_row(period, "title", title)
    result.precision[period, "region"] = precision_row(period, "region", region_level)
    return rates


def add_model(result: Result, period: str, general: Fit, regional: Fit) -> None:
    result.general_coefficient |= coefficient_rows(period, general)
    result.regional_coefficient |= coefficient_rows(period, regional)
    result.covariance |= covariance_rows(period, general)
    result.covariance |= covariance_rows(period, regional)
    result.fits[period, "general"] = general.status
    result.fits[period, "regional"] = regional.status


def add_row(
    result: Result, period: str, region: str, occupation: str, row: Row
) -> None:
    keys = {"period": period, "region_id": region, "occupation_id": occupation}
    result.assessment[period, region, occupation] = keys | row


def add_steady(result: Result, settings: Parameters) -> None:
    """Section 7: each side as its newest decisive half-year says."""
    history: dict[tuple[str, str], list[Row]] = {}
    for (_, region, occupation), row in sorted(result.assessment.items()):
        so_far = history.setdefault((region, occupation), [])
        so_far.append(row)
        good, shortage = (
            steady_side([r[p] for r in so_far], settings.steady_probability)
            for p in ("p_good_prospects", "p_shortage")
        )
        assessed = row["category"] is not None
        row["category_steady"] = category(good, shortage) if assessed else None
