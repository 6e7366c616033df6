"""Expressions that the steps share."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from tests.benchmarks.peers.settings import KEY

TITLE = ["period", "occupation_id"]
CELL = ["region_id", "occupation_id"]
NATION = "DK"
OPEN = date(9999, 12, 31)


def scan(inputs: Path, table: str) -> pl.LazyFrame:
    return pl.scan_parquet(inputs / f"{table}.parquet")


def grid(inputs: Path) -> pl.DataFrame:
    """Every half-year that occurs, by every region and title."""
    named = ("employment", "recruitment", "recruitment_survey")
    periods = pl.concat([scan(inputs, name).select("period") for name in named])
    return (
        periods.unique()
        .join(scan(inputs, "region").select("region_id"), how="cross")
        .join(scan(inputs, "occupation").select("occupation_id"), how="cross")
        .sort(KEY)
        .collect()
    )


def others(value: pl.Expr) -> pl.Expr:
    """The sum of the title's other regions; 0 where there is none."""
    known = value.fill_null(0.0)
    return known.sum().over(TITLE) - known


def known_sum(value: pl.Expr) -> pl.Expr:
    """A sum that is null where no value is known."""
    return pl.when(value.count() > 0).then(value.sum())


def when(condition: pl.Expr, value: pl.Expr) -> pl.Expr:
    """A value where a condition holds, else null."""
    return pl.when(condition).then(value)


def precision(
    cells: pl.DataFrame, least: float, few: tuple[int, float], periods: pl.DataFrame
) -> pl.DataFrame:
    """period and kappa, by moments, from period, events, trials, mean and variance.

    `few`: with fewer cells than that it is the second.
    """
    n, m = pl.col("trials"), pl.col("mean")
    w = (1 + n / 10) ** -2
    spread, pairs = m * (1 - m), n * (n - 1)
    excess = (pl.col("events") - n * m) ** 2 - n * spread - pairs * pl.col("variance")
    rho = pl.col("above") / pl.col("below")
    kappa = pl.when(rho > 0).then(1 / rho - 1).otherwise(3000.0)
    sums = cells.group_by("period").agg(
        above=(w * excess).sum(), below=(w * pairs * spread).sum(), cells=pl.len()
    )
    return periods.join(sums, on="period", how="left").select(
        "period",
        kappa=pl.when(pl.col("cells").fill_null(0) < few[0])
        .then(few[1])
        .otherwise(kappa.clip(least, 3000.0).fill_null(3000.0)),
    )
