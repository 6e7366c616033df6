"""The attacker of supply.survival: is there another world that publishes the same?

Another world is other numbers of spells by region, occupation field (all: every spell),
length and whether they have ended, of which exactly the same is published. It needs no
more than that no field has spells that are not among all. Such a world has inputs of
its own that change nothing else that is published: a spell that is job-ready for its
first days alone, and a job target held for as long, are in this relation and in no
cohort of the first of a month.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from random import Random
from typing import NamedTuple

import duckdb
import numpy as np
from scipy.sparse import coo_array, csr_array, vstack

from tests.harness import compiled, materialize, settings_of
from tests.lab.curves import Array, curves, limits, rounded
from tests.lab.witness import (
    Known,
    Matrix,
    Numbers,
    Rows,
    Search,
    World,
    changed,
    other_world,
    single_steps,
)

LEAST = 5
MOST_OF_FEW = 7  # are told as 0
NATION, EVERY = "DK", "all"
AT_RISK, EXITS = 0, 1
STILL = 1  # of the two ways that a spell can be: ended, or still under way
ROWS = 20
MARGIN = 0.02  # of a step, for what is not linear


class Series(NamedTuple):
    """What one curve is of."""

    region: str
    field: str

    def in_nation(self) -> Series:
        return Series(NATION, self.field)


class Kind(NamedTuple):
    """Spells of a curve that are alike."""

    series: Series
    months: int
    ended: bool


class Count(NamedTuple):
    """A figure that is told of a curve: at risk in a month, or exits in it."""

    series: Series
    month: int
    what: int


class Spells:
    """How many spells there are of each kind, and what is told of them."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.kinds: dict[Kind, int] = {}
        self.longest: dict[Series, int] = {}
        counted = connection.execute(
            "select region_id, field_da, month, spells, exits from supply.length_count"
        ).fetchall()
        for region, field, month, _, _ in counted:
            series = Series(region, field)
            self.longest[series] = max(month, self.longest.get(series, 0))
        for series, last in self.longest.items():
            if series.region != NATION:
                for month in range(1, last + 1):
                    self.kinds[Kind(series, month, True)] = 0
                    self.kinds[Kind(series, month, False)] = 0
        for region, field, month, spells, exits in counted:
            if region != NATION:
                series = Series(region, field)
                self.kinds[Kind(series, month, True)] = exits
                self.kinds[Kind(series, month, False)] = spells - exits
        self.world: World = np.array(list(self.kinds.values()), dtype=np.int64)
        self.counts = [
            Count(series, month, what)
            for series, last in self.longest.items()
            for month in range(1, last + 1)
            for what in (AT_RISK, EXITS)
        ]

    @cached_property
    def columns(self) -> dict[Series, Numbers]:
        """The kinds that a curve rests on."""
        by_series: dict[Series, list[int]] = {}
        for column, kind in enumerate(self.kinds):
            for series in (kind.series, kind.series.in_nation()):
                by_series.setdefault(series, []).append(column)
        return {series: np.array(columns) for series, columns in by_series.items()}

    @cached_property
    def places(self) -> dict[Series, Numbers]:
        """Where those kinds are among all that a curve's spells can be: 2 x months."""
        kinds = list(self.kinds)
        return {
            series: np.array(
                [
                    (STILL - kinds[n].ended) * self.longest[series]
                    + kinds[n].months
                    - 1
                    for n in columns
                ]
            )
            for series, columns in self.columns.items()
        }

    def ends(self, series: Series, world: World) -> Array:
        """Spells that have ended, and that have not, by month: 2 x months."""
        months = self.longest[series]
        numbers = np.bincount(
            self.places[series], world[self.columns[series]], minlength=2 * months
        )
        return numbers.reshape(2, months).astype(float)

    def known(self, *, nation_stays: bool) -> Known:
        """What rounding tells of the counts; and no field has more than all.

        With `nation_stays` only worlds are looked for that leave the country as it is.
        """
        matrix = self.matrix
        counts = matrix @ self.world
        shown = rounded(counts, LEAST)
        stays = np.array(
            [c.series.region == NATION and nation_stays for c in self.counts]
        )
        least = np.maximum(shown - LEAST // 2, 0)
        most = np.where(shown == 0, MOST_OF_FEW, shown + (LEAST - 1) // 2)
        least, most = np.where(stays, counts, least), np.where(stays, counts, most)
        others = self.others
        ends = np.zeros(others.shape[0]), np.full(others.shape[0], np.inf)
        return Known(
            csr_array(vstack([matrix, others])),
            self.world,
            np.concatenate([least, ends[0]]),
            np.concatenate([most, ends[1]]),
        )

    def numbers(self) -> dict[Count, int]:
        """All the counts as they are."""
        sums = self.matrix @ self.world
        return dict(zip(self.counts, sums.astype(int).tolist(), strict=True))

    def small(self) -> list[int]:
        """The rows of the counts that are too small to be told."""
        numbers = self.matrix @ self.world
        return np.flatnonzero((numbers >= 1) & (numbers < LEAST)).tolist()

    @cached_property
    def matrix(self) -> csr_array:
        """The counts over the kinds."""
        place = {count: n for n, count in enumerate(self.counts)}
        entries = []
        for column, kind in enumerate(self.kinds):
            for series in (kind.series, kind.series.in_nation()):
                for month in range(1, kind.months + 1):
                    entries.append((place[Count(series, month, AT_RISK)], column, 1))
                if kind.ended:
                    entries.append(
                        (place[Count(series, kind.months, EXITS)], column, 1)
                    )
        return sparse(entries, (len(place), len(self.kinds)))

    @cached_property
    def others(self) -> csr_array:
        """Of each kind of a field: those alike that are not in the field."""
        place = {kind: n for n, kind in enumerate(self.kinds)}
        entries, rows = [], 0
        for kind, column in place.items():
            if kind.series.field != EVERY:
                every = kind._replace(series=Series(kind.series.region, EVERY))
                entries += [(rows, place[every], 1), (rows, column, -1)]
                rows += 1
        return sparse(entries, (rows, len(place)))


def sparse(entries: list[tuple[int, int, int]], shape: tuple[int, int]) -> csr_array:
    rows, columns, values = np.array(entries).reshape(-1, 3).T
    return csr_array(coo_array((values.astype(float), (rows, columns)), shape=shape))


class Curves:
    """Figures that are no sums: of each curve, between which values each lies."""

    def __init__(self, spells: Spells) -> None:
        self.spells = spells
        self.kinds = list(spells.kinds)
        self.limits = {series: self._limits(series) for series in spells.longest}
        self.slopes: dict[Series, Array] = {}

    def _limits(self, series: Series) -> tuple[Array, Array, Array, Array]:
        """Now, least, most and step of survival and its error by month."""
        ends = self.spells.ends(series, self.spells.world)
        now = value_and_error(ends[None])
        low, high, step = limits(now, ends, STILL, [True], LEAST)
        return now[0], low[0], high[0], step[0]

    def rule_out(self, world: World) -> Rows | None:
        """Rows that keep the figures that the world would change; None: none."""
        moved = [
            self.kinds[n].series for n in np.flatnonzero(world - self.spells.world)
        ]
        rows, least, most = [], [], []
        for series in sorted({*moved, *(one.in_nation() for one in moved)}):
            now, low, high, step = self.limits[series]
            other = value_and_error(self.spells.ends(series, world)[None])[0]
            over = np.maximum(other - high, low - other) / step
            for place in np.argsort(-over, axis=None)[:ROWS].tolist():
                if over.flat[place] > -1e-7:
                    down, up = (
                        (end.flat[place] - now.flat[place]) / step.flat[place]
                        for end in (low, high)
                    )
                    rows.append(self._slope(series, place) / step.flat[place])
                    least.append(min(down + MARGIN, 0.0))
                    most.append(max(up - MARGIN, 0.0))
        if not rows:
            return None
        return Rows(csr_array(np.array(rows)), np.array(least), np.array(most))

    def _slope(self, series: Series, place: int) -> Array:
        """What one spell more of each kind adds to a figure."""
        if series not in self.slopes:
            ends = self.spells.ends(series, self.spells.world)
            more = ends.reshape(1, -1) + np.eye(ends.size)
            figures = value_and_error(more.reshape(-1, *ends.shape))
            added = figures - self.limits[series][0]
            self.slopes[series] = added.reshape(ends.size, -1)
        slope = np.zeros(len(self.kinds))
        columns, places = self.spells.columns[series], self.spells.places[series]
        np.add.at(slope, columns, self.slopes[series][places, place])
        return slope


def value_and_error(ends: Array) -> Array:
    """Survival and its standard error; the interval follows from both as told."""
    return curves(ends, STILL)[:, 0]


class Judge:
    """The project's own query, on other numbers of spells."""

    def __init__(
        self, source: duckdb.DuckDBPyConnection, spells: Spells, disclosure_min: int
    ) -> None:
        self.kinds, self.world = list(spells.kinds), spells.world
        project = compiled(*settings_of({"disclosure_min": disclosure_min}))
        self.query = project.find("supply.survival")
        self.connection = duckdb.connect(config={"threads": 1})
        counts = source.sql("from supply.length_count").to_arrow_table()
        self.connection.register("counts", counts)
        self.connection.execute("create schema supply")
        self.connection.execute("create table supply.length_count as from counts")
        materialize(self.connection, self.query)
        self.connection.execute("create table supply.published as from supply.survival")

    def same(self, worlds: Iterable[World]) -> list[bool]:
        return [not self.differences(world) for world in worlds]

    def differences(self, world: World) -> list[tuple[object, ...]]:
        """Published rows that the world has not, or has besides."""
        moved = np.flatnonzero(world - self.world).tolist()
        changes = []
        for kind, more in (
            (self.kinds[n], int(world[n] - self.world[n])) for n in moved
        ):
            for series in (kind.series, kind.series.in_nation()):
                changes.append((*series, kind.months, more, more * kind.ended))
        execute = self.connection.execute
        execute("create or replace table supply.length_count as from counts")
        self.connection.executemany(
            "insert into supply.length_count values (?, ?, ?, ?, ?)", changes
        )
        execute(
            "create or replace table supply.length_count as "
            "select region_id, field_da, month, cast(sum(spells) as bigint) as spells, "
            "cast(sum(exits) as bigint) as exits from supply.length_count "
            "group by all having sum(spells) > 0"
        )
        materialize(self.connection, self.query)
        return execute(
            "(from supply.survival except from supply.published) union all "
            "(from supply.published except from supply.survival)"
        ).fetchall()


def nearby(spells: Spells, count: Count, attempt: int) -> Matrix:
    """The count's own curve, and the same of other regions to make up for it."""
    chance = Random(f"{count} {attempt}")
    region, field = count.series
    regions = sorted({r for r, f in spells.longest if f == field} - {NATION, region})
    regions_first = [region] if region != NATION else []
    columns: list[Numbers] = []
    for one in regions_first + chance.sample(regions, min(1 + attempt, len(regions))):
        columns.append(spells.columns[Series(one, field)])
        if field != EVERY and attempt > 1:
            columns.append(spells.columns[Series(one, EVERY)])
    return single_steps(np.concatenate(columns), len(spells.kinds))


# from the cheapest on: does the country stay, how many regions, nodes of a programme
PASSES = (
    (True, 0, 100),
    (True, 1, 100),
    (False, 1, 100),
    (False, 2, 300),
    (False, 3, 1000),
    (False, 4, 3000),
    (False, 5, 10000),
    (False, 6, 10000),
)


class Attack:
    """A search for other worlds that publish the same, for the counts of few spells.

    With `tried` for no more than so many counts, chosen by lot; with another
    `disclosure_min` as if that were the parameter.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        tried: int | None = None,
        disclosure_min: int = LEAST,
    ) -> None:
        self.spells = Spells(connection)
        self.judge = Judge(connection, self.spells, disclosure_min)
        self.curves = Curves(self.spells)
        small = self.spells.small()
        if tried is not None:
            small = Random(1).sample(small, min(tried, len(small)))
        self.small = sorted(small)

    def given_away(self) -> list[Count]:
        """The counts for which no other world is found."""
        left = set(self.small)
        for stays, attempt, nodes in PASSES:
            known = self.spells.known(nation_stays=stays)
            for row in sorted(left):
                is_national = self.spells.counts[row].series.region == NATION
                if row in left and not (stays and is_national):
                    other = self.other(known, row, attempt, nodes)
                    if other is not None:
                        left -= changed(known, other, sorted(left))
        return [self.spells.counts[row] for row in sorted(left)]

    def other(self, known: Known, row: int, attempt: int, nodes: int) -> World | None:
        """A world with another count in that row that publishes the same."""
        search = Search(
            near=lambda row, attempt: nearby(
                self.spells, self.spells.counts[row], attempt
            ),
            confirm=self.judge.same,
            rule_out=self._rule_out,
            nodes=nodes,
        )
        other = other_world(known, row, [row], search, attempt, Random(row))
        return other if other is not None and self.judge.same([other])[0] else None

    def _rule_out(self, world: World) -> Rows | None:
        return self.curves.rule_out(world) if self.judge.differences(world) else None


def main() -> None:
    """Of the warehouse named, try every count of few spells."""
    work = Path(sys.argv[1]) / "work.duckdb"
    with duckdb.connect(str(work), read_only=True) as connection:
        attack = Attack(connection)
        left = attack.given_away()
    print(
        f"{len(attack.small)} counts of few spells, {len(left)} without another world"
    )
    for count in left:
        print(count)


if __name__ == "__main__":
    main()
