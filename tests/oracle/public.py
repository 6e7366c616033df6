"""Section 9: the public rows, and what the primary rule hides of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from tests.oracle.balance import category
from tests.oracle.demand import Cell, Occupation, plain, sum_known
from tests.oracle.given import NATION, Parameters, Row
from tests.oracle.model import GENERAL_TERMS, Rate, Tendency
from tests.oracle.poisson import Fit
from tests.oracle.supply import Supply, good_prospects, supply_basis
from tests.oracle.two_levels import Precision
from tests.oracle.uncertainty import (
    Spread,
    entering,
    in_shortage,
    in_shortage_cell,
    national_rate,
    national_uncertainty,
    of_beta,
    p_category,
    regional_uncertainty,
)

Beta = tuple[float, float] | None


def supply_columns(
    people: Supply,
    cells: Iterable[Cell],
    exits: Beta,
    settings: Parameters,
) -> Row:
    known = list(cells)
    ratio = plain(known).u
    basis = supply_basis(people, ratio, settings)
    spread = of_beta(*exits, settings.exit_threshold) if exits else Spread()
    return {
        "unemployed": people.unemployed,
        "left_within_3_months": people.left,
        "exit_rate": people.exit_rate,
        "full_time_employees": sum_known(cell.employees for cell in known),
        "unemployment_ratio": ratio,
        "supply_basis": basis,
        "good_prospects": good_prospects(basis, people.exit_rate, ratio, settings),
        "exit_rate_low": spread.low,
        "exit_rate_high": spread.high,
        "p_good_prospects": spread.reaches,
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
    tendency: Tendency | None,
    factor: float,
    rate: Rate | None,
    exits: Beta,
    settings: Parameters,
) -> Row:
    cell = occupation.cells[region]
    supplied = supply_columns(cell.people, [cell], exits, settings)
    spread = regional_uncertainty(rate, settings)
    demanded = {
        "answers": cell.given.raw,
        "answers_national": occupation.answers,
        "general_tendency": None if tendency is None else tendency.rate,
        "regional_tendency": factor,
        "shortage_rate": None if rate is None else rate.rate,
        "shortage_basis": None if rate is None else rate.basis,
        "shortage_rate_low": spread.low,
        "shortage_rate_high": spread.high,
        "p_shortage": spread.reaches,
        "in_shortage": None if rate is None else in_shortage_cell(cell, rate, settings),
    }
    return supplied | demanded | balance_columns(supplied, demanded)


def national_row(
    occupation: Occupation,
    people: Supply,
    rates: Mapping[str, Rate | None],
    exits: Beta,
    settings: Parameters,
) -> Row:
    """Distinct persons of the whole country; ratios of sums over the regions."""
    supplied = supply_columns(people, occupation.all_cells, exits, settings)
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
        "p_shortage": spread.reaches,
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


def covariance_rows(period: str, fit: Fit) -> dict[tuple[str, ...], Row]:
    model = "general" if GENERAL_TERMS[0] in fit.estimate else "regional"
    return {
        (period, model, term, other): {
            "period": period,
            "model": model,
            "term": term,
            "other_term": other,
            "covariance": float(fit.covariance[row, column]),
        }
        for row, term in enumerate(fit.estimate)
        for column, other in enumerate(fit.estimate)
    }


def precision_row(period: str, level: str, precision: Precision) -> Row:
    return {
        "period": period,
        "level": level,
        "kappa": precision.kappa,
        "cells": precision.cells,
    }


RATES = (
    "exit_rate",
    "unemployment_ratio",
    "general_tendency",
    "regional_tendency",
    "shortage_rate",
    "shortage_rate_low",
    "shortage_rate_high",
    "exit_rate_low",
    "exit_rate_high",
)
PROBABILITIES = ("p_shortage", "p_good_prospects", "p_category")


def disclose(rows: Iterable[Row], minimum: int, fewest_answers: int = 3) -> list[Row]:
    """What is hidden of each row for its own sake, and rounded; no second region.

    Figures are worked out before from the counts as they are: where one is hidden they
    are those of the gate only if what stands in for it comes to the same.
    """
    rows = list(rows)
    if minimum == 0:
        return rows
    few = Counter(
        (row["period"], row["occupation_id"])
        for row in rows
        if row["region_id"] != NATION and 0 < row["answers"] < fewest_answers
    )
    published = []
    for row in rows:
        hidden = _few_persons(row, minimum)
        if 0 < row["answers"] < fewest_answers:
            hidden += ["answers", "regional_tendency"]
        alone = few[row["period"], row["occupation_id"]] == 1
        if alone or 0 < row["answers_national"] < fewest_answers:
            hidden += ["answers_national"]
            hidden += ["answers"] if row["region_id"] == NATION else []
        rounded = {
            column: row[column] if row[column] is None else round(row[column], digits)
            for columns, digits in ((RATES, 3), (PROBABILITIES, 2))
            for column in columns
            if column in row
        }
        published.append(row | rounded | dict.fromkeys(hidden))
    return published


def _few_persons(row: Row, minimum: int) -> list[str]:
    unemployed, left = row["unemployed"], row["left_within_3_months"]
    hidden: list[str] = []
    if unemployed and unemployed < minimum:
        hidden += ["unemployed", "unemployment_ratio"]
    if unemployed and min(left, unemployed - left) < minimum:
        hidden += ["left_within_3_months", "exit_rate"]
    employees = row["full_time_employees"]
    if employees is not None and employees < minimum:
        hidden += ["full_time_employees", "unemployment_ratio"]
    return hidden
