"""What the figures are of: areas, half-years, titles, categories, parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.page.public import PublicFile

SIDES = """
    select
        coalesce(bool_or(good_prospects is not null), false) as supply,
        coalesce(bool_or(in_shortage is not null), false) as demand
    from balance.assessment
"""
AREAS = """
    select region_id as id, [name_da, name_en] as name, is_country as country
    from reference.region order by sort_order
"""
PERIODS = """
    select
        period as id,
        [label_da, label_en] as name,
        cast(reference_date as text) as reference_date,
        cast(follow_up_date as text) as follow_up_date
    from reference.period order by sort_order
"""
CATEGORIES = """
    select
        category as id,
        [label_da, label_en] as name,
        good_prospects as good,
        in_shortage as lacking
    from reference.category order by in_shortage desc, sort_order
"""
BASES = """
    select shortage_basis as id, [label_da, label_en] as name, formula
    from reference.basis order by sort_order
"""
PARAMETERS = """
    select
        name,
        value,
        default_value,
        unit,
        cast(from_period as text) as from_period,
        source,
        meaning
    from reference.parameter order by name, from_period nulls first
"""
FILES = """
    select
        table_name as name,
        file_name as file,
        rows,
        sha256,
        coalesce(synthetic, false) as synthetic,
        program_version,
        strftime(built_at at time zone 'UTC', '%Y-%m-%d') as built_at
    from reference.provenance order by table_name
"""
SHAPES = {(True, False): 0, (False, False): 1, (True, True): 2, (False, True): 3}
ONE_SIDED: Mapping[str, Sequence[tuple[str, bool, bool, int]]] = {
    "demand": (("lacking", False, True, 2), ("enough", False, False, 0)),
    "supply": (("good_prospects", True, False, 0), ("poor_prospects", False, False, 1)),
}


@dataclass(frozen=True)
class Sides:
    """Which questions the inputs could answer: prospects, shortage."""

    supply: bool
    demand: bool

    @property
    def only(self) -> str | None:
        """The only side with values, None if both or neither have."""
        if self.supply == self.demand:
            return None
        return "supply" if self.supply else "demand"

    @property
    def verdict(self) -> str:
        """SQL for the class of an assessment: its category, or its one side."""
        match self.only:
            case "supply":
                return (
                    "case when good_prospects then 'good_prospects' "
                    "when not good_prospects then 'poor_prospects' end"
                )
            case "demand":
                return (
                    "case when in_shortage then 'lacking' "
                    "when not in_shortage then 'enough' end"
                )
        return "category"


def read_sides(public: PublicFile) -> Sides:
    """Which sides have a value for any title."""
    ((supply, demand),) = public.rows(SIDES)
    return Sides(supply, demand)


def read_classes(
    public: PublicFile, sides: Sides, words: Mapping[str, Sequence[str]]
) -> list[dict[str, Any]]:
    """The classes that titles fall into, shortage first, each with its shape 0-3.

    If only one side has values, the classes are its two answers.
    """
    if sides.only is None:
        categories = public.records(CATEGORIES)
        return [
            {**row, "shape": SHAPES[row["good"], row["lacking"]]} for row in categories
        ]
    return [
        {
            "id": name,
            "name": list(words[f"class_{name}"]),
            "good": good,
            "lacking": lacking,
            "shape": shape,
        }
        for name, good, lacking, shape in ONE_SIDED[sides.only]
    ]


def read_titles(public: PublicFile) -> dict[str, Any]:
    """The titles as columns, in the order of the cells; `field` counts in `fields`.

    An English name equal to the Danish one, and a missing field, are NULL.
    """
    field_en = (
        "field_en"
        if public.has("reference.occupation", "field_en")
        else "cast(null as text)"
    )
    rows = public.rows(
        f"""
        select
            occupation_id,
            title_da,
            case when title_en is distinct from title_da then title_en end,
            isco08,
            field_da,
            {field_en}
        from reference.occupation order by sort_order
        """
    )
    fields = sorted({(row[4], row[5]) for row in rows if row[4] is not None})
    numbers = {name: number for number, (name, _) in enumerate(fields)}
    return {
        "id": [row[0] for row in rows],
        "name": [[row[1] for row in rows], [row[2] for row in rows]],
        "isco": [row[3] for row in rows],
        "field": [numbers.get(row[4]) for row in rows],
        "fields": [
            [da, en if en is not None and en != da else None] for da, en in fields
        ],
    }
