"""Small countries of one title, and what the rules publish of each.

A world says for each region how many were unemployed, how many of them left, and
the employees. Many worlds run through the project's own queries at once, each as a
title of its own: what is published of two worlds can then be compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from engine.compile.compiled import Compiled
from engine.compile.project import Project
from tests.harness import materialize

ROOT = Path(__file__).resolve().parents[2]
PERIOD = "2025H1"
NATION = "DK"
RULES = (
    "balance.sensitive_count",
    "balance.withheld_count",
    "balance.suppression",
    "balance.assessment",
)
SUPPLY: dict[str, pa.DataType] = {
    "period": pa.string(),
    "region_id": pa.string(),
    "occupation_id": pa.string(),
    "unemployed": pa.int64(),
    "left_within_3_months": pa.int64(),
    "exit_rate": pa.float64(),
    "full_time_employees": pa.float64(),
    "unemployment_ratio": pa.float64(),
    "supply_basis": pa.string(),
    "good_prospects": pa.bool_(),
}
SHOWN = tuple(SUPPLY)[3:]
DEMAND: dict[str, pa.DataType] = {
    **dict.fromkeys(("answers", "answers_national"), pa.int64()),
    **dict.fromkeys(
        (
            "unfilled",
            "general_tendency",
            "regional_tendency",
            "adjusted_rate",
            "shortage_rate",
            "shortage_rate_low",
            "shortage_rate_high",
            "p_shortage",
            "p_good_prospects",
            "p_category",
        ),
        pa.float64(),
    ),
    **dict.fromkeys(("shortage_basis", "category"), pa.string()),
    "in_shortage": pa.bool_(),
}
NO_MODEL = """
    create schema shortage; create schema balance;
    create table shortage.regional_coefficient (
        period text, term text, estimate double);
    create table shortage.indicator (
        period text, region_id text, occupation_id text,
        log_unemployment_ratio_deviation double,
        advertising_share_deviation double);
    create table shortage.regional_tendency (
        period text, region_id text, occupation_id text,
        regional_tendency double);
"""


class Cell(NamedTuple):
    """A region: persons, and employees (None: unknown)."""

    unemployed: int
    leavers: int
    employees: float | None


World = tuple[Cell, ...]
Shown = tuple[tuple[Any, ...], ...]


class Limits(NamedTuple):
    """The rules that the worlds are made by, as the parameters name them."""

    disclosure_min: int = 5
    min_unemployed: int = 20
    exit_threshold: float = 0.35
    unemployment_ratio_threshold: float = 0.1


DEFAULT = Limits()


def published(worlds: Sequence[World], limits: Limits = DEFAULT) -> list[Shown]:
    """What is shown of each world: a row per region, the country last."""
    if not worlds:
        return []
    with loaded(worlds, limits) as connection:
        shown = connection.execute(
            f"select occupation_id, {', '.join(SHOWN)} from balance.assessment "
            f"order by occupation_id, region_id = '{NATION}', region_id"
        ).fetchall()
    found: dict[str, list[tuple[Any, ...]]] = {}
    for row in shown:
        found.setdefault(row[0], []).append(row[1:])
    return [tuple(found[key]) for key in sorted(found)]


@contextmanager
def loaded(
    worlds: Sequence[World], limits: Limits
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database of the worlds, each a title, and of what is published of them."""
    rows = [
        {"occupation_id": f"{number:09}", **row}
        for number, world in enumerate(worlds)
        for row in _rows(world, limits)
    ]
    columns = SUPPLY | DEMAND
    data = {
        name: pa.array([row.get(name) for row in rows], kind)
        for name, kind in columns.items()
    }
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(NO_MODEL)
        connection.register("given", pa.table(data))
        connection.execute("create table balance.undisclosed as from given")
        for name in RULES:
            materialize(connection, compiled(limits).find(name))
        yield connection


@cache
def compiled(limits: Limits) -> Compiled:
    return Project(ROOT).compile({k: str(v) for k, v in limits._asdict().items()})


def nation(world: World) -> Cell:
    """The country, everyone unemployed in one region only."""
    known = [cell.employees for cell in world if cell.employees is not None]
    return Cell(
        sum(cell.unemployed for cell in world),
        sum(cell.leavers for cell in world),
        sum(known) if known else None,
    )


def _rows(world: World, limits: Limits) -> list[Mapping[str, Any]]:
    counted = sum(cell.unemployed for cell in world if cell.employees is not None)
    rows = [
        {"region_id": f"r{number}", **supply(cell, cell.unemployed, limits)}
        for number, cell in enumerate(world)
    ]
    country = {"region_id": NATION, **supply(nation(world), counted, limits)}
    return [{"period": PERIOD, **row} for row in (*rows, country)]


def supply(cell: Cell, in_ratio: int, limits: Limits) -> dict[str, Any]:
    """The supply side of a cell, by SPEC section 3."""
    rate = cell.leavers / cell.unemployed if cell.unemployed else None
    ratio = in_ratio / cell.employees if cell.employees else None
    basis, good = None, None
    if rate is not None and cell.unemployed >= limits.min_unemployed:
        basis, good = "exit_rate", rate >= limits.exit_threshold
    elif ratio is not None:
        basis, good = "unemployment_ratio", ratio < limits.unemployment_ratio_threshold
    return {
        "unemployed": cell.unemployed,
        "left_within_3_months": cell.leavers,
        "exit_rate": rate,
        "full_time_employees": cell.employees,
        "unemployment_ratio": ratio,
        "supply_basis": basis,
        "good_prospects": good,
    }


def as_rows(shown: Sequence[Shown]) -> list[Any]:
    """What is shown, as the rows of balance.assessment, each world a title."""
    rows = []
    for title, cells in enumerate(shown):
        names = [*(f"r{n}" for n in range(len(cells) - 1)), NATION]
        for name, cell in zip(names, cells, strict=True):
            key = {"period": PERIOD, "region_id": name, "occupation_id": f"{title}"}
            rows.append(
                key | dict(zip(SHOWN, cell, strict=True)) | {"regional_tendency": None}
            )
    return rows
