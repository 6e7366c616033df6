"""Whoever holds all that is published on spells together finds no small count."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.spells.attacker import LEAST, given_away, groups
from tests.spells.awkward import AWKWARD, write_register
from tests.spells.built import build_spells
from tests.spells.test_second_opinion import simulated


def awkward(folder: Path, name: str, disclosure_min: int) -> Path:
    months, spells = AWKWARD[name]
    write_register(folder, spells, months)
    warehouse = folder / "warehouse"
    build_spells(folder, warehouse, {"disclosure_min": str(disclosure_min)})
    return warehouse


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_register_gives_nothing_away(name: str, tmp_path: Path) -> None:
    left, tried = given_away(awkward(tmp_path, name, LEAST), "unemployment_benefit")
    assert tried and left == []


def test_simulated_register_gives_nothing_away(tmp_path: Path) -> None:
    simulated(tmp_path, 40, 7, months=30)
    warehouse = tmp_path / "warehouse"
    build_spells(tmp_path, warehouse, {"disclosure_min": str(LEAST)})
    for group in groups(warehouse):
        left, tried = given_away(warehouse, group, 15)
        assert len(tried) == 15 and left == []


def test_exact_figures_would_give_every_count_away(tmp_path: Path) -> None:
    warehouse = awkward(tmp_path, "at the edges", 0)
    left, tried = given_away(warehouse, "unemployment_benefit", disclosure_min=0)
    assert left == tried and len(tried) > 10
