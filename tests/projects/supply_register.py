"""A made-up register of unemployment, and the same one with a few other spells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

FIELDS = {"o1": "Byggeri", "o2": "Byggeri", "o3": "Kontor", "o4": None}
LAST = date(2024, 6, 30)
LAST_DAY_EXITS = 10  # more than a thousandth of the dates: the last day observed
Rows = list[dict[str, Any]]


def country(seed: int, persons: int) -> dict[str, Rows]:
    """Persons with one or more records and targets, some overlapping, some open."""
    chance = Random(seed)
    spells: Rows = [
        {
            "person_id": 1_000_000 + number,
            "region_id": "r1",
            "start_date": date(2024, 6, 1),
            "end_date": LAST,
            "job_ready": True,
        }
        for number in range(LAST_DAY_EXITS)
    ]
    targets: Rows = []
    for person in range(1, persons + 1):
        starts = {chance.randrange(700) for _ in range(chance.choice([1, 1, 2, 3]))}
        for start in sorted(starts):
            begun = date(2022, 7, 1) + timedelta(start)
            ended = begun + timedelta(int(chance.expovariate(1 / 120)))
            spells.append(
                {
                    "person_id": person,
                    "region_id": chance.choice(["r1", "r2"]),
                    "start_date": begun,
                    "end_date": ended if ended <= LAST else None,
                    "job_ready": chance.random() < 0.8,
                }
            )
        for occupation in chance.sample(sorted(FIELDS), chance.choice([0, 1, 2, 3])):
            begun = date(2022, 6, 1) + timedelta(chance.randrange(600))
            until = chance.choice([None, begun + timedelta(chance.randrange(300))])
            targets.append(
                {
                    "person_id": person,
                    "occupation_id": occupation,
                    "start_date": begun,
                    "end_date": until,
                }
            )
    return {
        "region": [{"region_id": r, "name_da": r, "name_en": r} for r in ("r1", "r2")],
        "occupation": [
            {
                "occupation_id": o,
                "title_da": o,
                "title_en": None,
                "isco08": None,
                "field_da": field,
            }
            for o, field in FIELDS.items()
        ],
        "unemployment_spell": spells,
        "job_target": targets,
    }


def active(row: dict[str, Any], day: date) -> bool:
    return row["start_date"] <= day and (
        row["end_date"] is None or row["end_date"] > day
    )


def fields_of(tables: dict[str, Rows], person: int, day: date) -> set[str]:
    held = {
        FIELDS[target["occupation_id"]]
        for target in tables["job_target"]
        if target["person_id"] == person and active(target, day)
    }
    return {field for field in held if field} | {"all"}


def months_on(day: date, months: int) -> date:
    """The day of the month `months` later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError


Wanted = Mapping[tuple[str, str, int, bool], int]  # region, field, months, ended


@dataclass(frozen=True)
class Begun:
    """A spell that a job-ready record begins, and the fields it is counted in."""

    person: int
    start: date
    fields: frozenset[str]


def with_spells(
    tables: dict[str, Rows], lasting: Rows, wanted: Wanted
) -> dict[str, Rows]:
    """The register with other numbers of spells (field all: every one), as wanted.

    `lasting` are the rows of supply.spell_length. Nothing changes on the first of a
    month: a spell that shall not count is not job-ready on its first day, one that
    shall is job-ready then alone, and so are job targets held or not.
    """
    enlarged = {name: list(rows) for name, rows in tables.items()}
    alike: dict[tuple[str, int, bool], list[Begun]] = {}
    for row in lasting:
        fields = fields_of(tables, row["person_id"], row["start_date"]) - {"all"}
        begun = Begun(row["person_id"], row["start_date"], frozenset(fields))
        key = row["region_id"], row["months"], row["has_ended"]
        alike.setdefault(key, []).append(begun)
    changed = sorted({(region, months, ended) for region, _, months, ended in wanted})
    for region, months, ended in changed:
        spells = alike.get((region, months, ended), [])
        held = {
            field: sum(field in spell.fields for spell in spells)
            for field in sorted(set(FIELDS.values()) - {None}, key=str)
        }
        number = wanted.get((region, "all", months, ended), len(spells))
        while len(spells) < number:
            spells.append(_begin(enlarged, region, months, ended))
        while len(spells) > number:
            _not_ready(enlarged, spells.pop())
        for field, others in held.items():
            kind = (region, str(field), months, ended)
            _in_field(enlarged, spells, str(field), wanted.get(kind, others))
    return enlarged


def _begin(tables: dict[str, Rows], region: str, months: int, ended: bool) -> Begun:
    """One more spell of whoever; job-ready on its first day."""
    person = 1 + max(row["person_id"] for row in tables["unemployment_spell"])
    if ended:
        start = date(2022, 8, 9)
        end: date | None = months_on(start, months - 1) + timedelta(3)
    else:
        start, end = months_on(LAST, -months) - timedelta(5), None
    ids = {"person_id": person, "region_id": region}
    second = start + timedelta(1)
    tables["unemployment_spell"] += [
        ids | {"start_date": start, "end_date": second, "job_ready": True},
        ids | {"start_date": second, "end_date": end, "job_ready": False},
    ]
    return Begun(person, start, frozenset())


def _not_ready(tables: dict[str, Rows], spell: Begun) -> None:
    """The spell begins with a day that is not job-ready."""
    second = spell.start + timedelta(1)
    rows = []
    for row in tables["unemployment_spell"]:
        if (row["person_id"], row["start_date"]) == (spell.person, spell.start):
            rows.append(row | {"end_date": second, "job_ready": False})
            if row["end_date"] is None or row["end_date"] > second:
                rows.append(row | {"start_date": second})
        else:
            rows.append(row)
    tables["unemployment_spell"] = rows


def _in_field(
    tables: dict[str, Rows], spells: list[Begun], field: str, number: int
) -> None:
    """As many of the spells as wanted are of the field on their first day."""
    titles = [
        title for title, field_of_title in FIELDS.items() if field_of_title == field
    ]
    inside = [spell for spell in spells if field in spell.fields]
    outside = [spell for spell in spells if field not in spell.fields]
    for spell in outside[: max(number - len(inside), 0)]:
        field_of_title = {"person_id": spell.person, "occupation_id": titles[0]}
        day = {"start_date": spell.start, "end_date": spell.start + timedelta(1)}
        tables["job_target"] = [*tables["job_target"], field_of_title | day]
    for spell in inside[: max(len(inside) - number, 0)]:
        tables["job_target"] = [
            part
            for row in tables["job_target"]
            for part in _without_day(row, spell, titles)
        ]


def _without_day(row: dict[str, Any], spell: Begun, titles: list[str]) -> Rows:
    """A job target as it is, or what is left of it beside the spell's first day."""
    is_own = row["person_id"] == spell.person and row["occupation_id"] in titles
    if not is_own or not active(row, spell.start):
        return [row]
    second = spell.start + timedelta(1)
    parts = [row | {"end_date": spell.start}, row | {"start_date": second}]
    return [
        p for p in parts if p["end_date"] is None or p["start_date"] < p["end_date"]
    ]
