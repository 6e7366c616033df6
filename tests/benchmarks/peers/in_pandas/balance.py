"""Both sides together: the categories, and how sure they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from tests.benchmarks.peers import beta
from tests.benchmarks.peers.in_pandas.frames import (
    CELL,
    NATION,
    Frame,
    Series,
    chosen,
    grid,
    read,
)
from tests.benchmarks.peers.in_pandas.indicators import (
    levels,
    national_indicators,
    with_demand,
    with_deviations,
    with_pairs,
)
from tests.benchmarks.peers.in_pandas.model import (
    national_rates,
    title_predictions,
    with_rates,
    with_tendency,
)
from tests.benchmarks.peers.in_pandas.persons import with_persons
from tests.benchmarks.peers.in_pandas.supply import (
    decided,
    of_country,
    with_exit_estimates,
)
from tests.benchmarks.peers.settings import (
    COLUMNS,
    COUNTS,
    KEY,
    SHORTAGE_THRESHOLD,
    STEADY_PROBABILITY,
    TIE,
)

CATEGORIES = {(1, 0): "good", (0, 0): "poor", (1, 1): "shortage", (0, 1): "paradox"}


def assessment(inputs: Path) -> Frame:
    """One row per half-year, region (DK: the country) and title."""
    tables = read(inputs)
    cells = with_demand(with_persons(grid(tables), tables), tables)
    supply = [decided(cells), decided(of_country(cells))]
    rows = with_exit_estimates(pd.concat(supply, ignore_index=True))
    rows = rows.merge(demand(cells), on=KEY, validate="one_to_one")
    rows = with_steady(with_categories(rows))
    rows = rows.rename(columns={"left": "left_within_3_months"})
    rows[COUNTS] = rows[COUNTS].astype("Int64")
    truths = ["good_prospects", "in_shortage"]
    rows[truths] = rows[truths].astype("boolean")
    return rows[COLUMNS].sort_values(KEY)


def demand(cells: Frame) -> Frame:
    """The shortage rates of regions and country, their intervals and answers."""
    cells = with_pairs(cells)
    level = levels(cells)
    titles = title_predictions(national_indicators(cells, level))
    cells = with_rates(with_tendency(with_deviations(cells, level), titles))
    cells = cells.assign(answers=cells["n"], answers_national=cells["n_country"])
    country = national_rates(cells)
    country = country.assign(
        region_id=NATION,
        answers=country["n_country"],
        answers_national=country["n_country"],
        shortage_basis=chosen([country["shortage_rate"].notna()], ["national"]),
    )
    columns = [*KEY, "answers", "answers_national", "general_tendency"]
    columns += ["regional_tendency", "shortage_rate", "shortage_basis"]
    both = pd.concat([cells, country], ignore_index=True)
    return with_shortage(both[[*columns, "alpha", "beta"]])


def with_shortage(rows: Frame) -> Frame:
    """Whether there is a shortage, the interval of the rate and its probability."""
    rate = rows["shortage_rate"]
    reached = (rate >= SHORTAGE_THRESHOLD - TIE).where(rate.notna()).astype(float)
    a, b = rows["alpha"].to_numpy(), rows["beta"].to_numpy()
    low, high = beta.interval(a, b)
    p = pd.Series(1 - beta.cdf(SHORTAGE_THRESHOLD, a, b), rows.index)
    return rows.drop(columns=["alpha", "beta"]).assign(
        in_shortage=reached,
        shortage_rate_low=pd.Series(low, rows.index).fillna(rate),
        shortage_rate_high=pd.Series(high, rows.index).fillna(rate),
        p_shortage=p.fillna(reached),
    )


def with_categories(rows: Frame) -> Frame:
    good, shortage = rows["good_prospects"], rows["in_shortage"]
    p_good = rows["p_good_prospects"]
    p_good = p_good.where(good == 1, 1 - p_good).where(good.notna())
    p_shortage = rows["p_shortage"]
    p_shortage = p_shortage.where(shortage == 1, 1 - p_shortage)
    return rows.assign(
        category=category(good, shortage), p_category=p_shortage * p_good
    )


def category(good: Series, shortage: Series) -> Series:
    conditions = [(good == g) & (shortage == s) for g, s in CATEGORIES]
    return pd.Series(chosen(conditions, list(CATEGORIES.values())), good.index)


def with_steady(rows: Frame) -> Frame:
    """The category by the newest decisive half-year of each side."""
    ordered = rows.sort_values("period")
    good = steady(ordered, "p_good_prospects")
    shortage = steady(ordered, "p_shortage")
    steadied = category(good, shortage).where(ordered["category"].notna(), None)
    return rows.assign(category_steady=steadied.reindex(rows.index))


def steady(ordered: Frame, name: str) -> Series:
    """1 or 0 as the newest decisive half-year says; before any, what is likelier of the
    first."""
    p = ordered[name]
    cells = [ordered[column] for column in CELL]
    sides = [p >= STEADY_PROBABILITY - TIE, 1 - p >= STEADY_PROBABILITY - TIE]
    decisive = pd.Series(np.select(sides, [1.0, 0.0], np.nan), p.index)
    first = p.groupby(cells).transform("first")
    seen = p.groupby(cells).ffill().notna()
    likelier = (first >= 0.5 - TIE).astype(float).where(seen)
    return decisive.groupby(cells).ffill().fillna(likelier)
