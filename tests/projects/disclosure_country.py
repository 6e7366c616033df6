"""A small country with many small counts, and others that differ in what is hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Any

PERIODS = {"2024H2": date(2024, 10, 1), "2025H1": date(2025, 4, 1)}
REGIONS = ("r1", "r2", "r3", "r4")
LEAST = 5
Row = dict[str, Any]


@dataclass(frozen=True)
class Person:
    """Unemployed at a half-year's reference date; `leaves` within three months."""

    period: str
    region: str
    title: str
    leaves: bool


@dataclass(frozen=True)
class Country:
    """Persons, and the tables that hold none."""

    persons: tuple[Person, ...]
    tables: dict[str, list[Row]]

    def inputs(
        self, periods: Sequence[str] = tuple(PERIODS), employees: float = 1.0
    ) -> dict[str, list[Row]]:
        """The input tables of some half-years, employees times a factor."""
        spells, targets = [], []
        for number, person in enumerate(self.persons):
            day = PERIODS[person.period]
            month = day.month + (1 if person.leaves else 5)
            spells.append(
                {
                    "person_id": number,
                    "region_id": person.region,
                    "start_date": date(day.year, day.month - 2, 1),
                    "end_date": date(
                        day.year + (month - 1) // 12, (month - 1) % 12 + 1, 5
                    ),
                    "job_ready": True,
                }
            )
            targets.append(
                {
                    "person_id": number,
                    "occupation_id": person.title,
                    "start_date": date(2020, 1, 1),
                    "end_date": None,
                }
            )
        kept = {
            name: [row for row in rows if row.get("period", periods[0]) in periods]
            for name, rows in self.tables.items()
        }
        kept["employment"] = [
            row | {"full_time_employees": row["full_time_employees"] * employees}
            for row in kept["employment"]
        ]
        return kept | {"unemployment_spell": spells, "job_target": targets}

    def count(self) -> Counter[tuple[str, str, str]]:
        """The unemployed of each half-year, region and title."""
        return Counter((p.period, p.region, p.title) for p in self.persons)


def country(seed: int = 1, titles: int = 50) -> Country:
    """Mostly small counts; whole numbers of attempts, hires and adverts."""
    chance = Random(seed)
    names = [f"t{number:02}" for number in range(titles)]
    persons: list[Person] = []
    tables: dict[str, list[Row]] = {
        "region": [{"region_id": r, "name_da": r, "name_en": r} for r in REGIONS],
        "occupation": [{"occupation_id": t, "title_da": t} for t in names],
        "employment": [],
        "recruitment": [],
        "recruitment_survey": [],
    }
    for period in PERIODS:
        for title in names:
            pull = chance.gauss(0, 0.5)
            for region in REGIONS:
                key = {"period": period, "region_id": region, "occupation_id": title}
                unemployed = chance.choice((0, 1, 2, 3, 4, 1, 2, 3, 4, 7, 12, 30))
                persons += [
                    Person(period, region, title, chance.random() < 0.35)
                    for _ in range(unemployed)
                ]
                employees = float(chance.choice((12, 18, 22, 28, 33, 38, 60, 400)))
                tables["employment"].append(key | {"full_time_employees": employees})
                hires = chance.randint(1, 12)
                tables["recruitment"].append(
                    key
                    | {
                        "attempts": float(hires + chance.randint(0, 6)),
                        "hires": float(hires),
                        "advertised_hires": float(chance.randint(0, hires)),
                    }
                )
                rate = min(0.9, 0.15 * 2.7**pull)
                for _ in range(chance.choice((0, 0, 1, 2, 5, 9))):
                    tables["recruitment_survey"].append(
                        key
                        | {
                            "answer_id": len(tables["recruitment_survey"]) + 1,
                            "outcome": "unfilled"
                            if chance.random() < rate
                            else "filled",
                            "weight": 1.0,
                        }
                    )
    return Country(tuple(persons), tables)


def moved(before: Country) -> Country:
    """Another country that must publish the same: persons moved where all is hidden.

    In each half-year and title a leaver and a stayer go from one region to another,
    where both have 1 to LEAST - 1 unemployed before and after; and the identifiers are
    others.
    """
    count = before.count()
    persons = list(before.persons)
    done: set[tuple[str, str, bool]] = set()
    for number, person in enumerate(before.persons):
        if (person.period, person.title, person.leaves) in done:
            continue
        for region in REGIONS:
            source = person.period, person.region, person.title
            target = person.period, region, person.title
            if (
                region != person.region
                and 1 < count[source] < LEAST
                and 0 < count[target] < LEAST - 1
            ):
                persons[number] = replace(person, region=region)
                count[source] -= 1
                count[target] += 1
                done.add((person.period, person.title, person.leaves))
                break
    assert {leaves for *_, leaves in done} == {True, False} and len(done) > 40
    return Country(tuple(reversed(persons)), before.tables)


def small(some: Country) -> dict[tuple[str, str, str], int]:
    """The counts of 1 to LEAST - 1."""
    return {key: n for key, n in some.count().items() if 0 < n < LEAST}


def cells(rows: Sequence[Row]) -> Iterator[tuple[tuple[str, str, str], Row]]:
    """The rows of the regions, by half-year, region and title."""
    for row in rows:
        if row["region_id"] != "DK":
            yield (row["period"], row["region_id"], row["occupation_id"]), row
