"""Few spells or person-months are not told from others; what a rebuild runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.spells.built import SPELLS, Row, build_spells, rows
from tests.spells.test_second_opinion import simulated

LEAST = 5
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
    found = rows(warehouse, f"from {relation}")
    return {tuple(row[name] for name in names): row for row in found}


def nearest(count: int) -> int:
    return (count + LEAST // 2) // LEAST * LEAST


@pytest.mark.parametrize("relation", COUNTS)
def test_counts_are_rounded_and_nothing_rests_on_the_exact_ones(
    relation: str, inputs: Path
) -> None:
    count, key = COUNTS[relation]
    exact = by_key(inputs / "exact", relation, key)
    told = by_key(inputs / "rounded", relation, key)
    wanted = {k: nearest(row[count]) for k, row in exact.items()}
    assert {k: row[count] for k, row in told.items()} == {
        k: n for k, n in wanted.items() if n
    }
    assert any(row[count] % LEAST for row in exact.values())
    for row in told.values():
        if "percent" in row:
            part = "year" if "year" in row else "start_year"
            whole = sum(
                other[count]
                for other in told.values()
                if other["target_group"] == row["target_group"]
                and other.get(part) == row.get(part)
            )
            assert row["percent"] == pytest.approx(100 * row[count] / whole)
        if row.get("mean_months") is not None:
            assert row[count] >= 2 * LEAST
            assert row["mean_months"] == round(row["mean_months"], 1)


@pytest.mark.parametrize("relation", CURVES)
def test_a_spell_more_or_less_is_not_seen_in_a_curve(
    relation: str, inputs: Path
) -> None:
    """Each figure is a whole number of steps; five spells make a step at most."""
    value, key = CURVES[relation]
    exact = by_key(inputs / "exact", relation, key)
    told = by_key(inputs / "rounded", relation, key)
    assert exact.keys() == told.keys()
    survival = by_key(inputs / "exact", "spells.survival", CURVES["spells.survival"][1])
    shown = 0
    for k, row in told.items():
        own = exact[k]
        assert row["at_risk"] == nearest(own["at_risk"])
        assert row["exits"] == nearest(own["exits"])
        if row[value] is None:
            assert row["at_risk"] < 2 * LEAST
            continue
        group, size, month = k[0], k[1], int(str(k[-1]))
        before = survival.get((group, size, month - 1))
        worth = LEAST * (before["survival"] if before else 1) / own["at_risk"]
        step = next(
            s
            for s in (d * 10.0**e for e in range(-6, 2) for d in (1, 2, 5))
            if s >= worth * (1 - 1e-9)
        )
        for name in (value, "std_error", f"{value}_low", f"{value}_high"):
            steps = row[name] / step
            assert steps == pytest.approx(round(steps), abs=1e-6)
        assert abs(row[value] - own[value]) <= step / 2 + 1e-9
        shown += 1
    assert shown > 20


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
