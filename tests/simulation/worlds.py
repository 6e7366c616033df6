"""Countries drawn from a truth that is kept: input folders with the truth beside them.

A world is a country of job titles and regions. Each cell of title, region and half-year
has a true shortage rate and a true probability of leaving unemployment within three
months; employers' answers and persons are drawn from them, and the indicators show of
them what the world lets them show. The same seed draws the same folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Chance = np.random.Generator

SHARES = np.array([0.32, 0.14, 0.20, 0.22, 0.12])  # of each region in employment
SIZES = np.array([14_500.0, 4_600.0, 1_500.0, 480.0, 130.0])  # employees of a title
SIZE_SHARES = np.array([0.06, 0.12, 0.25, 0.30, 0.27])  # of the titles
PERIODS = ("2023H1", "2023H2", "2024H1", "2024H2", "2025H1", "2025H2")
CYCLE = np.array([1.15, 1.05, 1.00, 0.92, 0.88, 0.95])  # shortage against 2024H1
EXITS = np.array([1.08, 1.02, 1.00, 0.95, 0.93, 0.97])  # the pace of leaving, likewise
DAYS = 91


@dataclass(frozen=True)
class World:
    """How a country's shortage comes about; effects are on the logarithm of the rate.

    `tightness` is what the indicators show too, of a title and of a region's deviation;
    `title` and `region` are standard deviations of what they do not show. `employers`
    are the shares of those who answer once, twice and so on, and `alike` how far an
    employer's own answers are correlated.
    """

    name: str
    tightness: float = 0.36
    title: float = 0.45
    deviation: float = 0.30
    region: float = 0.10
    employers: tuple[float, ...] = (1.0,)
    alike: float = 0.0


WORLDS = (
    World("titles that indicators hardly explain", tightness=0.05, title=0.85),
    World(
        "regions that nothing explains",
        tightness=0.50,
        title=0.30,
        deviation=0.0,
        region=0.50,
    ),
    World(
        "employers who answer several times",
        employers=(0.60, 0.25, 0.15),
        alike=0.20,
    ),
)


@dataclass(frozen=True)
class Size:
    """How large a world is drawn."""

    titles: int
    periods: int
    seed: int = 1


@dataclass(frozen=True)
class Cells:
    """Arrays of period x title x region: what is true, and what is counted."""

    size: Size
    shortage: Numbers
    exits: Numbers
    employees: Numbers
    attempts: Whole
    hires: Whole
    advertised: Whole
    unemployed: Whole
    answers: Whole
    unfilled: Whole


def draw(world: World, size: Size) -> Cells:
    """All cells of a world."""
    chance = np.random.default_rng(size.seed)
    titles, regions = size.titles, len(SHARES)
    grid = (size.periods, titles, regions)
    normal = chance.standard_normal
    title_size = chance.choice(SIZES, titles, p=SIZE_SHARES)
    employees = title_size * np.exp(0.45 * normal(titles))
    share = SHARES * np.exp(0.35 * normal((titles, regions)))
    employees = employees[:, None] * share / share.sum(axis=1, keepdims=True)
    tightness, turnover, adverts, inflow = normal((4, titles, 1))
    deviation = 0.5 * normal((titles, regions))
    shortage = 0.095 * np.exp(
        world.tightness * tightness
        + world.title * normal((titles, 1))
        + world.deviation * deviation
        + world.region * normal((titles, regions))
        + 0.05 * normal(grid)
    )
    shortage = np.minimum(shortage * CYCLE[: size.periods, None, None], 0.8)
    pace = 0.0047 * np.exp(
        0.35 * (tightness + deviation)
        + 0.25 * normal((titles, 1))
        + 0.15 * normal((titles, regions))
    )
    exits = 1 - np.exp(-DAYS * pace * EXITS[: size.periods, None, None])
    stock = 0.022 * np.exp(-0.45 * (tightness + deviation) + 0.35 * inflow)
    yearly = employees * np.exp(0.02 * normal(grid))
    attempts = chance.poisson(
        yearly * 0.075 * np.exp(0.2 * tightness + 0.35 * turnover)
    )
    hires = chance.binomial(attempts, 1 - shortage)
    advertising = np.clip(0.46 + 0.1 * tightness + 0.1 * adverts, 0.06, 0.94)
    advertising = np.minimum(advertising * np.exp(0.12 * deviation), 0.97)
    is_silent = (title_size < 5_000) & (chance.random(titles) < 0.18)
    asked = 0.2 * advertising * np.exp(0.35 * normal(grid)) * ~is_silent[:, None]
    answers = np.minimum(chance.poisson(attempts * asked), attempts)
    return Cells(
        size,
        shortage,
        exits,
        np.round(yearly, 1),
        attempts,
        hires,
        chance.binomial(hires, advertising),
        chance.poisson(yearly * stock),
        answers,
        _unfilled(world, chance, answers, shortage),
    )


def _unfilled(world: World, chance: Chance, answers: Whole, rate: Numbers) -> Whole:
    """Of each cell's answers those unfilled; an employer's answers are alike."""
    if world.alike == 0:
        return chance.binomial(answers, rate)
    left, unfilled = answers.copy(), np.zeros_like(answers)
    weight = 1 / world.alike - 1
    while left.any():
        answered = chance.choice(
            np.arange(len(world.employers)) + 1, left.shape, p=world.employers
        )
        answered = np.minimum(answered, left)
        employer = chance.beta(weight * rate, weight * (1 - rate))
        unfilled += chance.binomial(answered, employer)
        left -= answered
    return unfilled


def reference_day(period: str) -> date:
    return date(int(period[:4]), 4 if period.endswith("H1") else 10, 1)


def follow_up_day(period: str) -> date:
    year = int(period[:4])
    return date(year, 7, 1) if period.endswith("H1") else date(year + 1, 1, 1)


@dataclass(frozen=True)
class Keys:
    """The names of a world's cells, one text for each in the order of the arrays."""

    size: Size

    @property
    def cells(self) -> dict[str, Any]:
        """Period, region and title of each cell."""
        shape = (self.size.periods, self.size.titles, len(SHARES))
        period, title, region = (axis.ravel() for axis in np.indices(shape))
        return {
            "period": np.array(PERIODS)[period],
            "region_id": np.array([f"r{n}" for n in range(len(SHARES))])[region],
            "occupation_id": np.array([f"t{n:04}" for n in range(shape[1])])[title],
        }


def tables(world: World, size: Size) -> tuple[dict[str, pa.Table], pa.Table]:
    """The input tables of a world, and its truth."""
    cells, keys = draw(world, size), Keys(size).cells
    spells, targets = _persons(cells, keys)
    by_name = {
        "region": {
            name: [f"r{n}" for n in range(len(SHARES))]
            for name in ("region_id", "name_da", "name_en")
        },
        "occupation": {
            name: [f"t{n:04}" for n in range(size.titles)]
            for name in ("occupation_id", "title_da", "title_en")
        },
        "employment": keys | {"full_time_employees": cells.employees.ravel()},
        "recruitment": keys
        | {
            "attempts": cells.attempts.ravel().astype(float),
            "hires": cells.hires.ravel().astype(float),
            "advertised_hires": cells.advertised.ravel().astype(float),
        },
        "recruitment_survey": _survey(cells, keys),
        "unemployment_spell": spells,
        "job_target": targets,
    }
    truth = keys | {
        "shortage_rate": cells.shortage.ravel(),
        "exit_probability": cells.exits.ravel(),
    }
    return {name: pa.table(columns) for name, columns in by_name.items()}, pa.table(
        truth
    )


def _survey(cells: Cells, keys: dict[str, Any]) -> dict[str, Any]:
    """One row an answer: in each cell first those unfilled."""
    answers = cells.answers.ravel()
    cell = np.repeat(np.arange(answers.size), answers)
    place = np.arange(cell.size) - np.repeat(answers.cumsum() - answers, answers)
    is_unfilled = place < cells.unfilled.ravel()[cell]
    return {name: column[cell] for name, column in keys.items()} | {
        "answer_id": np.arange(cell.size),
        "outcome": np.where(is_unfilled, "unfilled", "filled"),
        "weight": np.ones(cell.size),
    }


def _persons(
    cells: Cells, keys: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """One row a person, in the cohort of a single half-year and title."""
    chance = np.random.default_rng(cells.size.seed + 1_000_000)
    cell = np.repeat(np.arange(cells.exits.size), cells.unemployed.ravel())
    days = {
        period: [np.datetime64(f(period), "D") for f in (reference_day, follow_up_day)]
        for period in PERIODS[: cells.size.periods]
    }
    day, until = np.array([days[period] for period in keys["period"][cell]]).T
    leaves = chance.random(cell.size) < cells.exits.ravel()[cell]
    early = day + 1 + (chance.random(cell.size) * (until - day).astype(int)).astype(int)
    end = np.where(leaves, early, until + chance.integers(1, 80, cell.size))
    start = day - chance.integers(0, 150, cell.size)
    known_until = until.max() + 31 if cell.size else np.datetime64("2030-01-01")
    return person_tables(keys, cell, (start, end), known_until)


def person_tables(
    keys: dict[str, Any], cell: Any, days: tuple[Any, Any], known_until: np.datetime64
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Spells and job targets, a person each: of its cell, with the first and last day
    of its spell; a day after `known_until` is not known yet."""
    start, end = days
    person = np.arange(cell.size)
    spells = {
        "person_id": person,
        "region_id": keys["region_id"][cell],
        "start_date": start,
        "end_date": pa.array(end, mask=end > known_until),
        "job_ready": np.ones(cell.size, dtype=bool),
    }
    targets = {
        "person_id": person,
        "occupation_id": keys["occupation_id"][cell],
        "start_date": start,
        "end_date": pa.nulls(cell.size, pa.date32()),
    }
    return spells, targets


def write(world: World, size: Size, folder: Path) -> None:
    """The world as an input folder; truth/cell.parquet beside the input tables."""
    inputs, truth = tables(world, size)
    (folder / "truth").mkdir(parents=True)
    for name, table in inputs.items():
        pq.write_table(table, folder / f"{name}.parquet")
    pq.write_table(truth, folder / "truth" / "cell.parquet")
