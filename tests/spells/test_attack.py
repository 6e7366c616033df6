"""Whoever holds all that is published on spells together finds no small count.

A count is given away if it is the same in every world that publishes what this one
does. So for each count from 1 to 4 another world is looked for: other whole numbers of
spells by first month, length, reason and municipality size, such as the time that the
data span allows, and other person-months to go with them. Integer programmes propose
them; the project's own SQL works out all that is published of them, and every row of
every published relation of spells has to be the same.

Person-months are tied to the spells: in each calendar year there are as many as the
spells have months, and each last month is one of the spell's own group; the months
before may be of any group and activity. The months of spells that are under way at the
start, which no other figure counts, are held as they are: were they not, there would be
still more such worlds.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.harness import compiled, settings_of
from tests.lab.spells_attacker import LEAST, given_away, groups
from tests.lab.spells_onlooker import Onlooker, onlooker
from tests.lab.spells_register import read_register
from tests.lab.spells_search import nearby
from tests.lab.spells_verified import same, scratch
from tests.lab.witness import Known, Search, unwitnessed
from tests.projects.spells import build_spells
from tests.spells.awkward import AWKWARD, write_register
from tests.spells.test_second_opinion import simulated

BENEFIT = "unemployment_benefit"


def awkward(folder: Path, name: str, disclosure_min: int) -> Path:
    months, spells = AWKWARD[name]
    write_register(folder, spells, months)
    warehouse = folder / "warehouse"
    build_spells(folder, warehouse, {"disclosure_min": str(disclosure_min)})
    return warehouse


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_register_gives_nothing_away(name: str, tmp_path: Path) -> None:
    left, tried = given_away(awkward(tmp_path, name, LEAST), BENEFIT)
    assert tried and left == []


def test_simulated_register_gives_nothing_away(tmp_path: Path) -> None:
    simulated(tmp_path, 40, 7, months=30)
    warehouse = tmp_path / "warehouse"
    build_spells(tmp_path, warehouse, {"disclosure_min": str(LEAST)})
    by_group = [given_away(warehouse, group) for group in groups(warehouse)]
    assert sum(len(tried) for _, tried in by_group) > 200
    assert [left for left, _ in by_group if left] == []


def test_exact_figures_would_give_every_count_away(tmp_path: Path) -> None:
    warehouse = awkward(tmp_path, "at the edges", 0)
    left, tried = given_away(warehouse, BENEFIT, disclosure_min=0)
    assert left == tried and len(tried) > 10


def test_the_judge_sees_a_single_spell(tmp_path: Path) -> None:
    """One more of a kind shows where figures are exact; rounded, some do not."""
    hidden = {}
    for least in (0, LEAST):
        warehouse = awkward(tmp_path / str(least), "at the edges", least)
        seen = onlooker(read_register(warehouse, BENEFIT), least)
        worlds = [seen.known.world.copy() for _ in range(40)]
        for place, world in enumerate(worlds):
            world[place * len(seen.kinds) // 40] += 1
        project = compiled(*settings_of({"disclosure_min": least}))
        with scratch(warehouse) as connection:
            hidden[least] = sum(same(connection, project, seen, worlds))
    assert hidden[0] == 0
    assert hidden[LEAST] > 0


def to_the_nearest(seen: Onlooker) -> Known:
    """What would be held, of counts alone, if 3 to 7 were told from 0 to 2."""
    counts = np.arange(len(seen.known.now)) < len(seen.counts)
    shown = 5 * np.floor(seen.known.now / 5 + 0.5)
    least = np.where(counts, np.maximum(shown - 2, 0), seen.known.least)
    most = np.where(counts, shown + 2, seen.known.most)
    return Known(seen.known.matrix, seen.known.world, least, most)


@pytest.mark.parametrize(
    "name", ["twelve that leave three by three", "three of each of four reasons"]
)
def test_the_nearest_five_would_give_them_away(name: str, tmp_path: Path) -> None:
    """Three and three and three and three are twelve, shown as 5, 5, 5, 5 and 10."""
    seen = onlooker(read_register(awkward(tmp_path, name, LEAST), BENEFIT), LEAST)
    known = to_the_nearest(seen)
    search = Search(nearby(seen), lambda worlds: [True] * len(worlds), tries=1)
    left = unwitnessed(known, seen.small, search)
    assert len(left) > 10
    for row in left[:3]:
        ends = [
            milp(
                sign * known.matrix[[row], :].toarray()[0],
                constraints=LinearConstraint(known.matrix, known.least, known.most),
                bounds=Bounds(0, np.inf),
                integrality=np.ones(len(known.world)),
            )
            for sign in (1, -1)
        ]
        assert round(ends[0].fun) == round(-ends[1].fun) == seen.number(row)
