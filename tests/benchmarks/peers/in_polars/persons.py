"""Who is unemployed, with which targets, and who has left."""

from __future__ import annotations

import math
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from tests.benchmarks.peers.in_polars.frames import CELL, NATION, OPEN, TITLE, scan
from tests.benchmarks.peers.settings import KEY, SPELL_GAP_DAYS

DAYS = 4_000_000  # more than there are up to OPEN
COUNTS = ["unemployed", "left", "unemployed_country", "left_country"]


def with_persons(cells: pl.DataFrame, inputs: Path) -> pl.DataFrame:
    """The grid with the unemployed and leavers of the region and of the country."""
    spells = of_persons(inputs, "unemployment_spell")
    targets = of_persons(inputs, "job_target")
    periods = cells["period"].unique().to_list()
    known = followed(spells, periods) if len(spells) and len(targets) else {}
    if not known:
        nothing = {name: pl.lit(None, pl.Float64) for name in COUNTS}
        return cells.with_columns(**nothing)
    records = with_merged_ends(spells)
    counted = pl.concat(
        of_cohort(records, targets, *days).with_columns(period=pl.lit(period))
        for period, days in known.items()
    )
    is_country = pl.col("region_id") == NATION
    country = counted.filter(is_country).drop("region_id")
    cells = cells.join(counted.filter(~is_country), on=KEY, how="left")
    cells = cells.join(country, on=TITLE, how="left", suffix="_country")
    is_known = pl.col("period").is_in(list(known))
    return cells.with_columns(
        pl.when(is_known).then(pl.col(name).fill_null(0.0)) for name in COUNTS
    )


def of_persons(inputs: Path, table: str) -> pl.DataFrame:
    """The table with texts as enumerations and an open end far away."""
    rows = scan(inputs, table)
    columns = set(rows.collect_schema().names())
    enumerated = []
    for name in (column for column in CELL if column in columns):
        values = scan(inputs, name.removesuffix("_id")).select(name).collect()
        enumerated.append(pl.col(name).cast(pl.Enum(values[name])))
    wanted = ["person_id", "start_date", "job_ready"]
    return rows.select(
        *(name for name in wanted if name in columns),
        *enumerated,
        pl.col("end_date").fill_null(OPEN),
    ).collect()


def followed(spells: pl.DataFrame, periods: list[str]) -> dict[str, tuple[date, date]]:
    """Reference date and follow-up of the half-years that the register covers to the
    day that 99.9 pct of all dates do not exceed, and 31 days more."""
    ends = spells["end_date"].filter(spells["end_date"] != OPEN)
    days = pl.concat([spells["start_date"], ends]).sort()
    last = days[math.ceil(0.999 * len(days)) - 1]
    by_length = {}
    for period in periods:
        year, half = int(period[:4]), period[-1]
        day = date(year, 4 if half == "1" else 10, 1)
        until = date(year, 7, 1) if half == "1" else date(year + 1, 1, 1)
        if until <= last + timedelta(days=31):
            by_length[period] = day, until
    return by_length


def with_merged_ends(spells: pl.DataFrame) -> pl.DataFrame:
    """The job-ready records, each with the end of the spell that it is part of.

    Days are counted on from person to person, so that one running maximum serves all.
    """
    first_day = pl.col("person_id").rle_id().cast(pl.Int64) * DAYS
    start, end = (
        pl.col(n).to_physical() + first_day for n in ("start_date", "end_date")
    )
    reach = pl.col("reach")
    is_new = (pl.col("start") - reach.shift() > SPELL_GAP_DAYS).fill_null(True)
    is_last = is_new.shift(-1).fill_null(True)
    merged = pl.when(is_last).then(reach).backward_fill() - pl.col("first_day")
    return (
        spells.lazy()
        .sort("person_id", "start_date")
        .with_columns(first_day=first_day, start=start, reach=end.cum_max())
        .with_columns(merged_end=merged.cast(pl.Int32).cast(pl.Date))
        .filter(pl.col("job_ready"))
        .drop("first_day", "start", "reach", "job_ready")
        .collect()
    )


def of_cohort(
    records: pl.DataFrame, targets: pl.DataFrame, day: date, until: date
) -> pl.DataFrame:
    """Unemployed and leavers by region and title, and of the country as DK."""
    active = (pl.col("start_date") <= day) & (pl.col("end_date") > day)
    there = (
        records.lazy()
        .filter(active)
        .select("person_id", "region_id", left=pl.col("merged_end") <= until)
        .unique(["person_id", "region_id"])
    )
    wanted = targets.lazy().filter(active).select("person_id", "occupation_id").unique()
    cohort = there.join(wanted, on="person_id")
    persons = cohort.unique(["person_id", "occupation_id"])
    tallied = [
        rows.group_by(by).agg(
            unemployed=pl.len().cast(pl.Float64), left=pl.col("left").sum()
        )
        for rows, by in ((cohort, CELL), (persons, ["occupation_id"]))
    ]
    region, country = pl.collect_all(tallied)
    texts = [pl.col(name).cast(pl.String) for name in CELL]
    country = country.with_columns(region_id=pl.lit(NATION))
    both = [frame.with_columns(texts) for frame in (region, country)]
    return pl.concat(frame.select(*CELL, "unemployed", "left") for frame in both).cast(
        {"left": pl.Float64}
    )
