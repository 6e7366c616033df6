"""Few spells or person-months are not published; a rebuild does no more than due."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.spells.built import SPELLS, build_spells, rows
from tests.spells.test_second_opinion import simulated

COUNTS = {
    "spells.exit_reason": ("spells", ("percent", "mean_months", "sd_months")),
    "spells.exit_by_start_year": ("spells", ("percent",)),
    "spells.duration_band": ("spells", ("percent",)),
    "spells.full_time_unemployed": ("months", ("full_time",)),
    "spells.activity": ("months", ("percent",)),
    "spells.survival": ("exits", ("survival", "std_error", "survival_low")),
    "spells.cumulative_exit": ("exits", ("probability", "std_error")),
}


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("disclosure")
    simulated(folder, 60, 4)
    build_spells(folder, folder / "shown")
    build_spells(folder, folder / "hidden", {"disclosure_min": "5"})
    return folder


@pytest.mark.parametrize("relation", COUNTS)
def test_few_are_hidden_with_all_that_follows(relation: str, inputs: Path) -> None:
    count, follows = COUNTS[relation]
    hidden = rows(inputs / "hidden", f"from {relation}")
    shown = rows(inputs / "shown", f"from {relation}")
    assert len(hidden) == len(shown)
    for row in hidden:
        assert row[count] not in range(1, 5)
        if row[count] is None:
            assert all(row[column] is None for column in follows)
    few = [row for row in shown if row[count] in range(1, 5)]
    nothing = [row for row in hidden if row[count] is None]
    assert len(nothing) >= len(few)
    if relation not in ("spells.survival", "spells.cumulative_exit"):
        assert len(nothing) == len(few)


def test_a_second_build_runs_nothing(inputs: Path) -> None:
    assert build_spells(inputs, inputs / "shown").run == []


def test_a_parameter_reads_the_register_only_where_it_must(inputs: Path) -> None:
    kept = build_spells(inputs, inputs / "shown", {"keep_spells_under_way": "true"})
    assert "input.dream" in kept.reused and "spells.run" in kept.run
    later = build_spells(inputs, inputs / "shown", {"exit_lag_months": "2"})
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
