"""The cells of the balance as columns of whole numbers, one set an area.

A column is a list over titles and, within a title, half-years, the oldest first.
Rates are in per mille, probabilities in per cent, NULL where a figure is withheld. The
figures are rounded as published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.page.labels import Sides
from engine.page.public import PublicFile

SUPPLY_BASES = ("exit_rate", "unemployment_ratio")
CROSSED = ("supply", "demand", "both", "assessed")
RATES = {
    "exit": "exit_rate",
    "exit_low": "exit_rate_low",
    "exit_high": "exit_rate_high",
    "ratio": "unemployment_ratio",
    "shortage": "shortage_rate",
    "shortage_low": "shortage_rate_low",
    "shortage_high": "shortage_rate_high",
}
PROBABILITIES = {
    "p_shortage": "p_shortage",
    "p_good": "p_good_prospects",
    "p_class": "p_category",
}
COUNTS = {
    "employees": "full_time_employees",
    "unemployed": "unemployed",
    "answers": "answers",
}
FLAGS = {"good": "good_prospects", "lacking": "in_shortage"}
GRID = """
    with half_year as (
        select period, sort_order from reference.period
        where list_contains(?, period)
    )

    select region.region_id, {columns}
    from reference.region as region
    cross join half_year
    cross join reference.occupation as occupation
    left join balance.assessment as cell
        on half_year.period = cell.period
        and region.region_id = cell.region_id
        and occupation.occupation_id = cell.occupation_id
    {joins}
    group by region.region_id
"""
TRANSITIONS = """
    left join balance.transition as transition
        on cell.period = transition.period
        and cell.region_id = transition.region_id
        and cell.occupation_id = transition.occupation_id
"""
STATUS = """
    left join balance.observation_status as status
        on cell.period = status.period
        and cell.region_id = status.region_id
        and cell.occupation_id = status.occupation_id
        and status.measure = 'shortage_rate'
"""


def read_cells(
    public: PublicFile,
    sides: Sides,
    classes: Sequence[Mapping[str, Any]],
    bases: Sequence[Mapping[str, Any]],
    periods: Sequence[str],
) -> dict[str, dict[str, list[int | None]]]:
    """The columns of each area, without those that are NULL throughout."""
    columns = dict(_columns(public, sides, classes, bases))
    lists = ", ".join(
        f"list({sql} order by occupation.sort_order, half_year.sort_order)"
        for sql in columns.values()
    )
    joins = ""
    if "crossed" in columns:
        joins += TRANSITIONS
    if "weak" in columns:
        joins += STATUS
    rows = public.rows(GRID.format(columns=lists, joins=joins), [list(periods)])
    return {
        region: {
            name: values
            for name, values in zip(columns, measures, strict=True)
            if any(value is not None for value in values)
        }
        for region, *measures in rows
    }


def _columns(
    public: PublicFile,
    sides: Sides,
    classes: Sequence[Mapping[str, Any]],
    bases: Sequence[Mapping[str, Any]],
) -> Iterator[tuple[str, str]]:
    """Each column's name and its SQL; what the file lacks is left out."""
    have = set(public.columns["balance.assessment"])
    ids = [str(one["id"]) for one in classes]
    if sides.only is None:
        yield "class", _place("cell.category", ids)
        if "category_steady" in have:
            yield "steady", _place("cell.category_steady", ids)
    else:
        yield "class", _place(f"({sides.verdict})", ids)
    for group, scale in ((RATES, 1000), (PROBABILITIES, 100), (COUNTS, 1)):
        for name, column in group.items():
            if column in have:
                yield name, f"cast(round({scale} * cell.{column}) as integer)"
    for name, column in FLAGS.items():
        yield name, f"cast(cell.{column} as integer)"
    yield "basis", _place("cell.shortage_basis", [str(one["id"]) for one in bases])
    yield "supply_basis", _place("cell.supply_basis", SUPPLY_BASES)
    if public.has("balance.transition", "crossed"):
        yield "crossed", _place("transition.crossed", CROSSED)
    if public.has("balance.transition", "p_change"):
        yield "p_change", "cast(round(100 * transition.p_change) as integer)"
    if public.has("balance.observation_status", "is_unreliable"):
        yield "weak", "case when status.is_unreliable then 1 end"


def _place(value: str, options: Sequence[str]) -> str:
    """SQL for the place of a text among others, from 0; NULL for any other."""
    listed = ", ".join("'" + option.replace("'", "''") + "'" for option in options)
    return f"cast(list_position([{listed}], {value}) - 1 as integer)"
