"""The titles whose category differs between two warehouses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.compile.compiled import Compiled
from engine.names import Name
from engine.warehouse.diff import opened

ASSESSMENT = Name("balance", "assessment")
CELL = ("period", "region_id", "occupation_id")
DECIDING = ("supply_basis", "exit_rate", "unemployment_ratio", "shortage_rate")
MOVED = """
    select
        old.period, old.region_id, old.occupation_id,
        old.category, new.category, {crossed},
        {values}
    from {old} as old
    inner join {new} as new
        on old.period = new.period
        and old.region_id = new.region_id
        and old.occupation_id = new.occupation_id
    where old.category is distinct from new.category
    order by old.period, old.region_id, old.occupation_id
"""


@dataclass(frozen=True)
class Moved:
    """A title whose category is another: what crossed, and the values that decide."""

    cell: Mapping[str, str]
    old: str | None
    new: str | None
    crossed: str
    values: Mapping[str, tuple[Any, Any]]


def moved_titles(old: Path, new: Path, compiled: Compiled) -> Iterator[Moved]:
    """The titles that moved between two warehouses: folders, or files of one kind."""
    with opened(old, new) as sides:
        if not sides.both_have(ASSESSMENT):
            return
        sql = MOVED.format(
            crossed=compiled.templates.expression("{{ crossed('old', 'new') }}"),
            values=", ".join(f"old.{name}, new.{name}" for name in DECIDING),
            old=sides.old[ASSESSMENT],
            new=sides.new[ASSESSMENT],
        )
        rows = sides.connection.execute(sql).fetchall()
    for row in rows:
        cell, (before, after, crossed), values = row[:3], row[3:6], row[6:]
        pairs = zip(values[::2], values[1::2], strict=True)
        yield Moved(
            dict(zip(CELL, cell, strict=True)),
            before,
            after,
            crossed,
            dict(zip(DECIDING, pairs, strict=True)),
        )
