"""The whole of the oracle: from the input tables to the public rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.oracle.balance import coverage
from tests.oracle.demand import Occupation, read_cells
from tests.oracle.given import NATION, Parameters, Row, Tables, periods, rows_of
from tests.oracle.model import (
    Rate,
    deviation,
    fit_general,
    fit_regional,
    general_tendency,
    prediction,
    regional_rate,
    regional_tendency,
)
from tests.oracle.poisson import Fit
from tests.oracle.public import coefficient_rows, national_row, regional_row
from tests.oracle.supply import people_of, supply

Key = tuple[str, str, str]


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
