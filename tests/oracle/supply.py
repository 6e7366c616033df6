"""Section 3: can the unemployed find work?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.oracle.given import (
    NATION,
    TIE,
    Parameters,
    Tables,
    reference_date,
    rows_of,
    three_months_later,
)


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
    by_person: dict[int, tuple[set[str], date | None]] = {}
    for person, of_person in records.items():
        for spell in merge(of_person, gap_days):
            regions = {
                row["region_id"]
                for row in spell
                if row["job_ready"] and active(row, day)
            }
            if regions:
                by_person[person] = regions, latest_end(spell)
    return by_person


def targets_at(tables: Tables, day: date) -> dict[int, set[str]]:
    """Person: occupations of the job targets active at day, each once."""
    by_person: dict[int, set[str]] = {}
    for row in rows_of(tables, "job_target"):
        if active(row, day):
            by_person.setdefault(row["person_id"], set()).add(row["occupation_id"])
    return by_person


def last_day_observed(tables: Tables, settings: Parameters) -> date | None:
    """The parameter, else the day that 99.9 pct of all dates do not exceed."""
    if settings.observed_until is not None:
        return settings.observed_until
    days = sorted(
        row[name]
        for row in rows_of(tables, "unemployment_spell")
        for name in ("start_date", "end_date")
        if row.get(name) is not None
    )
    return days[math.ceil(0.999 * len(days)) - 1] if days else None


def supply_known(tables: Tables, period: str, settings: Parameters) -> bool:
    """Both tables are there, and the three months end at most 31 days too late."""
    last = last_day_observed(tables, settings)
    if not rows_of(tables, "job_target") or not rows_of(tables, "unemployment_spell"):
        return False
    until = three_months_later(reference_date(period))
    return last is not None and until <= last + timedelta(days=31)


def supply(
    tables: Tables, period: str, gap_days: int
) -> dict[tuple[str, str], tuple[set[int], set[int]]]:
    """(region or DK, occupation): the persons of the cohort, those who left."""
    return supply_on(tables, reference_date(period), gap_days)


def supply_on(
    tables: Tables, day: date, gap_days: int
) -> dict[tuple[str, str], tuple[set[int], set[int]]]:
    """The same of the unemployed on any day."""
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


def known_people(
    tables: Tables, period: str, settings: Parameters
) -> Callable[[tuple[str, str]], Supply]:
    """Of a cell or the nation's occupation: 0 where nobody qualifies, or unknown."""
    if not supply_known(tables, period, settings):
        return lambda key: Supply(None, None)
    cohorts = supply(tables, period, settings.spell_gap_days)

    def of(key: tuple[str, str]) -> Supply:
        cohort, left = cohorts.get(key, (set(), set()))
        return Supply(len(cohort), len(left))

    return of


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
        return exit_rate >= settings.exit_threshold - TIE
    if basis == "unemployment_ratio" and unemployment_ratio is not None:
        return unemployment_ratio < settings.unemployment_ratio_threshold - TIE
    return None
