"""What is known of a title in a region, and the indicators of shortage."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tests.benchmarks.peers.in_polars.frames import (
    TITLE,
    known_sum,
    others,
    scan,
    when,
)
from tests.benchmarks.peers.settings import (
    INDICATOR_FLOOR,
    KEY,
    SMOOTHING_HIRES,
    SMOOTHING_TITLE,
    SMOOTHING_UNEMPLOYED,
)

PAIRS = {
    "u": ("unemployed", "full_time_employees"),
    "t": ("attempts", "full_time_employees"),
    "a": ("advertised_hires", "hires"),
}
PARTS = [name for part in PAIRS for name in (part, f"{part}_whole")]


def with_demand(cells: pl.DataFrame, inputs: Path) -> pl.DataFrame:
    """The grid with employees, recruitment and answers."""
    answers = (
        scan(inputs, "recruitment_survey")
        .group_by(KEY)
        .agg(
            n=pl.len().cast(pl.Float64),
            y=(pl.col("outcome") == "unfilled").sum().cast(pl.Float64),
        )
    )
    employment = scan(inputs, "employment").select(*KEY, "full_time_employees")
    amounts = ("attempts", "hires", "advertised_hires")
    recruitment = scan(inputs, "recruitment").select(*KEY, *amounts)
    rows = cells.lazy()
    for table in (employment, recruitment, answers):
        rows = rows.join(table, on=KEY, how="left")
    return (
        rows.with_columns(pl.col("n", "y").fill_null(0.0))
        .with_columns(
            n_country=pl.col("n").sum().over(TITLE),
            y_country=pl.col("y").sum().over(TITLE),
        )
        .collect()
    )


def with_pairs(cells: pl.DataFrame) -> pl.DataFrame:
    """Amounts where both parts of their ratio are known."""
    pairs = {}
    for name, (part, whole) in PAIRS.items():
        pairs[name] = when(pl.col(whole).is_not_null(), pl.col(part))
        pairs[f"{name}_whole"] = when(pl.col(part).is_not_null(), pl.col(whole))
    return cells.with_columns(**pairs)


def levels(cells: pl.DataFrame) -> pl.DataFrame:
    """Each half-year's ratios over all titles: u0, t0 and a0."""
    sums = cells.group_by("period").agg(known_sum(pl.col(name)) for name in PARTS)
    wholes = {name: pl.col(f"{name}_whole") for name in PAIRS}
    ratios = {
        f"{name}0": when(whole > 0, pl.col(name) / whole)
        for name, whole in wholes.items()
    }
    return sums.select("period", **ratios)


def national_indicators(cells: pl.DataFrame, level: pl.DataFrame) -> pl.DataFrame:
    """A row per half-year and title, with the three indicators of the country."""
    titles = cells.group_by(TITLE, maintain_order=True).agg(
        pl.col("n_country", "y_country").first(),
        *(known_sum(pl.col(name)) for name in PARTS),
    )
    hires = pl.col("a_whole")
    share = (pl.col("a") + SMOOTHING_HIRES * pl.col("a0")) / (hires + SMOOTHING_HIRES)
    return titles.join(level, on="period", how="left").select(
        *TITLE,
        "n_country",
        "y_country",
        log_unemployment_ratio=logged(smoothed("u", pl.col("u0"), SMOOTHING_TITLE)),
        advertising_share=when(hires > 0, share),
        log_recruitment_intensity=logged(smoothed("t", pl.col("t0"), SMOOTHING_TITLE)),
    )


def with_deviations(cells: pl.DataFrame, level: pl.DataFrame) -> pl.DataFrame:
    """The grid with the region's indicators as deviations from the others pooled."""
    s = SMOOTHING_HIRES
    knows = others(pl.col("a_whole").is_not_null().cast(pl.Float64)) > 0
    a_others = (pl.col("a_others") + s * pl.col("a0")) / (pl.col("a_whole_others") + s)
    cells = (
        cells.join(level, on="period", how="left")
        .with_columns(
            *(others(pl.col(name)).alias(f"{name}_others") for name in PARTS),
            knows=knows,
        )
        .with_columns(
            u_elsewhere=_smoothed(
                pl.col("u_others"),
                pl.col("u_whole_others"),
                pl.col("u0"),
                SMOOTHING_TITLE,
            ),
            a_elsewhere=when(pl.col("knows"), a_others),
        )
    )
    u = smoothed("u", pl.col("u_elsewhere"), SMOOTHING_UNEMPLOYED)
    a = (pl.col("a") + s * pl.col("a_elsewhere")) / (pl.col("a_whole") + s)
    return cells.with_columns(
        log_unemployment_ratio_deviation=logged(u) - logged(pl.col("u_elsewhere")),
        advertising_share_deviation=a - pl.col("a_elsewhere"),
    )


def smoothed(part: str, above: pl.Expr, more: float) -> pl.Expr:
    return _smoothed(pl.col(part), pl.col(f"{part}_whole"), above, more)


def _smoothed(
    part: pl.Expr, employees: pl.Expr, above: pl.Expr, more: float
) -> pl.Expr:
    """As if so much more had been counted, on employees as the level above has them."""
    return when(employees > 0, above * (part + more) / (employees * above + more))


def logged(ratio: pl.Expr) -> pl.Expr:
    return ratio.clip(lower_bound=INDICATOR_FLOOR).log()
