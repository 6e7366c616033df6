"""Section 4: what is known of an occupation in a region, and its indicators."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.oracle.given import Parameters, Tables, rows_of
from tests.oracle.supply import Supply, people_of, supply


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
