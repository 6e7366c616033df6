"""The result of a build as tables for people, read from the public file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.engines.connections import reading

CATEGORIES = """
    select
        region.name_{language} as region,
        category.label_{language} as category,
        sum(count.occupations) as occupations
    from balance.category_count as count
    inner join reference.region as region on count.region_id = region.region_id
    left join reference.category as category on count.category = category.category
    where count.period = (select max(period) from balance.category_count)
    group by region.name_{language}, region.sort_order, category.label_{language}
"""
HEADER = """
    select label_{language} from reference.category order by sort_order
"""
SIDES = """
    select
        region.name_{language},
        sum(cast(assessment.good_prospects as integer)),
        sum(cast(not assessment.good_prospects as integer)),
        sum(cast(assessment.in_shortage as integer)),
        sum(cast(not assessment.in_shortage as integer))
    from balance.assessment as assessment
    inner join reference.region as region
        on assessment.region_id = region.region_id
    where assessment.period = (select max(period) from balance.assessment)
    group by region.name_{language}, region.sort_order
    order by region.sort_order
"""
PERIOD = """
    select label_{language} from reference.period order by period desc limit 1
"""
REGIONS = "select name_{language} from reference.region order by sort_order"
COVERAGE = """
    select measure, format('{{:.1f}} %', 100 * value)
    from balance.coverage
    where period = (select max(period) from balance.coverage)
    order by measure
"""
WORDS = {
    "da": {
        "titles": "Stillingsbetegnelser",
        "no_period": "ingen halvår",
        "not_assessed": "Ikke vurderet",
        "one_sided": "kun den ene side af balancen",
        "sides": ["", "Gode udsigter", "Mindre gode", "Mangel", "Ikke mangel"],
        "coverage": "Dækning",
        "measures": ["Mål", "Andel"],
        "public_file": "Offentlig fil",
    },
    "en": {
        "titles": "Job titles",
        "no_period": "no half-year",
        "not_assessed": "Not assessed",
        "one_sided": "one side of the balance only",
        "sides": ["", "Good prospects", "Less good", "Shortage", "No shortage"],
        "coverage": "Coverage",
        "measures": ["Measure", "Share"],
        "public_file": "Public file",
    },
}
TABLES = "select table_name from information_schema.tables"
NEEDED = {"assessment", "category_count", "coverage", "region", "category", "period"}


@dataclass(frozen=True)
class Table:
    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Any]]


def summarize(public: Path, language: str) -> list[Table]:
    """Categories per region and coverage, for the newest half-year; where inputs have
    one side of the balance only, that side.

    Nothing where the project publishes no balance.
    """
    words: dict[str, Any] = WORDS[language]
    with reading(public) as connection:
        tables = connection.execute(TABLES).fetchall()
        if not NEEDED.issubset(name for (name,) in tables):
            return []

        def all_rows(sql: str) -> list[Any]:
            return connection.execute(sql.format(language=language)).fetchall()

        def column(sql: str) -> list[Any]:
            return [row[0] for row in all_rows(sql)]

        (period,) = column(PERIOD) or [words["no_period"]]
        labels: list[str | None] = [*column(HEADER), None]
        counts = {
            (region, category): count
            for region, category, count in all_rows(CATEGORIES)
        }
        rows: Sequence[Sequence[Any]] = [
            [region, *(counts.get((region, label), 0) for label in labels)]
            for region in column(REGIONS)
        ]
        header = ["", *(label or words["not_assessed"] for label in labels)]
        title = f"{words['titles']}, {period}"
        sides = all_rows(SIDES)
        if _is_one_sided(sides):
            title += f": {words['one_sided']}"
            header, rows = words["sides"], sides
        coverage = all_rows(COVERAGE)
    return [
        Table(title, header, rows),
        Table(f"{words['coverage']}, {period}", words["measures"], coverage),
    ]


def _is_one_sided(sides: Sequence[Sequence[Any]]) -> bool:
    """Whether the titles have only prospects or only shortage."""
    supply = any(row[1] is not None for row in sides)
    demand = any(row[3] is not None for row in sides)
    return supply != demand
