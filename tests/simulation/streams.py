"""Simulated worlds whose unemployed come and go every day of the year, not around the
reference dates alone: what is told between these can be tried in them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tests.simulation import worlds
from tests.simulation.worlds import DAYS, PERIODS, Keys, Size, World, person_tables

HALF_YEAR = 182


def persons(size: Size, cells: worlds.Cells) -> tuple[dict[str, Any], dict[str, Any]]:
    """Spells and job targets, a person each. In every cell new unemployed come evenly
    over the half-year and leave at its pace; before the first came two alike."""
    chance = np.random.default_rng(size.seed + 2_000_000)
    keys = Keys(size).cells
    pace = -np.log(1 - cells.exits.ravel()) / DAYS
    stock = cells.unemployed.ravel() + 0.5
    first = np.array([_first_day(period) for period in keys["period"]])
    is_first = keys["period"] == PERIODS[0]
    cell = np.concatenate([np.arange(pace.size), *[np.flatnonzero(is_first)] * 2])
    back = np.repeat([0, 1, 2], [pace.size, is_first.sum(), is_first.sum()])
    comes = chance.poisson(stock[cell] * pace[cell] * HALF_YEAR)
    cell, back = np.repeat(cell, comes), np.repeat(back, comes)
    start = first[cell] + chance.integers(0, HALF_YEAR, cell.size) - back * HALF_YEAR
    lasts = 1 + chance.exponential(1 / pace[cell]).astype(int)
    end = start + np.minimum(lasts, 3000)
    known_until = first.max() + HALF_YEAR + 31
    return person_tables(keys, cell, (start, end), known_until)


def _first_day(period: str) -> np.datetime64:
    return np.datetime64(date(int(period[:4]), 1 if period[-1] == "1" else 7, 1), "D")


def write(world: World, size: Size, folder: Path) -> None:
    """The world as an input folder."""
    inputs, _ = worlds.tables(world, size)
    spells, targets = persons(size, worlds.draw(world, size))
    inputs |= {
        "unemployment_spell": pa.table(spells),
        "job_target": pa.table(targets),
    }
    folder.mkdir(parents=True)
    for name, table in inputs.items():
        pq.write_table(table, folder / f"{name}.parquet")
