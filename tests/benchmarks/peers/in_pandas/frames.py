"""The input tables as frames, and what the steps share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from tests.benchmarks.peers.settings import KEY

Frame: TypeAlias = pd.DataFrame
Series: TypeAlias = pd.Series
TITLE = ["period", "occupation_id"]
CELL = ["region_id", "occupation_id"]
NATION = "DK"
OPEN = pd.Timestamp("2262-01-01")
READ = {
    "region": ["region_id"],
    "occupation": ["occupation_id"],
    "unemployment_spell": [
        *("person_id", "region_id", "start_date", "end_date", "job_ready")
    ],
    "job_target": ["person_id", "occupation_id", "start_date", "end_date"],
    "employment": [*KEY, "full_time_employees"],
    "recruitment": [*KEY, "attempts", "hires", "advertised_hires"],
    "recruitment_survey": [*KEY, "outcome"],
}
OF_PERSONS = ("unemployment_spell", "job_target")


def read(inputs: Path) -> dict[str, Frame]:
    """The tables that the assessment needs, and of these the columns."""
    return {name: _table(inputs / f"{name}.parquet", READ[name]) for name in READ}


def _table(path: Path, columns: list[str]) -> Frame:
    """Of persons: texts as categories, an open end far away."""
    texts = CELL if path.stem in OF_PERSONS else None
    rows = pq.read_table(path, columns=columns, read_dictionary=texts)
    frame = rows.to_pandas(date_as_object=False)
    if "end_date" in frame:
        frame["is_open"] = frame["end_date"].isna()
        frame["end_date"] = frame["end_date"].fillna(OPEN)
    return frame


def grid(tables: dict[str, Frame]) -> Frame:
    """Every half-year that occurs, by every region and title."""
    named = ("employment", "recruitment", "recruitment_survey")
    periods = sorted(set().union(*(tables[name]["period"].unique() for name in named)))
    axes = [
        periods,
        tables["region"]["region_id"],
        tables["occupation"]["occupation_id"],
    ]
    return pd.MultiIndex.from_product(axes, names=KEY).to_frame(index=False)


def others(cells: Frame, values: Series) -> Series:
    """The sum of the title's other regions; 0 where there is none."""
    values = values.fillna(0.0)
    return values.groupby([cells[name] for name in TITLE]).transform("sum") - values


def chosen(conditions: Sequence[Any], choices: Sequence[Any]) -> Any:
    """Of each row the choice of the first condition that holds; None without one."""
    return np.select(list(conditions), list(choices), None)  # type: ignore[call-overload]


def precision(
    cells: Frame, least: float, few: tuple[int, float], periods: Series
) -> Series:
    """kappa by half-year, by moments, from period, events, trials, mean and variance.

    `few`: with fewer cells than that it is the second.
    """
    n, m = cells["trials"], cells["mean"]
    w = (1 + n / 10) ** -2
    spread, pairs = m * (1 - m), n * (n - 1)
    excess = (cells["events"] - n * m) ** 2 - n * spread - pairs * cells["variance"]
    parts = cells[["period"]].assign(
        above=w * excess, below=w * pairs * spread, cells=1
    )
    sums = parts.groupby("period").sum().reindex(periods.unique())
    rho = sums["above"] / sums["below"].where(sums["below"] != 0)
    kappa = (1 / rho - 1).where(rho > 0, 3000.0).clip(least, 3000.0)
    return kappa.where(~(sums["cells"].fillna(0) < few[0]), few[1])
