"""Whoever holds all that is published on spells together finds no small count.

The attacker knows the rules, the time that the data span and every published count, and
looks for the least and the largest value that a count can have: whole numbers of spells
by start year, municipality size, exit reason and length that give all those figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from tests.spells.built import build_spells, rows
from tests.spells.test_second_opinion import simulated

LEAST = 5
MONTHS = 30
TRIED = 12
STILL = "still_unemployed"
Spell = tuple[int, str | None, str, int]  # start year, size, reason, months
Which = Callable[[Spell], bool]
TABLES = ("exit_reason", "exit_by_start_year", "at_risk", "exits", "all exits")


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("attack")
    simulated(folder, 40, 7, months=MONTHS)
    build_spells(folder, folder / "rounded", {"disclosure_min": str(LEAST)})
    return folder


def possible(reasons: list[str], sizes: list[str | None]) -> list[Spell]:
    """Every kind of spell that fits the time: one under way lasts until the end, any
    other ends before; months are counted from January 2011, and none begins in it."""
    found = []
    for start, size, reason in product(range(1, MONTHS), sizes, reasons):
        longest = MONTHS - start
        lengths = [longest] if reason == STILL else range(1, longest)
        found += [(2011 + start // 12, size, reason, months) for months in lengths]
    return sorted(set(found), key=str)


def is_of(wanted: dict[str, Any], *, exact_month: bool = True) -> Which:
    def which(spell: Spell) -> bool:
        year, size, reason, months = spell
        month = wanted.get("month", months)
        return (
            wanted.get("start_year", year) == year
            and wanted.get("municipality_size", "all") in ("all", size)
            and wanted.get("exit_reason", reason) == reason
            and (months == month if exact_month else months >= month)
        )

    return which


def has_ended(which: Which) -> Which:
    return lambda spell: spell[2] != STILL and which(spell)


def counts(warehouse: Path, group: str) -> Iterator[tuple[str, Which, int | None]]:
    """Table, the spells that it counts and the count told; None where it has no row."""

    def read(relation: str, columns: str) -> list[dict[str, Any]]:
        where = f"where target_group = '{group}'"
        return rows(warehouse, f"select {columns} from spells.{relation} {where}")

    reasons = sorted(
        {row["exit_reason"] for row in read("spell", "distinct exit_reason")}
    )
    told = {
        r["exit_reason"]: r["spells"]
        for r in read("exit_reason", "exit_reason, spells")
    }
    for reason in reasons:
        yield "exit_reason", is_of({"exit_reason": reason}), told.get(reason, 0)
    by_year = {
        (r["start_year"], r["exit_reason"]): r["spells"]
        for r in read("exit_by_start_year", "start_year, exit_reason, spells")
    }
    for year, reason in product(range(2011, 2014), reasons):
        which = is_of({"start_year": year, "exit_reason": reason})
        yield "exit_by_start_year", which, by_year.get((year, reason), 0)
    columns = "municipality_size, month, at_risk, exits"
    for row in read("survival", columns):
        part = {name: row[name] for name in ("municipality_size", "month")}
        yield "at_risk", is_of(part, exact_month=False), row["at_risk"]
        yield "all exits", has_ended(is_of(part)), row["exits"]
    for row in read("cumulative_exit", f"exit_reason, {columns}"):
        part = {k: row[k] for k in ("municipality_size", "month", "exit_reason")}
        yield "exits", is_of(part), row["exits"]


def there(
    kinds: list[Spell], published: list[tuple[str, Which, int | None]]
) -> Iterator[tuple[int, Which]]:
    """Counts that cannot be 0: of the group's last month, of a reason that occurs."""
    lasting = [n for n, (table, _, _) in enumerate(published) if table == "at_risk"]
    longest = max(max(k[3] for k in kinds if published[n][1](k)) for n in lasting)
    for n in lasting:
        which = published[n][1]
        covered = {kind[3] for kind in kinds if which(kind)}
        if covered == {longest} and all(
            map(which, (k for k in kinds if k[3] == longest))
        ):
            yield n, which
    for n, (table, which, _) in enumerate(published):
        if table == "exit_reason":
            yield n, which


@pytest.mark.parametrize("group", ["unemployment_benefit", "sickness_benefit"])
def test_no_small_count_has_a_single_value(group: str, inputs: Path) -> None:
    warehouse = inputs / "rounded"
    of = f"where target_group = '{group}'"
    columns = "year(first_month) as y, municipality_size as s, exit_reason as r, months"
    spells = [
        tuple(row.values())
        for row in rows(warehouse, f"select {columns} from spells.spell {of}")
    ]
    sizes = sorted({s for _, s, _, _ in spells}, key=str)
    kinds = possible(sorted({r for _, _, r, _ in spells}), sizes)
    [told] = rows(warehouse, f"select max(month) as month from spells.survival {of}")
    kinds = [kind for kind in kinds if kind[3] <= told["month"]]
    assert set(spells) <= set(kinds)
    published = list(counts(warehouse, group))
    matrix = csr_array([[which(kind) for kind in kinds] for _, which, _ in published])
    matrix = matrix.astype(float)
    counted = np.array([count for _, _, count in published])
    half = LEAST // 2
    least_told, most_told = np.maximum(counted - half, 0), counted + half
    for place, which in there(kinds, published):
        least_told[place] = max(least_told[place], 1)
        assert sum(map(which, spells)) >= 1
    known = LinearConstraint(matrix, least_told, most_told)
    small: dict[str, list[int]] = {table: [] for table in TABLES}
    for place, (table, which, _) in enumerate(published):
        if sum(map(which, spells)) in range(1, LEAST):
            small[table].append(place)
    chance = Random(1)
    assert sum(bool(places) for places in small.values()) >= 4
    for table, places in small.items():
        for place in chance.sample(places, min(TRIED, len(places))):
            row = matrix[[place], :].toarray()[0]
            ends = [
                milp(
                    sign * row,
                    constraints=known,
                    integrality=np.ones(len(kinds)),
                    bounds=Bounds(0, np.inf),
                )
                for sign in (1, -1)
            ]
            assert all(end.success for end in ends), ends
            least, most = round(ends[0].fun), round(-ends[1].fun)
            true = sum(map(published[place][1], spells))
            assert least <= true <= most
            assert least < most, f"{table}: a count of {true} can be worked out"
