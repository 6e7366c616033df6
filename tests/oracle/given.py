"""What the oracle is given: section 1 (inputs, parameters) and 2 (periods)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

Row = dict[str, Any]
Tables = Mapping[str, Sequence[Mapping[str, Any]]]
NATION = "DK"
TIE = 1e-12


@dataclass(frozen=True)
class Parameters:
    """Section 1: name and default; a misspelt name is a TypeError."""

    exit_threshold: float = 0.35
    unemployment_ratio_threshold: float = 0.10
    shortage_threshold: float = 0.12
    min_unemployed: int = 20
    min_answers: int = 30
    prior_answers: float = 0
    smoothing_unemployed: float = 5
    smoothing_title: float = 2
    smoothing_hires: float = 20
    indicator_floor: float = 0.001
    rate_ceiling: float = 0.98
    regional_bound: float = 3
    carry_over: float = 0
    steady_probability: float = 0.7
    observed_until: date | None = None
    spell_gap_days: int = 0
    use_survey_weights: bool = False
    disclosure_min: int = 5
    exit_lag_months: int = 1
    keep_spells_under_way: bool = False


def held(value: float, low: float, high: float) -> float:
    return max(low, min(value, high))


def half_year(period: str) -> int:
    """A half-year's number, so that two of them have a distance."""
    year, half = period.split("H")
    return 2 * int(year) + int(half)


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
