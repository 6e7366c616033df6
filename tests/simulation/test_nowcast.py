"""Bringing the balance up to date, tried on every past half-year of three countries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from engine.build.build import build
from engine.build.request import Request
from engine.build.synthetic_inputs import Country, synthesize
from engine.compile.project import Project
from tests.harness import ROOT
from tests.simulation import streams, worlds

SIZE = worlds.Size(titles=200, periods=6)
RELATIONS = ("nowcast", "nowcast_error", "nowcast_note")
POOLED = """
    select
        sum(titles),
        sqrt(sum(titles * error * error) / sum(titles)),
        sqrt(sum(titles * error_last * error_last) / sum(titles)),
        sum(titles * share_right) / sum(titles),
        sum(titles * share_right_last) / sum(titles)
    from balance.nowcast_error where side = ?
"""


def denmark(folder: Path) -> None:
    synthesize(Project(ROOT), folder, Country(scale=0.3))


DRAWN: dict[str, Callable[[Path], None]] = {
    "synthetic": denmark,
    "titles": partial(streams.write, worlds.WORLDS[0], SIZE),
    "regions": partial(streams.write, worlds.WORLDS[1], SIZE),
}


class Pooled(NamedTuple):
    """Over all half-years: brought up to date, and as in the half-year before."""

    titles: int
    error: float
    error_last: float
    right: float
    right_last: float


class Tried(NamedTuple):
    supply: Pooled
    demand: Pooled
    category: Pooled
    is_moved: set[bool]
    notes: list[str]


@pytest.fixture(scope="module", params=list(DRAWN.values()), ids=list(DRAWN))
def tried(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Tried]:
    folder = tmp_path_factory.mktemp("world")
    request.param(folder / "inputs")
    select = [f"balance.{name}" for name in RELATIONS]
    asked = Request(folder / "built", folder / "inputs", select=select)
    notes = build(Project(ROOT), asked).notes
    with duckdb.connect(str(folder / "built" / "work.duckdb")) as connection:
        supply, demand, category = (
            Pooled(*connection.execute(POOLED, [side]).fetchall()[0])
            for side in ("supply", "demand", "category")
        )
        moved = connection.execute("select distinct is_moved from balance.nowcast")
        is_moved = {row[0] for row in moved.fetchall()}
        yield Tried(supply, demand, category, is_moved, notes)


def test_what_is_told_is_nearer_to_what_becomes(tried: Tried) -> None:
    for name in ("supply", "demand", "category"):
        print(f"\n{name}: {getattr(tried, name)}")
    assert tried.supply.titles > 2000
    assert tried.supply.error < tried.supply.error_last
    assert tried.supply.right > tried.supply.right_last
    assert tried.category.right > tried.category.right_last


def test_the_demand_side_moves_where_that_is_better_and_else_it_is_said(
    tried: Tried,
) -> None:
    is_better = tried.demand.error < tried.demand.error_last
    assert tried.is_moved == {is_better}
    said = [note for note in tried.notes if "balance.nowcast leaves" in note]
    assert bool(said) != is_better
