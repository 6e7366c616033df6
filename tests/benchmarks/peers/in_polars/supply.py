"""Can the unemployed find work? Rates, what they decide, and how sure they are."""

from __future__ import annotations

import polars as pl

from tests.benchmarks.peers import beta
from tests.benchmarks.peers.in_polars.frames import (
    NATION,
    TITLE,
    known_sum,
    others,
    precision,
    when,
)
from tests.benchmarks.peers.settings import (
    EXIT_THRESHOLD,
    KEY,
    MIN_UNEMPLOYED,
    RATE_CEILING,
    TIE,
    UNEMPLOYMENT_RATIO_THRESHOLD,
)

N, Y = pl.col("unemployed"), pl.col("left")


def both_levels(cells: pl.DataFrame) -> pl.DataFrame:
    """Regions and country: exit rate, unemployment ratio, and what they decide."""
    employees = pl.col("full_time_employees")
    cells = cells.with_columns(
        in_ratio=when(employees.is_not_null(), N),
        employees_in_ratio=when(N.is_not_null(), employees),
    )
    parts = ["full_time_employees", "in_ratio", "employees_in_ratio"]
    country = cells.group_by(TITLE).agg(
        unemployed=pl.col("unemployed_country").first(),
        left=pl.col("left_country").first(),
        **{name: known_sum(pl.col(name)) for name in parts},
    )
    columns = [*KEY, "unemployed", "left", *parts]
    country = country.with_columns(region_id=pl.lit(NATION)).select(columns)
    return decided(pl.concat([cells.select(columns), country]))


def decided(rows: pl.DataFrame) -> pl.DataFrame:
    employees = pl.col("employees_in_ratio")
    ratio, rate = pl.col("unemployment_ratio"), pl.col("exit_rate")
    by_rate = N >= MIN_UNEMPLOYED
    rows = rows.with_columns(
        exit_rate=when(N > 0, Y / N),
        unemployment_ratio=when(employees > 0, pl.col("in_ratio") / employees),
    )
    return rows.with_columns(
        supply_basis=pl.when(by_rate)
        .then(pl.lit("exit_rate"))
        .when(ratio.is_not_null())
        .then(pl.lit("unemployment_ratio")),
        good_prospects=pl.when(by_rate)
        .then(rate >= EXIT_THRESHOLD - TIE)
        .otherwise(ratio < UNEMPLOYMENT_RATIO_THRESHOLD - TIE),
    ).drop("in_ratio", "employees_in_ratio")


def with_exit_estimates(rows: pl.DataFrame) -> pl.DataFrame:
    """The exit rate's beta distribution: titles around the country, regions around
    their title."""
    is_country = pl.col("region_id") == NATION
    periods = rows.select("period").unique()
    known = rows.filter(N.is_not_null() & ~is_country)
    means = known.group_by("period").agg(
        mean=when(N.sum() > 0, (Y.sum() / N.sum()).clip(0.001, 0.999))
    )
    title, region = kappas(known, means, periods)
    rows = (
        rows.join(means, on="period", how="left")
        .join(title.rename({"kappa": "kappa_t"}), on="period", how="left")
        .join(region.rename({"kappa": "kappa_r"}), on="period", how="left")
    )
    kappa_t, kappa_r, mean = pl.col("kappa_t"), pl.col("kappa_r"), pl.col("mean")
    rows = rows.with_columns(worth=when(~is_country, N * (kappa_r + 1) / (kappa_r + N)))
    elsewhere = others(when(N > 0, pl.col("worth") * Y / N))
    rows = rows.with_columns(
        weight=kappa_t + others(pl.col("worth")), elsewhere=elsewhere
    )
    weight = pl.col("weight")
    expected = (kappa_t * mean + pl.col("elsewhere")) / weight
    share = (1 / (weight + 1) + 1 / (kappa_r + 1)).clip(upper_bound=0.95)
    rows = rows.with_columns(
        expected=pl.when(is_country).then(mean).otherwise(expected.clip(0.001, 0.999)),
        weight=pl.when(is_country).then(kappa_t).otherwise(1 / share - 1),
    )
    return with_interval(rows)


def with_interval(rows: pl.DataFrame) -> pl.DataFrame:
    parameters = rows.select(
        a=pl.col("weight") * pl.col("expected") + Y,
        b=pl.col("weight") * (1 - pl.col("expected")) + N - Y,
    )
    a, b = (parameters[name].to_numpy() for name in "ab")
    low, high = beta.interval(a, b)
    helpers = ["mean", "kappa_t", "kappa_r", "worth", "elsewhere", "expected", "weight"]
    return rows.drop(helpers).with_columns(
        exit_rate_low=pl.Series(low).fill_nan(None),
        exit_rate_high=pl.Series(high).fill_nan(None),
        p_good_prospects=pl.Series(1 - beta.cdf(EXIT_THRESHOLD, a, b)).fill_nan(None),
    )


def kappas(
    known: pl.DataFrame, means: pl.DataFrame, periods: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The precisions of titles and of regions, by half-year."""
    title = (
        known.group_by(TITLE)
        .agg(events=Y.sum(), trials=N.sum())
        .filter(pl.col("trials") >= 1)
        .join(means, on="period")
        .with_columns(variance=pl.lit(0.0))
    )
    mean = pl.col("mean")
    region = (
        known.with_columns(events=Y, trials=N, n_others=others(N), y_others=others(Y))
        .filter((N >= 2) & (pl.col("n_others") >= 30))
        .with_columns(
            mean=(pl.col("y_others") / pl.col("n_others")).clip(0.001, RATE_CEILING)
        )
        .with_columns(variance=mean * (1 - mean) / pl.col("n_others"))
    )
    return (
        precision(title, 1.0, (0, 0.0), periods),
        precision(region, 3.0, (30, 100.0), periods),
    )
