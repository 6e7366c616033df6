"""Exit reasons and full-time persons of a register in polars and in pandas.

The same rules as queries/spells, column by column, for lag 1 and spells under way left
out. Each returns the number of spells.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

GROUPS = {
    "unemployment_benefit": [111, 115, *range(213, 220), 151, 152, 153, 231],
    "activity_ready": [*range(700, 740), *range(750, 770), *range(810, 819)],
    "job_ready": [*range(130, 150), *range(160, 170)],
    "sickness_benefit": [*range(870, 879), *range(890, 899)],
}
EXITS = {997: 1, 999: 1, 783: 2, 771: 3, 781: 3, 899: 4, 651: 5, 652: 5, 661: 5}
OTHER, EMPLOYMENT, SELF_SUPPORT, STILL = 6, 7, 8, 9


def _group_of_code() -> Any:
    """Number of the target group by code, 0 where it has none."""
    groups = np.zeros(1000, np.int8)
    for number, codes in enumerate(GROUPS.values(), 1):
        groups[codes] = number
    return groups


def _split(columns: Sequence[str]) -> tuple[list[str], list[str]]:
    weeks = [name for name in columns if name.startswith("y_")]
    return weeks, [name for name in columns if name.startswith("grad")]


def in_polars(path: Path, columns: Sequence[str]) -> object:
    import polars as pl

    weeks, grads = _split(columns)
    frame = pl.read_parquet(path, columns=["person_id", *columns])
    codes = {code: int(n) for code, n in enumerate(_group_of_code()) if n}
    group = frame.select(
        pl.col(week).replace_strict(codes, default=0, return_dtype=pl.Int8)
        for week in weeks
    )
    starts, ends = [], []
    for n, week in enumerate(weeks):
        here = group[week] > 0
        before = (
            group[weeks[n - 1]] > 0 if n else pl.repeat(False, len(group), eager=True)
        )
        later = (
            group[weeks[n + 1]] > 0
            if n + 1 < len(weeks)
            else pl.repeat(False, len(group), eager=True)
        )
        starts.append(
            frame.select("person_id").filter(here & ~before).with_columns(start=n)
        )
        last = n + 1 == len(weeks)
        ended = frame.filter(here & ~later).select(
            "person_id",
            pl.lit(n).alias("end"),
            (pl.lit(None, pl.Int16) if last else pl.col(weeks[n + 1])).alias("code"),
            (pl.lit(0.0) if last else pl.col(grads[n + 1])).alias("degree"),
        )
        ends.append(ended.with_columns(group=group[week].filter(here & ~later)))
    start = pl.concat(starts).sort("person_id", "start")
    spell = pl.concat(ends).sort("person_id", "end").with_columns(start["start"])
    reason = (
        pl.when(pl.col("end") == len(weeks) - 1)
        .then(STILL)
        .when(pl.col("code").is_not_null())
        .then(pl.col("code").replace_strict(EXITS, default=OTHER))
        .when(pl.col("degree") > 0)
        .then(EMPLOYMENT)
        .otherwise(SELF_SUPPORT)
    )
    months = pl.col("end") - pl.col("start") + 1
    summary = (
        spell.filter(pl.col("start") > 0)
        .group_by("group", reason.alias("reason"))
        .agg(
            pl.len().alias("spells"),
            months.mean().alias("mean"),
            months.std().alias("sd"),
        )
    )
    full_time = [group[week].value_counts() for week in weeks]
    return int(summary["spells"].sum()), len(full_time)


def in_pandas(path: Path, columns: Sequence[str]) -> object:
    import pandas as pd

    weeks, grads = _split(columns)
    frame = pd.read_parquet(path, columns=["person_id", *columns])
    codes = frame[weeks].fillna(0).to_numpy(np.int16)
    works = frame[grads].to_numpy() > 0
    persons = frame["person_id"].to_numpy()
    del frame
    group = _group_of_code()[codes]
    under_way = np.pad(group > 0, ((0, 0), (1, 1)))
    row, start = np.nonzero(under_way[:, 1:-1] & ~under_way[:, :-2])
    _, end = np.nonzero(under_way[:, 1:-1] & ~under_way[:, 2:])
    after = np.minimum(end + 1, len(weeks) - 1)
    code, works_after = codes[row, after], works[row, after]
    exits = np.full(1000, OTHER)
    exits[list(EXITS)] = list(EXITS.values())
    blank = np.where(works_after, EMPLOYMENT, SELF_SUPPORT)
    reason = np.where(code > 0, exits[code], blank)
    spells = pd.DataFrame(
        {
            "person_id": persons[row],
            "start": start,
            "months": end - start + 1,
            "group": group[row, end],
            "reason": np.where(end + 1 == len(weeks), STILL, reason),
        }
    )
    spells = spells[spells["start"] > 0]
    summary = spells.groupby(["group", "reason"])["months"].agg(
        ["count", "mean", "std"]
    )
    full_time = [np.bincount(group[:, n], minlength=5) for n in range(len(weeks))]
    return int(summary["count"].sum()), len(full_time)
