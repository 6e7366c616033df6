"""Section 9: the public rows, and what the primary rule hides of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tests.oracle.balance import category
from tests.oracle.demand import Occupation, indicators, sum_known
from tests.oracle.given import Parameters, Row
from tests.oracle.model import (
    Rate,
    entering,
    in_shortage,
    in_shortage_cell,
    national_rate,
)
from tests.oracle.poisson import Fit
from tests.oracle.supply import Supply, good_prospects, supply_basis
from tests.oracle.uncertainty import (
    national_uncertainty,
    p_category,
    p_good_prospects,
    regional_uncertainty,
)


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
