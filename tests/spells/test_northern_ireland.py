"""712 real persons, 72 months: spells counted another way, month by month."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from statistics import mean, stdev

import pytest

from tests.projects.spells import Row, build_spells, required_inputs, rows
from tests.real import REAL, needs_real_data

pytestmark = needs_real_data
MONTHS = 72


def last_week(number: int) -> str:
    """The column of the last week of the month `number` months after July 1993."""
    year, month = 1993 + (6 + number) // 12, (6 + number) % 12 + 1
    day = date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
    while day.isoweekday() != 4:
        day -= timedelta(1)
    return f"y_{day.year % 100:02}{day.isocalendar().week:02}"


@pytest.fixture(scope="module")
def register() -> list[Row]:
    import duckdb

    cursor = duckdb.execute(f"from '{REAL}/northern_ireland/dream.parquet'")
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    inputs = tmp_path_factory.mktemp("northern_ireland")
    required_inputs(inputs)
    (inputs / "dream.parquet").symlink_to(REAL / "northern_ireland/dream.parquet")
    build_spells(inputs, inputs / "warehouse")
    return inputs / "warehouse"


def spells(register: list[Row]) -> Iterator[tuple[int, int, str]]:
    """First month, months and exit reason of each spell of joblessness (111)."""
    for person in register:
        codes = [person[last_week(n)] for n in range(MONTHS)]
        for jobless, run in groupby(enumerate(codes), lambda pair: pair[1] == 111):
            months = [n for n, _ in run]
            if jobless and months[0] > 0:
                yield months[0], len(months), reason(person, codes, months[-1] + 1)


def reason(person: Row, codes: list[int | None], month: int) -> str:
    if month == MONTHS:
        return "still_unemployed"
    if codes[month] in (651, 652, 661):
        return "education"
    year, number = 1993 + (6 + month) // 12, (6 + month) % 12 + 1
    works = (person[f"grad_{year}_{number:02}"] or 0) > 0
    return "employment" if works else "self_support"


def test_exit_reasons(register: list[Row], warehouse: Path) -> None:
    lengths: dict[str, list[int]] = {}
    for _, months, why in spells(register):
        lengths.setdefault(why, []).append(months)
    total = sum(map(len, lengths.values()))
    there = rows(warehouse, "from spells.exit_reason")
    assert len(register) == 712 and total > 300
    assert {r["exit_reason"] for r in there} == set(lengths)
    for row in there:
        of_reason = lengths[row["exit_reason"]]
        assert row["target_group"] == "unemployment_benefit"
        assert row["spells"] == len(of_reason)
        assert math.isclose(row["percent"], 100 * len(of_reason) / total)
        assert math.isclose(row["mean_months"], mean(of_reason))
        assert math.isclose(row["sd_months"], stdev(of_reason))


def test_by_start_year(register: list[Row], warehouse: Path) -> None:
    counted = Counter(
        (1993 + (6 + first) // 12, why) for first, _, why in spells(register)
    )
    there = rows(warehouse, "from spells.exit_by_start_year")
    assert counted == {(r["start_year"], r["exit_reason"]): r["spells"] for r in there}


def test_duration_bands(register: list[Row], warehouse: Path) -> None:
    """The data end in June 1999: a December spell of 18 months must begin by 1997."""
    bands = {n: "1" if n == 1 else "2-6" if n < 7 else "7-12" for n in range(1, 13)}
    counted = Counter(
        (1993 + (6 + first) // 12, bands.get(months, "13+"))
        for first, months, why in spells(register)
        if months <= 18 and why != "still_unemployed" and first < 54
    )
    there = rows(warehouse, "from spells.duration_band")
    assert counted == {(r["start_year"], r["band"]): r["spells"] for r in there}


def test_full_time(register: list[Row], warehouse: Path) -> None:
    counted = Counter(
        1993 + (6 + n) // 12
        for person in register
        for n in range(MONTHS)
        if person[last_week(n)] == 111
    )
    there = rows(warehouse, "from spells.full_time_unemployed")
    assert counted == {r["year"]: r["months"] for r in there}
    assert all(math.isclose(r["full_time"], r["months"] / 12) for r in there)


def test_cumulative_exit(register: list[Row], warehouse: Path) -> None:
    listed = list(spells(register))
    longest = max(months for _, months, _ in listed)
    there = {
        (r["exit_reason"], r["month"]): r
        for r in rows(warehouse, "from spells.cumulative_exit")
    }
    reasons = {why for _, _, why in listed} - {"still_unemployed"}
    assert set(there) == {(why, n) for why in reasons for n in range(1, longest + 1)}
    for why in reasons:
        stay, left = 1.0, 0.0
        for month in range(1, longest + 1):
            at_risk = sum(months >= month for _, months, _ in listed)
            ends = Counter(w for _, months, w in listed if months == month)
            left += stay * ends[why] / at_risk
            stay *= 1 - (ends.total() - ends["still_unemployed"]) / at_risk
            row = there[why, month]
            assert (row["at_risk"], row["exits"]) == (at_risk, ends[why])
            assert math.isclose(row["probability"], left, abs_tol=1e-12)
