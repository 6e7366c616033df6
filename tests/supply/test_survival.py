"""How long the unemployed stay so, against lifelines and against counting by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import numpy as np
import pytest

from tests.harness import built, rows
from tests.projects.supply_register import (
    LAST,
    Rows,
    active,
    country,
    fields_of,
    months_on,
)

RELATIONS = ("supply.survival", "supply.exit_rate_monthly", "supply.spell")
SHOW_ALL = {"disclosure_min": 0}


@pytest.fixture(scope="module")
def tables() -> dict[str, Rows]:
    return country(5, 300)


@pytest.fixture(scope="module")
def computed(tables: dict[str, Rows]) -> dict[str, Rows]:
    with built(tables, SHOW_ALL, until=RELATIONS) as connection:
        return {name: read(connection, f"from {name}") for name in RELATIONS}


def read(connection: Any, sql: str) -> Rows:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def spells_of(
    tables: dict[str, Rows], spells: Sequence[dict[str, Any]], region: str, field: str
) -> list[tuple[date, date]]:
    """First and end dates of the spells that a job-ready record begins there."""
    records = {
        (r["person_id"], r["start_date"]): r for r in tables["unemployment_spell"]
    }
    dates = []
    for spell in spells:
        record = records[spell["person_id"], spell["start_date"]]
        held = fields_of(tables, spell["person_id"], spell["start_date"])
        if not record["job_ready"] or region not in ("DK", record["region_id"]):
            continue
        if field in held:
            dates.append((spell["start_date"], spell["end_date"]))
    return dates


def duration(start: date, end: date, last: date) -> tuple[int, bool]:
    """The month in which the spell ends, counted from 1, or the last observed whole."""
    month = 0
    while months_on(start, month + 1) <= last:
        month += 1
        if end <= months_on(start, month):
            return month, True
    return month, False


def test_survival_of_lifelines(
    tables: dict[str, Rows], computed: dict[str, Rows]
) -> None:
    from lifelines import KaplanMeierFitter

    by_cell = {
        (r["region_id"], r["field_da"], r["month"]): r
        for r in computed["supply.survival"]
    }
    for region in ("r1", "r2", "DK"):
        for field in ("Byggeri", "Kontor", "all"):
            dates = spells_of(tables, computed["supply.spell"], region, field)
            lasting = [duration(start, end, LAST) for start, end in dates]
            months, ended = zip(*(one for one in lasting if one[0] > 0), strict=True)
            fitted = KaplanMeierFitter().fit(months, ended)
            for month in sorted(set(months)):
                row = by_cell[region, field, month]
                survival = fitted.survival_function_.loc[month].iloc[0]
                assert row["at_risk"] == sum(n >= month for n in months)
                assert row["survival"] == pytest.approx(survival, abs=1e-9)
                if survival > 0:
                    bounds = fitted.confidence_interval_.loc[month]
                    low_high = [row["survival_low"], row["survival_high"]]
                    np.testing.assert_allclose(low_high, bounds, atol=1e-9)


def survivors(spells: Sequence[tuple[date, date]], months: int, last: date) -> float:
    """Kaplan-Meier from dates: of those whose month is observed whole, who stays?"""
    share = 1.0
    for month in range(1, months + 1):
        under_way = [
            end > months_on(start, month)
            for start, end in spells
            if months_on(start, month) <= last
            and (month == 1 or end > months_on(start, month - 1))
        ]
        share *= sum(under_way) / len(under_way)
    return share


def test_survival_from_dates(
    tables: dict[str, Rows], computed: dict[str, Rows]
) -> None:
    by_cell = {
        (r["region_id"], r["field_da"], r["month"]): r
        for r in computed["supply.survival"]
    }
    for place in (("r1", "all"), ("DK", "Kontor"), ("DK", "all")):
        dates = spells_of(tables, computed["supply.spell"], *place)
        for month in (1, 2, 3, 8, 11):
            wanted = survivors(dates, month, LAST)
            assert by_cell[*place, month]["survival"] == pytest.approx(wanted, abs=1e-9)


RATE = -math.log(0.557) / 91.25  # exits a day: 55.7 pct stay for three months
INFLOW_DAYS = 182


def inflow(persons: int, last: date) -> Rows:
    """Six months of inflow into a register that is known until its last day."""
    chance = Random(12)
    records = []
    for person in range(persons):
        start = last - timedelta(chance.randrange(INFLOW_DAYS))
        end = start + timedelta(1 + int(chance.expovariate(RATE)))
        records.append(
            {
                "person_id": person,
                "region_id": "r1",
                "start_date": start,
                "end_date": end if end <= last else None,
                "job_ready": True,
            }
        )
    return records


def test_survival_of_a_short_register_is_the_truth() -> None:
    """Those who leave in a month that is observed in part do not count more than those
    who stay in it: three months after six of inflow, the figure is the truth."""
    records = inflow(20_000, LAST)
    starts = [LAST - timedelta(day) for day in range(INFLOW_DAYS)]
    lengths = [(months_on(start, 3) - start).days for start in starts]
    truth = np.mean([math.exp(-RATE * days) for days in lengths])
    region = [{"region_id": "r1", "name_da": "r1", "name_en": "r1"}]
    known = {"region": region, "unemployment_spell": records}
    with built(known, SHOW_ALL, until=["supply.survival"]) as connection:
        curve = read(connection, "from supply.survival where region_id = 'DK'")
    third = next(row for row in curve if row["month"] == 3)
    assert abs(third["survival"] - truth) < 3 * third["std_error"]


def test_every_month_of_the_exit_rate(
    tables: dict[str, Rows], computed: dict[str, Rows]
) -> None:
    by_cell = {
        (r["month"], r["region_id"], r["field_da"]): (
            r["unemployed"],
            r["left_within_3_months"],
        )
        for r in computed["supply.exit_rate_monthly"]
    }
    wanted: dict[tuple[date, str, str], tuple[int, int]] = {}
    day = date(2022, 7, 1)
    while months_on(day, 3) <= LAST + timedelta(31):
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
            for spell in computed["supply.spell"]
            if spell["start_date"] <= day < spell["end_date"] <= months_on(day, 3)
        }
        for place, persons in cohort.items():
            wanted[(day, *place)] = (len(persons), len(persons & leaving))
        day = months_on(day, 1)
    assert by_cell == wanted and len(by_cell) > 80


def test_counts_of_persons_are_rounded(tables: dict[str, Rows]) -> None:
    keys = {
        "supply.exit_rate_monthly": ("month", "region_id", "field_da"),
        "supply.survival": ("region_id", "field_da", "month"),
    }
    counts = {
        "supply.exit_rate_monthly": ("unemployed", "left_within_3_months"),
        "supply.survival": ("at_risk", "exits"),
    }
    builds: list[dict[str, Rows]] = []
    for least in (0, 5):
        with built(tables, {"disclosure_min": least}, until=RELATIONS) as connection:
            builds.append({name: read(connection, f"from {name}") for name in keys})
    exact, published = builds
    for name, key in keys.items():
        by_key = {tuple(row[column] for column in key): row for row in exact[name]}
        assert any(row[counts[name][0]] in range(1, 5) for row in exact[name])
        for row in published[name]:
            true = by_key[tuple(row[column] for column in key)]
            for count in counts[name]:
                nearest = (true[count] + 2) // 5 * 5
                assert row[count] in (nearest if nearest > 5 else 0, None)
    rates = published["supply.exit_rate_monthly"]
    assert rates and len(rates) < len(exact["supply.exit_rate_monthly"])
    for row in rates:
        unemployed, left = row["unemployed"], row["left_within_3_months"]
        assert unemployed >= 10
        if left is None:
            assert row["exit_rate"] is None
        else:
            assert left >= 10 and unemployed - left >= 10
            assert row["exit_rate"] == pytest.approx(left / unemployed)
    for row in published["supply.survival"]:
        assert (row["survival"] is None) == (row["at_risk"] < 10)


def test_one_end_in_the_future_is_an_open_end(
    tables: dict[str, Rows], computed: dict[str, Rows]
) -> None:
    """A record that ends in 2099 moves neither the last day observed nor any figure."""
    records = tables["unemployment_spell"]
    still = next(n for n, row in enumerate(records) if row["end_date"] is None)
    wrong = [row | {"end_date": date(2099, 12, 31)} for row in records[still:][:1]]
    other = tables | {
        "unemployment_spell": records[:still] + wrong + records[still + 1 :]
    }
    names = ("supply.survival", "supply.exit_rate_monthly", "supply.observed_until")
    with built(other, SHOW_ALL, until=names) as connection:
        with_open_end = {name: rows(connection, name) for name in names}
    assert with_open_end.pop("supply.observed_until") == [{"observed_until": LAST}]
    for name, wanted in with_open_end.items():
        assert sorted(wanted, key=repr) == sorted(computed[name], key=repr)
