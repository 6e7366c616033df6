"""The result of a build as tables for people, read from the public file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.engines.connections import reading

CATEGORIES = """
    select
        region.name_da as "Region",
        category.label_da as category,
        sum(count.occupations) as occupations
    from balance.category_count as count
    inner join reference.region as region on count.region_id = region.region_id
    left join reference.category as category on count.category = category.category
    where count.period = (select max(period) from balance.category_count)
    group by region.name_da, region.sort_order, category.label_da
"""
HEADER = """
    select label_da from reference.category order by sort_order
"""
SIDES = """
    select
        region.name_da,
        sum(cast(assessment.good_prospects as integer)),
        sum(cast(not assessment.good_prospects as integer)),
        sum(cast(assessment.in_shortage as integer)),
        sum(cast(not assessment.in_shortage as integer))
    from balance.assessment as assessment
    inner join reference.region as region
        on assessment.region_id = region.region_id
    where assessment.period = (select max(period) from balance.assessment)
    group by region.name_da, region.sort_order
    order by region.sort_order
"""
SIDES_HEADER = ["", "Gode udsigter", "Mindre gode", "Mangel", "Ikke mangel"]
PERIOD = """
    select label_da from reference.period order by period desc limit 1
"""
REGIONS = "select name_da from reference.region order by sort_order"
COVERAGE = """
    select measure, format('{:.1f} %', 100 * value)
    from balance.coverage
    where period = (select max(period) from balance.coverage)
    order by measure
"""
TABLES = "select table_name from information_schema.tables"
NEEDED = {"assessment", "category_count", "coverage", "region", "category", "period"}


@dataclass(frozen=True)
class Table:
    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Any]]


def summarize(public: Path) -> list[Table]:
    """Categories per region and coverage, for the newest half-year; where inputs have
    one side of the balance only, that side.

    Nothing where the project publishes no balance.
    """
    with reading(public) as connection:
        here = connection.execute(TABLES).fetchall()
        if not NEEDED.issubset(name for (name,) in here):
            return []

        def column(sql: str) -> list[Any]:
            return [row[0] for row in connection.execute(sql).fetchall()]

        (period,) = column(PERIOD) or ["ingen halvår"]
        labels: list[str | None] = [*column(HEADER), None]
        counts = {
            (region, category): count
            for region, category, count in connection.execute(CATEGORIES).fetchall()
        }
        rows: Sequence[Sequence[Any]] = [
            [region, *(counts.get((region, label), 0) for label in labels)]
            for region in column(REGIONS)
        ]
        header = ["", *(label or "Ikke vurderet" for label in labels)]
        title = f"Stillingsbetegnelser, {period}"
        sides = connection.execute(SIDES).fetchall()
        if _is_one_sided(sides):
            title += ": kun den ene side af balancen"
            header, rows = SIDES_HEADER, sides
        coverage = connection.execute(COVERAGE).fetchall()
    return [
        Table(title, header, rows),
        Table(f"Dækning, {period}", ["Mål", "Andel"], coverage),
    ]


def _is_one_sided(sides: Sequence[Sequence[Any]]) -> bool:
    """Whether the titles have only prospects or only shortage."""
    supply = any(row[1] is not None for row in sides)
    demand = any(row[3] is not None for row in sides)
    return supply != demand
