"""Can the unemployed find work? Rates, what they decide, and how sure they are."""

from __future__ import annotations

import numpy as np

from tests.benchmarks.peers import beta
from tests.benchmarks.peers.in_pandas.frames import (
    NATION,
    TITLE,
    Frame,
    Series,
    chosen,
    others,
    precision,
)
from tests.benchmarks.peers.settings import (
    EXIT_THRESHOLD,
    KEY,
    MIN_UNEMPLOYED,
    RATE_CEILING,
    TIE,
    UNEMPLOYMENT_RATIO_THRESHOLD,
)


def of_country(cells: Frame) -> Frame:
    """The country's titles: persons counted once, the ratio a ratio of sums."""
    known = cells["unemployed"].notna() & cells["full_time_employees"].notna()
    parts = cells[TITLE].assign(
        full_time_employees=cells["full_time_employees"],
        in_ratio=cells["unemployed"].where(known),
        employees_in_ratio=cells["full_time_employees"].where(known),
    )
    country = parts.groupby(TITLE, sort=False).sum(min_count=1).reset_index()
    once = cells.drop_duplicates(TITLE)[[*TITLE, "unemployed_country", "left_country"]]
    once = once.set_axis([*TITLE, "unemployed", "left"], axis=1)
    return country.merge(once, on=TITLE).assign(region_id=NATION)


def decided(cells: Frame) -> Frame:
    """Exit rate, unemployment ratio, and what they decide."""
    rows = cells[[*KEY, "unemployed", "left", "full_time_employees"]].copy()
    employees = cells.get("employees_in_ratio", cells["full_time_employees"])
    persons = cells.get("in_ratio", cells["unemployed"])
    n = rows["unemployed"]
    rows["exit_rate"] = (rows["left"] / n).where(n > 0)
    rows["unemployment_ratio"] = (persons / employees).where(employees > 0)
    by_rate = n >= MIN_UNEMPLOYED
    by_ratio = ~by_rate & rows["unemployment_ratio"].notna()
    is_high = rows["unemployment_ratio"] >= UNEMPLOYMENT_RATIO_THRESHOLD - TIE
    conditions = [by_rate, by_ratio]
    bases = ["exit_rate", "unemployment_ratio"]
    rows["supply_basis"] = chosen(conditions, bases)
    answers = [rows["exit_rate"] >= EXIT_THRESHOLD - TIE, ~is_high]
    rows["good_prospects"] = np.select(conditions, answers, np.nan)
    return rows


def with_exit_estimates(rows: Frame) -> Frame:
    """The exit rate's beta distribution: titles around the country, regions around
    their title."""
    regional = rows[(rows["region_id"] != NATION) & rows["unemployed"].notna()].copy()
    sums = regional.groupby("period")[["left", "unemployed"]].sum()
    mean = sums["left"] / sums["unemployed"].where(sums["unemployed"] > 0)
    mean = mean.clip(0.001, 0.999)
    kappa_title, kappa_region = kappas(regional, mean)
    rows["expected"] = rows["period"].map(mean)
    rows["weight"] = rows["period"].map(kappa_title)
    expected, weight = regional_prior(
        regional,
        regional["period"].map(mean),
        regional["period"].map(kappa_title),
        regional["period"].map(kappa_region),
    )
    rows.loc[regional.index, "expected"] = expected
    rows.loc[regional.index, "weight"] = weight
    a = rows["weight"] * rows["expected"] + rows["left"]
    b = rows["weight"] * (1 - rows["expected"]) + rows["unemployed"] - rows["left"]
    low, high = beta.interval(a.to_numpy(), b.to_numpy())
    reaches = 1 - beta.cdf(EXIT_THRESHOLD, a.to_numpy(), b.to_numpy())
    return rows.drop(columns=["expected", "weight"]).assign(
        exit_rate_low=low, exit_rate_high=high, p_good_prospects=reaches
    )


def kappas(regional: Frame, mean: Series) -> tuple[Series, Series]:
    """The precisions of titles and of regions, by half-year."""
    named = {"left": "events", "unemployed": "trials"}
    counts = regional[["period", "left", "unemployed"]].rename(columns=named)
    titles = counts.groupby([regional[name] for name in TITLE])
    title = titles[["events", "trials"]].sum().reset_index()
    title = title[title["trials"] >= 1]
    title = title.assign(mean=title["period"].map(mean), variance=0.0)
    trials = others(regional, regional["unemployed"])
    m = (others(regional, regional["left"]) / trials).clip(0.001, RATE_CEILING)
    region = counts.assign(mean=m, variance=m * (1 - m) / trials)
    region = region[(region["trials"] >= 2) & (trials >= 30)]
    periods = regional["period"]
    return (
        precision(title, 1.0, (0, 0.0), periods),
        precision(region, 3.0, (30, 100.0), periods),
    )


def regional_prior(
    regional: Frame, mean: Series, kappa_title: Series, kappa_region: Series
) -> tuple[Series, Series]:
    """What is expected of a region, and what that is worth in unemployed."""
    n = regional["unemployed"]
    worth = n * (kappa_region + 1) / (kappa_region + n)
    weight = kappa_title + others(regional, worth)
    elsewhere = others(regional, worth * regional["left"] / n.where(n > 0))
    expected = ((kappa_title * mean + elsewhere) / weight).clip(0.001, 0.999)
    spread = expected * (1 - expected)
    share = (1 / (weight + 1) + 1 / (kappa_region + 1)).clip(upper=0.95)
    return expected, spread / (spread * share) - 1
