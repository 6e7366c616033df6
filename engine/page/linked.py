"""Where a title leads: the lists it is on and its neighbours, where a file has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from engine.page.public import PublicFile

NAMES = """
    select list_id as id, [name_da, name_en] as name
    from reference.positive_list order by list_id
"""
LISTED = """
    select list_id, period, region_id, occupation_id, status, since
    from balance.positive_list
    where status in ('new', 'still') order by all
"""
NEIGHBOURS = """
    select occupation_id, neighbour_id from balance.neighbour
    order by occupation_id, similarity desc, neighbour_id
"""
SUBSTITUTES = """
    select region_id, occupation_id, neighbour_id, unemployed
    from balance.substitution where period = ?
    order by region_id, occupation_id, rank, neighbour_id
"""
NEAREST = 20


class Lists(NamedTuple):
    """The lists' names and, by half-year and area, rows of a title's number, a list's
    number, its status and the half-year's number since when. No names where the file
    has no list with a title on it."""

    names: list[dict[str, Any]] | None
    rows: list[list[list[list[Any]]]]


def read_lists(
    public: PublicFile,
    titles: Sequence[str],
    periods: Sequence[str],
    areas: Sequence[str],
) -> Lists:
    """The positive lists of `balance.positive_list`."""
    columns = ("list_id", "period", "region_id", "occupation_id", "status", "since")
    rows: list[list[list[list[Any]]]] = [[[] for _ in areas] for _ in periods]
    if not (
        public.has("balance.positive_list", *columns)
        and public.has("reference.positive_list", "list_id", "name_da", "name_en")
    ):
        return Lists(None, rows)
    names = public.records(NAMES)
    numbers = {name["id"]: number for number, name in enumerate(names)}
    places = {title: number for number, title in enumerate(titles)}
    for name, period, area, title, status, since in public.rows(LISTED):
        if period in periods and area in areas:
            began = periods.index(since) if since in periods else None
            row = [places[title], numbers[name], status, began]
            rows[periods.index(period)][areas.index(area)].append(row)
    listed = any(row for areas_of_period in rows for row in areas_of_period)
    return Lists(names if listed else None, rows)


def read_neighbours(
    public: PublicFile, titles: Sequence[str]
) -> list[list[int]] | None:
    """The neighbours of each title, the most alike first, as numbers of titles. None
    where the file has none."""
    columns = ("occupation_id", "neighbour_id", "similarity")
    if not public.has("balance.neighbour", *columns):
        return None
    places = {title: number for number, title in enumerate(titles)}
    nearest: list[list[int]] = [[] for _ in titles]
    for title, neighbour in public.rows(NEIGHBOURS):
        if len(nearest[places[title]]) < NEAREST:
            nearest[places[title]].append(places[neighbour])
    return nearest if any(nearest) else None


def read_substitutes(
    public: PublicFile, titles: Sequence[str], period: str, areas: Sequence[str]
) -> list[dict[int, list[list[int | None]]]] | None:
    """By area and title in shortage: its neighbours in their rank, each with the
    unemployed there who name it and not the title. Of one half-year; None where the
    file has none."""
    columns = ("region_id", "occupation_id", "neighbour_id", "unemployed", "rank")
    if not public.has("balance.substitution", "period", *columns):
        return None
    places = {title: number for number, title in enumerate(titles)}
    by_area: list[dict[int, list[list[int | None]]]] = [{} for _ in areas]
    for area, title, neighbour, unemployed in public.rows(SUBSTITUTES, (period,)):
        if area in areas:
            rows = by_area[areas.index(area)].setdefault(places[title], [])
            rows.append([places[neighbour], unemployed])
    return by_area if any(by_area) else None
