"""How long the unemployed stay so, against lifelines and against counting by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest

from tests.harness import built
from tests.supply.register import LAST, Rows, active, country, fields_of, months_on

RELATIONS = ("supply.survival", "supply.exit_rate_monthly", "supply.spell")
SHOW_ALL = {"disclosure_min": 0}


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
                nearest = (true[count] + 2) // 5 * 5
                assert row[count] in (nearest if nearest > 5 else 0, None)
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
