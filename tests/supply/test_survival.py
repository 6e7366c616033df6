"""How long the unemployed stay so, against lifelines and against counting by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import numpy as np
import pytest

from tests.harness import built

RELATIONS = ("supply.survival", "supply.exit_rate_monthly", "supply.spell")
SHOW_ALL = {"disclosure_min": 0}
FIELDS = {"o1": "Byggeri", "o2": "Byggeri", "o3": "Kontor", "o4": None}
LAST = date(2024, 6, 30)
Rows = list[dict[str, Any]]


def country(seed: int, persons: int) -> dict[str, Rows]:
    """Persons with one or more records and targets, some overlapping, some open."""
    chance = Random(seed)
    spells: Rows = [
        {
            "person_id": 0,
            "region_id": "r1",
            "start_date": date(2024, 6, 1),
            "end_date": LAST,
            "job_ready": True,
        }
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


@pytest.fixture(scope="module")
def tables() -> dict[str, Rows]:
    return country(5, 300)


@pytest.fixture(scope="module")
def found(tables: dict[str, Rows]) -> dict[str, Rows]:
    with built(tables, SHOW_ALL, until=RELATIONS) as connection:
        return {name: read(connection, f"from {name}") for name in RELATIONS}


def read(connection: Any, sql: str) -> Rows:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


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


def durations(
    tables: dict[str, Rows], spells: Sequence[dict[str, Any]], region: str, field: str
) -> list[tuple[int, bool]]:
    """Months until the end, or followed, of spells begun by a job-ready record."""
    records = {
        (r["person_id"], r["start_date"]): r for r in tables["unemployment_spell"]
    }
    told = []
    for spell in spells:
        record = records[spell["person_id"], spell["start_date"]]
        held = fields_of(tables, spell["person_id"], spell["start_date"])
        if not record["job_ready"] or region not in ("DK", record["region_id"]):
            continue
        if field not in held:
            continue
        ended = spell["end_date"] <= LAST
        until = min(spell["end_date"], LAST)
        whole = 0
        while months_on(spell["start_date"], whole + 1) <= until:
            whole += 1
        exact = whole > 0 and months_on(spell["start_date"], whole) == until
        told.append((whole if exact or not ended else whole + 1, ended))
    return [(months, ended) for months, ended in told if months > 0]


def test_survival_of_lifelines(tables: dict[str, Rows], found: dict[str, Rows]) -> None:
    from lifelines import KaplanMeierFitter

    own = {
        (r["region_id"], r["field_da"], r["month"]): r for r in found["supply.survival"]
    }
    for region in ("r1", "r2", "DK"):
        for field in ("Byggeri", "Kontor", "all"):
            told = durations(tables, found["supply.spell"], region, field)
            months, ended = zip(*told, strict=True)
            fitted = KaplanMeierFitter().fit(months, ended)
            for month in sorted(set(months)):
                row = own[region, field, month]
                survival = fitted.survival_function_.loc[month].iloc[0]
                assert row["at_risk"] == sum(n >= month for n in months)
                assert row["survival"] == pytest.approx(survival, abs=1e-9)
                if survival > 0:
                    bounds = fitted.confidence_interval_.loc[month]
                    low_high = [row["survival_low"], row["survival_high"]]
                    np.testing.assert_allclose(low_high, bounds, atol=1e-9)


def test_every_month_of_the_exit_rate(
    tables: dict[str, Rows], found: dict[str, Rows]
) -> None:
    own = {
        (r["month"], r["region_id"], r["field_da"]): (
            r["unemployed"],
            r["left_within_3_months"],
        )
        for r in found["supply.exit_rate_monthly"]
    }
    wanted: dict[tuple[date, str, str], tuple[int, int]] = {}
    day = date(2022, 7, 1)
    while months_on(day, 3) <= LAST:
        cohort: dict[tuple[str, str], set[int]] = {}
        for record in tables["unemployment_spell"]:
            if record["job_ready"] and active(record, day):
                person = record["person_id"]
                places = [(record["region_id"], "all")]
                places += [("DK", f) for f in fields_of(tables, person, day)]
                for place in places:
                    cohort.setdefault(place, set()).add(person)
        leaving = {
            spell["person_id"]
            for spell in found["supply.spell"]
            if spell["start_date"] <= day < spell["end_date"] <= months_on(day, 3)
        }
        for place, persons in cohort.items():
            wanted[(day, *place)] = (len(persons), len(persons & leaving))
        day = months_on(day, 1)
    assert own == wanted and len(own) > 80


def test_counts_of_persons_are_rounded(tables: dict[str, Rows]) -> None:
    keys = {
        "supply.exit_rate_monthly": ("month", "region_id", "field_da"),
        "supply.survival": ("region_id", "field_da", "month"),
    }
    counts = {
        "supply.exit_rate_monthly": ("unemployed", "left_within_3_months"),
        "supply.survival": ("at_risk", "exits"),
    }
    found: list[dict[str, Rows]] = []
    for least in (0, 5):
        with built(tables, {"disclosure_min": least}, until=RELATIONS) as connection:
            found.append({name: read(connection, f"from {name}") for name in keys})
    exact, told = found
    for name, key in keys.items():
        own = {tuple(row[column] for column in key): row for row in exact[name]}
        assert any(row[counts[name][0]] in range(1, 5) for row in exact[name])
        for row in told[name]:
            true = own[tuple(row[column] for column in key)]
            for count in counts[name]:
                assert row[count] in ((true[count] + 2) // 5 * 5, None)
    rates = told["supply.exit_rate_monthly"]
    assert rates and len(rates) < len(exact["supply.exit_rate_monthly"])
    for row in rates:
        unemployed, left = row["unemployed"], row["left_within_3_months"]
        assert unemployed >= 10
        if left is None:
            assert row["exit_rate"] is None
        else:
            assert left >= 10 and unemployed - left >= 10
            assert row["exit_rate"] == pytest.approx(left / unemployed)
    for row in told["supply.survival"]:
        assert (row["survival"] is None) == (row["at_risk"] < 10)
