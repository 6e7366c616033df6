"""Few spells or person-months are not told from others; what a rebuild runs."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tests.projects.spells import SPELLS, Row, build_spells, rows
from tests.spells.test_second_opinion import simulated

LEAST = 5
REASON_KEY = "target_group, exit_reason"
COUNTS = {
    "spells.exit_reason": ("spells", "target_group, exit_reason"),
    "spells.exit_by_start_year": ("spells", "target_group, start_year, exit_reason"),
    "spells.duration_band": ("spells", "target_group, start_year, band"),
    "spells.full_time_unemployed": ("months", "year, target_group"),
    "spells.activity": ("months", "year, target_group, activity"),
}
CURVES = {
    "spells.survival": ("survival", "target_group, municipality_size, month"),
    "spells.cumulative_exit": (
        "probability",
        "target_group, municipality_size, exit_reason, month",
    ),
}


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("disclosure")
    simulated(folder, 60, 4, months=40)
    build_spells(folder, folder / "exact")
    build_spells(folder, folder / "rounded", {"disclosure_min": str(LEAST)})
    return folder


def by_key(warehouse: Path, relation: str, key: str) -> dict[tuple[object, ...], Row]:
    names = key.split(", ")
    listed = rows(warehouse, f"from {relation}")
    return {tuple(row[name] for name in names): row for row in listed}


def nearest(count: int) -> int:
    """To whole fives; what would be just five is 0 too."""
    rounded = (count + LEAST // 2) // LEAST * LEAST
    return rounded if rounded > LEAST else 0


@pytest.mark.parametrize("relation", COUNTS)
def test_counts_are_rounded_and_nothing_rests_on_the_exact_ones(
    relation: str, inputs: Path
) -> None:
    count, key = COUNTS[relation]
    exact = by_key(inputs / "exact", relation, key)
    published = by_key(inputs / "rounded", relation, key)
    wanted = {k: nearest(row[count]) for k, row in exact.items()}
    assert {k: row[count] for k, row in published.items()} == {
        k: n for k, n in wanted.items() if n
    }
    assert any(row[count] % LEAST for row in exact.values())
    for row in published.values():
        if "percent" in row:
            part = "year" if "year" in row else "start_year"
            whole = sum(
                other[count]
                for other in published.values()
                if other["target_group"] == row["target_group"]
                and other.get(part) == row.get(part)
            )
            assert row["percent"] == pytest.approx(100 * row[count] / whole)
        if "mean_months" in row:
            true = exact[tuple(row[name] for name in key.split(", "))]
            sd = true["sd_months"]
            step = max(step_of(LEAST * max(sd, 0.1) / true[count]), 0.1)
            for mean in ("mean_months", "sd_months"):
                assert row[mean] == pytest.approx(whole_steps(true[mean], step))


def step_of(worth: float) -> float:
    """1, 2 or 5 times a power of ten, at least as much."""
    return next(
        step
        for step in (d * 10.0**e for e in range(-6, 3) for d in (1, 2, 5))
        if step >= worth * (1 - 1e-9)
    )


def whole_steps(figure: float, step: float) -> float:
    return math.floor(round(figure / step, 9) + 0.5) * step


@pytest.mark.parametrize("relation", CURVES)
def test_a_curve_is_told_in_steps_that_five_spells_are_worth(
    relation: str, inputs: Path
) -> None:
    """By the rounded counts; the interval is that of the figures that are told."""
    value, key = CURVES[relation]
    exact = by_key(inputs / "exact", relation, key)
    published = by_key(inputs / "rounded", relation, key)
    curve = by_key(inputs / "rounded", "spells.survival", CURVES["spells.survival"][1])
    reasons = by_key(inputs / "rounded", "spells.exit_reason", REASON_KEY)
    assert published.keys() == {
        k
        for k, true in exact.items()
        if nearest(true["at_risk"])
        and (value == "survival" or (k[0], true["exit_reason"]) in reasons)
    }
    for k, row in published.items():
        true, group, size, month = exact[k], k[0], k[1], int(str(k[-1]))
        assert row["at_risk"] == nearest(true["at_risk"])
        assert row["exits"] == nearest(true["exits"])
        weight = 1 / curve[group, size, 1]["at_risk"]
        grown = 1.0
        for earlier in range(1, month):
            at, after = curve[group, size, earlier], curve[group, size, earlier + 1]
            if at["at_risk"] > at["exits"]:
                grown *= (at["at_risk"] - at["exits"]) / after["at_risk"]
        step = step_of(LEAST * weight * max(grown, 1))
        assert abs(row[value] - true[value]) <= step / 2 + 1e-9
        for name in (value, "std_error", f"{value}_low", f"{value}_high"):
            assert row[name] == pytest.approx(round(row[name] / step) * step, abs=1e-9)
        assert row["std_error"] >= step - 1e-9
        assert row[f"{value}_low"] <= max(row[value] - step, 0) + 1e-9
        assert row[f"{value}_high"] >= min(row[value] + step, 1) - 1e-9
    assert len(published) > 20


def test_a_second_build_runs_nothing(inputs: Path) -> None:
    assert build_spells(inputs, inputs / "exact").run == []


def test_a_parameter_reads_the_register_only_where_it_must(inputs: Path) -> None:
    kept = build_spells(inputs, inputs / "exact", {"keep_spells_under_way": "true"})
    assert "input.dream" in kept.reused and "spells.run" in kept.run
    later = build_spells(inputs, inputs / "exact", {"exit_lag_months": "2"})
    assert "input.dream" in later.run
    assert set(SPELLS) - {"spells.unknown_code"} <= {*later.run, *later.reused}


def test_a_code_that_no_list_knows_is_told(inputs: Path) -> None:
    (inputs / "dream.csv").write_text(
        (inputs / "dream.csv").read_text().replace(",651,", ",666,")
    )
    report = build_spells(inputs, inputs / "unknown")
    [note] = [note for note in report.notes if "stands in no list" in note]
    [row] = rows(inputs / "unknown", "from spells.unknown_code")
    assert row["code"] == 666 and row["spells"] > 0 and row["months"] > 0
    assert str(row["months"]) in note and str(row["spells"]) in note
