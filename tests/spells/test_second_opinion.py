"""Kaplan-Meier and Aalen-Johansen against maintained estimators, to 1e-9."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from tests.projects.spells import Row, build_spells, required_inputs, rows
from tests.real import REAL, needs_real_data

TOLERANCE = 1e-9
RELATIONS = ("spells.spell", "spells.survival", "spells.cumulative_exit")
Numbers = Any


def last_thursday(number: int) -> date:
    """Of the month that lies so many months after January 2011."""
    year, month = 2011 + (number + 1) // 12, (number + 1) % 12 + 1
    day = date(year, month, 1) - timedelta(1)
    return day - timedelta((day.isoweekday() - 4) % 7)


def simulated(folder: Path, persons: int, seed: int, months: int = 20) -> None:
    """A register of made-up persons: all groups, many ties."""
    chance = Random(seed)
    days = [last_thursday(number) for number in range(months)]
    weeks = [f"y_{day.year % 100:02}{day.isocalendar().week:02}" for day in days]
    grads = [f"grad_{day.year}_{day.month:02}" for day in days]
    places = [f"nykom{year}" for year in sorted({day.year for day in days})]
    lines = [",".join(["person_id", *weeks, *grads, *places])]
    for number in range(persons):
        codes: list[str] = []
        while len(codes) < months:
            codes += [chance.choice(["", "", "", "651", "783", "998"])]
            code = chance.choice(["111", "730", "130", "890"])
            codes += [code] * min(1 + int(chance.expovariate(0.25)), months)
        degrees = [str(chance.choice([0, 0.5, 1])) for _ in range(months)]
        place = chance.choice(["101", "461", "665", ""])
        living = [place] * len(places)
        lines.append(",".join([str(number), *codes[:months], *degrees, *living]))
    required_inputs(folder)
    (folder / "dream.csv").write_text("\n".join(lines))


@pytest.fixture(scope="module", params=["simulated", "northern_ireland"])
def warehouse(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    inputs = tmp_path_factory.mktemp(request.param)
    if request.param == "simulated":
        simulated(inputs, 600, 3)
    elif not REAL.is_dir():
        pytest.skip("the real data are not there")
    else:
        required_inputs(inputs)
        (inputs / "dream.parquet").symlink_to(REAL / "northern_ireland/dream.parquet")
    build_spells(inputs, inputs / "warehouse", select=RELATIONS)
    return inputs / "warehouse"


def parts(warehouse: Path) -> list[tuple[str, str]]:
    there = rows(
        warehouse,
        "select distinct target_group, municipality_size from spells.survival "
        "order by all",
    )
    return [(r["target_group"], r["municipality_size"]) for r in there]


def durations(warehouse: Path, group: str, size: str) -> list[Row]:
    only = "" if size == "all" else f"and municipality_size = '{size}'"
    return rows(
        warehouse,
        "select months, exit_reason from spells.spell "
        f"where target_group = '{group}' {only}",
    )


def curve(
    warehouse: Path, relation: str, columns: str, group: str, size: str, more: str = ""
) -> dict[int, tuple[float, ...]]:
    there = rows(
        warehouse,
        f"select month, {columns} from {relation} where target_group = '{group}' "
        f"and municipality_size = '{size}' {more} order by month",
    )
    return {row["month"]: tuple(list(row.values())[1:]) for row in there}


def close(computed: Sequence[Any], wanted: Numbers) -> None:
    np.testing.assert_allclose(
        np.array(computed, float), wanted, rtol=0, atol=TOLERANCE
    )


def test_kaplan_meier_of_lifelines(warehouse: Path) -> None:
    from lifelines import KaplanMeierFitter

    for group, size in parts(warehouse):
        spells = durations(warehouse, group, size)
        months = [spell["months"] for spell in spells]
        ended = [spell["exit_reason"] != "still_unemployed" for spell in spells]
        fitted = KaplanMeierFitter().fit(months, ended)
        names = "survival, survival_low, survival_high"
        computed = curve(warehouse, "spells.survival", names, group, size)
        for month in sorted(set(months)):
            survival = fitted.survival_function_.loc[month].iloc[0]
            if survival == 0:
                assert computed[month][0] == 0
                continue
            low, high = fitted.confidence_interval_.loc[month]
            close(computed[month], [survival, low, high])


def test_greenwood_of_statsmodels(warehouse: Path) -> None:
    from statsmodels.duration.survfunc import SurvfuncRight

    for group, size in parts(warehouse):
        spells = durations(warehouse, group, size)
        months = np.array([spell["months"] for spell in spells])
        ended = np.array([s["exit_reason"] != "still_unemployed" for s in spells])
        fitted = SurvfuncRight(months, ended.astype(int))
        names = "survival, std_error"
        computed = curve(warehouse, "spells.survival", names, group, size)
        for n, month in enumerate(fitted.surv_times):
            close(computed[month][:1], [fitted.surv_prob[n]])
            if fitted.surv_prob[n] > 0:
                close(computed[month][1:], [fitted.surv_prob_se[n]])


def test_aalen_johansen_of_scikit_survival(warehouse: Path) -> None:
    from sksurv.nonparametric import cumulative_incidence_competing_risks as incidence

    compared = 0
    for group, size in parts(warehouse):
        spells = durations(warehouse, group, size)
        reasons = sorted({s["exit_reason"] for s in spells} - {"still_unemployed"})
        number = {reason: n for n, reason in enumerate(reasons, 1)}
        months = np.array([float(s["months"]) for s in spells])
        event = np.array([number.get(s["exit_reason"], 0) for s in spells])
        times, wanted, bounds = incidence(event, months, conf_type="log-log")
        for reason in reasons:
            computed = curve(
                warehouse,
                "spells.cumulative_exit",
                "probability, probability_low, probability_high",
                group,
                size,
                f"and exit_reason = '{reason}'",
            )
            for n, time in enumerate(times):
                low, high = bounds[number[reason], :, n]
                close(computed[int(time)], [wanted[number[reason], n], low, high])
                compared += 1
    assert compared > 50


@needs_real_data
def test_probabilities_of_all_reasons_and_survival_are_one(warehouse: Path) -> None:
    off = rows(
        warehouse,
        """
        select max(abs(1 - survival - by_then)) as off from spells.survival
        inner join (
            select target_group, municipality_size, month, sum(probability) as by_then
            from spells.cumulative_exit group by all
        ) using (target_group, municipality_size, month)
        """,
    )
    assert off[0]["off"] < TOLERANCE
