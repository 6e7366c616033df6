"""What is known of a title in a region, and the indicators of shortage."""

from __future__ import annotations

import numpy as np

from tests.benchmarks.peers.in_pandas.frames import TITLE, Frame, Series, others
from tests.benchmarks.peers.settings import (
    INDICATOR_FLOOR,
    KEY,
    SMOOTHING_HIRES,
    SMOOTHING_TITLE,
    SMOOTHING_UNEMPLOYED,
)


def with_demand(cells: Frame, tables: dict[str, Frame]) -> Frame:
    """The grid with employees, recruitment and answers."""
    survey = tables["recruitment_survey"]
    is_unfilled = (survey["outcome"] == "unfilled").astype(float)
    answers = is_unfilled.groupby([survey[name] for name in KEY])
    counts = answers.agg(n="size", y="sum").reset_index()
    for table in (tables["employment"], tables["recruitment"], counts):
        cells = cells.merge(table, on=KEY, how="left")
    cells[["n", "y"]] = cells[["n", "y"]].fillna(0.0)
    titles = cells.groupby(TITLE, sort=False)
    cells[["n_country", "y_country"]] = titles[["n", "y"]].transform("sum")
    return cells


def with_pairs(cells: Frame) -> Frame:
    """Amounts where both parts of their ratio are known."""
    u, e = cells["unemployed"], cells["full_time_employees"]
    t, h, a = cells["attempts"], cells["hires"], cells["advertised_hires"]
    return cells.assign(
        u=u.where(e.notna()),
        u_employees=e.where(u.notna()),
        t=t.where(e.notna()),
        t_employees=e.where(t.notna()),
        a=a.where(h.notna()),
        a_hires=h.where(a.notna()),
    )


PARTS = ["u", "u_employees", "t", "t_employees", "a", "a_hires"]


def levels(cells: Frame) -> Frame:
    """Each half-year's ratios over all titles: u, t and a."""
    sums = cells.groupby("period")[PARTS].sum(min_count=1)
    wholes = {"u": "u_employees", "t": "t_employees", "a": "a_hires"}
    ratios = {
        part: sums[part] / sums[whole].where(sums[whole] > 0)
        for part, whole in wholes.items()
    }
    return sums.assign(**ratios)[list(wholes)]


def national_indicators(cells: Frame, level: Frame) -> Frame:
    """A row per half-year and title, with the three indicators of the country."""
    titles = cells.groupby(TITLE, sort=False)[PARTS].sum(min_count=1).reset_index()
    u0, t0, a0 = (titles["period"].map(level[name]) for name in ("u", "t", "a"))
    u = smoothed(titles["u"], titles["u_employees"], u0, SMOOTHING_TITLE)
    h = smoothed(titles["t"], titles["t_employees"], t0, SMOOTHING_TITLE)
    hires = titles["a_hires"]
    a = (titles["a"] + SMOOTHING_HIRES * a0) / (hires + SMOOTHING_HIRES)
    once = cells.drop_duplicates(TITLE)[[*TITLE, "n_country", "y_country"]]
    return (
        titles[TITLE]
        .assign(
            log_unemployment_ratio=logged(u),
            advertising_share=a.where(hires > 0),
            log_recruitment_intensity=logged(h),
        )
        .merge(once, on=TITLE)
    )


def with_deviations(cells: Frame, level: Frame) -> Frame:
    """The grid with the region's indicators as deviations from the others pooled."""
    u0, a0 = (cells["period"].map(level[name]) for name in ("u", "a"))
    elsewhere = {name: others(cells, cells[name]) for name in PARTS}
    knows = others(cells, cells["a_hires"].notna().astype(float)) > 0
    u_others = smoothed(elsewhere["u"], elsewhere["u_employees"], u0, SMOOTHING_TITLE)
    s = SMOOTHING_HIRES
    a_others = (elsewhere["a"] + s * a0) / (elsewhere["a_hires"] + s)
    a_others = a_others.where(knows)
    u = smoothed(cells["u"], cells["u_employees"], u_others, SMOOTHING_UNEMPLOYED)
    a = (cells["a"] + s * a_others) / (cells["a_hires"] + s)
    return cells.assign(
        log_unemployment_ratio_deviation=logged(u) - logged(u_others),
        advertising_share_deviation=a - a_others,
    )


def smoothed(part: Series, employees: Series, above: Series, more: float) -> Series:
    """As if so much more had been counted, on employees as the level above has them."""
    ratio = above * (part + more) / (employees * above + more)
    return ratio.where(employees > 0)


def logged(ratio: Series) -> Series:
    return np.log(ratio.clip(lower=INDICATOR_FLOOR))
