"""Both sides together: the categories, and how sure they are."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tests.benchmarks.peers import beta
from tests.benchmarks.peers.in_polars.frames import CELL, grid, when
from tests.benchmarks.peers.in_polars.indicators import (
    levels,
    national_indicators,
    with_demand,
    with_deviations,
    with_pairs,
)
from tests.benchmarks.peers.in_polars.model import (
    national_rates,
    title_predictions,
    with_rates,
    with_regional,
    with_tendency,
)
from tests.benchmarks.peers.in_polars.persons import with_persons
from tests.benchmarks.peers.in_polars.supply import both_levels, with_exit_estimates
from tests.benchmarks.peers.settings import (
    COLUMNS,
    COUNTS,
    KEY,
    SHORTAGE_THRESHOLD,
    STEADY_PROBABILITY,
    TIE,
)

GOOD, SHORTAGE = pl.col("good_prospects"), pl.col("in_shortage")


def assessment(inputs: Path) -> pl.DataFrame:
    """One row per half-year, region (DK: the country) and title."""
    cells = with_demand(with_persons(grid(inputs), inputs), inputs)
    rows = with_exit_estimates(both_levels(cells)).join(demand(cells), on=KEY)
    p_good, p_shortage = pl.col("p_good_prospects"), pl.col("p_shortage")
    rows = rows.with_columns(
        category=category(GOOD, SHORTAGE),
        p_category=pl.when(GOOD).then(p_good).otherwise(when(~GOOD, 1 - p_good))
        * pl.when(SHORTAGE).then(p_shortage).otherwise(when(~SHORTAGE, 1 - p_shortage)),
    )
    rows = with_steady(rows.sort(KEY)).rename({"left": "left_within_3_months"})
    return rows.select(COLUMNS).with_columns(pl.col(COUNTS).cast(pl.Int64))


def demand(cells: pl.DataFrame) -> pl.DataFrame:
    """The shortage rates of regions and country, their intervals and answers."""
    cells = with_pairs(cells)
    level = levels(cells)
    titles = title_predictions(national_indicators(cells, level))
    cells = with_tendency(with_deviations(cells, level), titles)
    cells = with_rates(with_regional(cells))
    cells = cells.with_columns(answers="n", answers_national="n_country")
    both = pl.concat([cells, national_rates(cells)], how="diagonal")
    columns = ["answers", "answers_national", "general_tendency", "regional_tendency"]
    columns += ["shortage_rate", "shortage_basis", "alpha", "beta"]
    return with_shortage(both.select(*KEY, *columns))


def with_shortage(rows: pl.DataFrame) -> pl.DataFrame:
    """Whether there is a shortage, the interval of the rate and its probability."""
    rate = pl.col("shortage_rate")
    a, b = (rows[name].to_numpy() for name in ("alpha", "beta"))
    low, high = (pl.Series(end).fill_nan(None) for end in beta.interval(a, b))
    p = pl.Series(1 - beta.cdf(SHORTAGE_THRESHOLD, a, b)).fill_nan(None)
    return (
        rows.drop("alpha", "beta")
        .with_columns(
            in_shortage=rate >= SHORTAGE_THRESHOLD - TIE,
            shortage_rate_low=low,
            shortage_rate_high=high,
            p_shortage=p,
        )
        .with_columns(
            pl.col("shortage_rate_low", "shortage_rate_high").fill_null(rate),
            pl.col("p_shortage").fill_null(SHORTAGE.cast(pl.Float64)),
        )
    )


def category(good: pl.Expr, shortage: pl.Expr) -> pl.Expr:
    return (
        pl.when(good & ~shortage)
        .then(pl.lit("good"))
        .when(~good & ~shortage)
        .then(pl.lit("poor"))
        .when(good & shortage)
        .then(pl.lit("shortage"))
        .when(~good & shortage)
        .then(pl.lit("paradox"))
    )


def with_steady(rows: pl.DataFrame) -> pl.DataFrame:
    """The category by the newest decisive half-year of each side; rows by period."""
    good, shortage = steady("p_good_prospects"), steady("p_shortage")
    is_assessed = pl.col("category").is_not_null()
    return rows.with_columns(
        category_steady=when(is_assessed, category(good, shortage))
    )


def steady(name: str) -> pl.Expr:
    """As the newest decisive half-year says; before any, what is likelier of the
    first."""
    p = pl.col(name)
    decisive = (
        pl.when(p >= STEADY_PROBABILITY - TIE)
        .then(True)
        .when(1 - p >= STEADY_PROBABILITY - TIE)
        .then(False)
    )
    first = p.forward_fill().is_not_null() & (p.drop_nulls().first() >= 0.5 - TIE)
    seen = when(p.forward_fill().is_not_null(), first)
    return decisive.forward_fill().fill_null(seen).over(CELL)
