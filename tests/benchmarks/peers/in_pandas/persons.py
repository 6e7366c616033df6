"""Who is unemployed, with which targets, and who has left."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.benchmarks.peers.in_pandas.frames import CELL, NATION, TITLE, Frame
from tests.benchmarks.peers.settings import KEY, SPELL_GAP_DAYS

COUNTS = ["unemployed", "left", "unemployed_country", "left_country"]


def with_persons(cells: Frame, tables: dict[str, Frame]) -> Frame:
    """The grid with the unemployed and leavers of the region and of the country."""
    spells, targets = tables["unemployment_spell"], tables["job_target"]
    if not len(spells) or not len(targets):
        return cells.assign(**dict.fromkeys(COUNTS, np.nan))
    observed = last_day(spells) + pd.Timedelta(days=31)
    records = with_merged_ends(spells)
    counts = []
    for period in cells["period"].unique():
        day = pd.Timestamp(f"{period[:4]}-{4 if period.endswith('H1') else 10:02}-01")
        until = day + pd.DateOffset(months=3)
        if until <= observed:
            counts.append(of_cohort(records, targets, day, until).assign(period=period))
    if not counts:
        return cells.assign(**dict.fromkeys(COUNTS, np.nan))
    counted = pd.concat(counts, ignore_index=True)
    is_country = counted["region_id"] == NATION
    country = counted[is_country].drop(columns="region_id")
    cells = cells.merge(counted[~is_country], on=KEY, how="left")
    cells = cells.merge(country, on=TITLE, how="left", suffixes=("", "_country"))
    is_known = cells["period"].isin(counted["period"].unique())
    cells[COUNTS] = cells[COUNTS].fillna(0.0).where(is_known)
    return cells


def last_day(spells: Frame) -> pd.Timestamp:
    """The day that 99.9 pct of all dates do not exceed."""
    ends = spells.loc[~spells["is_open"], "end_date"]
    days = pd.concat([spells["start_date"], ends]).to_numpy().astype("datetime64[D]")
    place = int(np.ceil(0.999 * len(days))) - 1
    return pd.Timestamp(np.partition(days, place)[place])


def with_merged_ends(spells: Frame) -> Frame:
    """The job-ready records, each with the end of the spell that it is part of."""
    records = spells.sort_values(["person_id", "start_date"], ignore_index=True)
    end_so_far = records.groupby("person_id", sort=False)["end_date"].cummax().shift()
    first = records["person_id"].ne(records["person_id"].shift())
    gap = records["start_date"] - end_so_far > pd.Timedelta(days=SPELL_GAP_DAYS)
    spell = (first | gap).cumsum()
    records["merged_end"] = records.groupby(spell)["end_date"].transform("max")
    return records[records["job_ready"]]


def of_cohort(
    records: Frame, targets: Frame, day: pd.Timestamp, until: pd.Timestamp
) -> Frame:
    """Unemployed and leavers by region and title, and of the country as DK."""
    there = active(records, day)[["person_id", "region_id", "merged_end"]]
    there = there.drop_duplicates(["person_id", "region_id"])
    there["left"] = there.pop("merged_end") <= until
    wanted = active(targets, day)[["person_id", "occupation_id"]].drop_duplicates()
    cohort = there.merge(wanted, on="person_id")
    persons = cohort.drop_duplicates(["person_id", "occupation_id"])
    country = tallied(persons, ["occupation_id"]).assign(region_id=NATION)
    return pd.concat([tallied(cohort, CELL), country], ignore_index=True)


def active(table: Frame, day: pd.Timestamp) -> Frame:
    return table[(table["start_date"] <= day) & (table["end_date"] > day)]


def tallied(cohort: Frame, by: list[str]) -> Frame:
    left = cohort.groupby(by, observed=True)["left"]
    counts = left.agg(unemployed="size", left="sum").reset_index()
    return counts.astype(dict.fromkeys(by, object))
