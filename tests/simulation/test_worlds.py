"""What SPEC asks of the figures, in countries whose truth is known.

Small countries with fixed seeds, each built by the program as a user would and by the
former rule beside it; `python -m tests.benchmarks.coverage` draws larger ones.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from engine.build.synthetic_inputs import Country
from tests.simulation import synthetic, worlds
from tests.simulation.run import Compared, assessed, compared

SIZE = worlds.Size(titles=300, periods=3)
DRAWN: dict[str, Callable[[Path], None]] = {
    "synthetic": partial(synthetic.write, Country()),
    "titles": partial(worlds.write, worlds.WORLDS[0], SIZE),
    "regions": partial(worlds.write, worlds.WORLDS[1], SIZE),
    "employers": partial(worlds.write, worlds.WORLDS[2], SIZE),
}
ENOUGH_CELLS = 200  # of a basis


@pytest.fixture(scope="module", params=list(DRAWN))
def both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Compared:
    return compared(DRAWN[request.param], tmp_path_factory.mktemp("world"))


def test_intervals_hold_the_true_rates(both: Compared) -> None:
    assert both.rules.rates["cells"] > 4000
    assert 0.93 <= both.rules.rates["coverage"] <= 0.99


def test_so_do_those_of_each_basis(both: Compared) -> None:
    counted = [row for row in both.rules.by_basis if row["cells"] >= ENOUGH_CELLS]
    assert len(counted) >= 4
    assert {
        row["basis"]: row["coverage"] for row in counted if row["coverage"] < 0.9
    } == {}


def test_so_do_those_of_the_country(both: Compared) -> None:
    assert both.rules.country["cells"] > 800
    assert both.rules.country["coverage"] >= 0.93


def test_so_do_those_of_the_exit_rates(both: Compared) -> None:
    assert both.rules.exits["cells"] > 4000
    assert both.rules.exits["coverage"] >= 0.93
    assert both.rules.country_exits["coverage"] >= 0.93


def test_who_is_told_to_be_short_is_short(both: Compared) -> None:
    assert both.rules.sure["cells"] > 50
    assert both.rules.sure["true_share"] >= 0.9


def test_rates_are_nearer_the_truth_than_by_the_former_rule(both: Compared) -> None:
    assert both.rules.rates["rmse"] < both.former.rates["rmse"]
    assert both.rules.rates["cells"] == both.former.rates["cells"]


def test_the_steady_category_changes_less_and_is_right_more_often(
    both: Compared,
) -> None:
    changes = both.rules.changes
    assert changes["cells"] > 300
    assert changes["true_flips"] < changes["steady_flips"] < changes["flips"]
    assert changes["steady_wrong"] < changes["wrong"]


def test_what_is_published_holds_the_truth_as_well(tmp_path: Path) -> None:
    """Where small counts are hidden, what stands in for them makes nothing surer."""
    DRAWN["regions"](tmp_path / "inputs")
    result = assessed(tmp_path / "inputs", tmp_path / "warehouse", {})
    hidden = [row for row in result.by_unemployed if row["unemployed"] == "not told"]
    assert hidden[0]["cells"] > 1000
    assert result.rates["coverage"] >= 0.93
    assert result.country["coverage"] >= 0.93
    assert result.exits["coverage"] >= 0.93
