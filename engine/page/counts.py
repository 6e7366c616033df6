"""Counts and shares over titles, as the overview, the map and the thresholds show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.page.labels import Sides
from engine.page.public import PublicFile

COUNTED = """
    select
        cell.period, cell.region_id, occupation.field_da, {verdict} as class,
        count(*) as titles
    from balance.assessment as cell
    inner join reference.occupation as occupation
        on cell.occupation_id = occupation.occupation_id
    group by all
"""
SENSITIVITY = """
    select
        period,
        region_id,
        list(occupations_changed order by exit_threshold, shortage_threshold),
        max(occupations)
    from balance.sensitivity
    group by period, region_id
"""
STEPS = """
    select
        list(distinct cast(round(100 * exit_threshold) as integer)),
        list(distinct cast(round(100 * shortage_threshold) as integer))
    from balance.sensitivity
"""
COVERAGE = """
    select period, measure, cast(round(1000 * value) as integer)
    from balance.coverage order by period, measure
"""
SUPPRESSION = """
    select period, measure, cast(percent as integer)
    from balance.suppression_share order by period, measure desc
"""
HIGHEST = """
    select
        cast(round(1000 * quantile_cont(exit_rate, 0.995)) as integer),
        cast(round(1000 * quantile_cont(shortage_rate, 0.995)) as integer)
    from balance.assessment
"""
STEP = 100


def read_counts(
    public: PublicFile,
    sides: Sides,
    classes: Sequence[Mapping[str, Any]],
    titles: Mapping[str, Any],
    periods: Sequence[str],
    areas: Sequence[str],
) -> list[list[list[list[int]]]]:
    """Titles by half-year, area, field and class; the last field holds titles without
    one, the last class those not assessed."""
    fields = [da for da, _ in titles["fields"]]
    ids = [str(one["id"]) for one in classes]
    counts = [
        [[[0] * (len(ids) + 1) for _ in range(len(fields) + 1)] for _ in areas]
        for _ in periods
    ]
    for period, area, field, verdict, number in public.rows(
        COUNTED.format(verdict=sides.verdict)
    ):
        if period in periods and area in areas:
            place = fields.index(field) if field in fields else len(fields)
            column = ids.index(verdict) if verdict in ids else len(ids)
            counts[periods.index(period)][areas.index(area)][place][column] += number
    return counts


def read_sensitivity(
    public: PublicFile, periods: Sequence[str], areas: Sequence[str]
) -> dict[str, Any] | None:
    """How many titles each pair of thresholds would move: `changed` by half-year and
    area, over exit thresholds and within them shortage thresholds, in per cent."""
    if not public.has("balance.sensitivity", "occupations_changed"):
        return None
    rows = public.rows(SENSITIVITY)
    if not rows:
        return None
    ((exits, shortages),) = public.rows(STEPS)
    changed: list[list[Any]] = [[None for _ in areas] for _ in periods]
    titles: list[list[Any]] = [[None for _ in areas] for _ in periods]
    for period, area, values, number in rows:
        if period in periods and area in areas:
            changed[periods.index(period)][areas.index(area)] = values
            titles[periods.index(period)][areas.index(area)] = number
    return {
        "exit": sorted(exits),
        "shortage": sorted(shortages),
        "changed": changed,
        "titles": titles,
    }


def read_coverage(public: PublicFile, periods: Sequence[str]) -> dict[str, Any]:
    """Shares in per mille by half-year and measure: what could be assessed."""
    by_period: dict[str, dict[str, int]] = {period: {} for period in periods}
    if public.has("balance.coverage", "measure", "value"):
        for period, measure, value in public.rows(COVERAGE):
            if period in by_period and value is not None:
                by_period[period][measure] = value
    return by_period


def read_suppression(public: PublicFile, periods: Sequence[str]) -> dict[str, Any]:
    """What hiding few persons costs, in per cent, by half-year and measure."""
    by_period: dict[str, dict[str, int]] = {period: {} for period in periods}
    if public.has("balance.suppression_share", "measure", "percent"):
        for period, measure, percent in public.rows(SUPPRESSION):
            if period in by_period and percent is not None:
                by_period[period][measure] = percent
    return by_period


def read_axes(public: PublicFile) -> dict[str, int]:
    """The ends of the axes of rates, in per mille: 995 of 1,000 rates or more fit."""
    ((exits, shortage),) = public.rows(HIGHEST)
    return {"exit": _end(exits, 600), "shortage": _end(shortage, 300)}


def _end(highest: int | None, least: int) -> int:
    steps = -(-max(highest or 0, least) // STEP)
    return min(1000, steps * STEP)
