"""The attacker: every count of persons that has one value left, by sums and bounds.

He reads what the gate shows (supply.shown), why the rest is hidden, and the exit rates
of all months (supply.exit_rate_monthly), and he knows the rules. For each half-year and
title he solves for the whole numbers unemployed and left of every region: all values
that agree with

- what is shown of the region, and what the reason says of what is hidden;
- the country's counts, shown or within what their reason says (nobody is in two
  regions);
- what all unemployed of a region, of the country and of a field can hold.

Solved exactly within a title; between the titles of a field by what each can have at
most. Half-years have no person's count in common, so all of them together tell no more
than each, but for totals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.disclosure.totals import (
    EVERY,
    Place,
    Total,
    read_fields,
    read_totals,
    still_needed,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NATION = "DK"
Row = Mapping[str, Any]
Pair = tuple[int, int]  # unemployed, left
Counts = tuple[int, int, int]  # unemployed, left, stayed
MEASURES = ("unemployed", "left", "stayed")
MANY = 10**9
UNKNOWN = Total((0, 0, 0), (MANY,) * 3)


class Recovered(NamedTuple):
    """A count that is hidden and known all the same."""

    period: str
    occupation_id: str
    region_id: str
    measure: str
    persons: int


@dataclass(frozen=True)
class Rules:
    """The published parameter that the attack uses, and the totals."""

    disclosure_min: int
    totals: Mapping[Place, Total] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)


def attack(connection: DuckDBPyConnection) -> list[Recovered]:
    """All counts that are given away, in all half-years."""
    table = connection.sql("from supply.shown").to_arrow_table()
    return recovered(table.to_pylist(), read_rules(connection))


def read_rules(connection: DuckDBPyConnection) -> Rules:
    (text,) = connection.execute(
        "select value from reference.parameter where name = 'disclosure_min'"
    ).fetchall()[0]
    least = int(text)
    return Rules(least, read_totals(connection, least), read_fields(connection))


def recovered(rows: Iterable[Row], rules: Rules) -> list[Recovered]:
    grouped: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        grouped.setdefault((row["period"], row["occupation_id"]), []).append(row)
    titles = {key: Title(title, rules) for key, title in grouped.items()}
    _hold_against_fields(titles, rules)
    return [
        Recovered(*key, region, measure, count)
        for key, title in titles.items()
        for region, measure, count in title.pinned()
    ]


def _hold_against_fields(titles: Mapping[tuple[str, str], Title], rules: Rules) -> None:
    """A title has what a field's unemployed need beyond its other titles."""
    of_field: dict[Place, list[Title]] = {}
    for (period, occupation), title in titles.items():
        place = (period, NATION, rules.fields.get(occupation, ""))
        if place in rules.totals:
            of_field.setdefault(place, []).append(title)
    for place, together in of_field.items():
        most = [title.most() for title in together]
        for number, title in enumerate(together):
            others = most[:number] + most[number + 1 :]
            title.country.raise_to(still_needed(rules.totals[place], others))


@dataclass
class Bounds:
    """Between which counts unemployed, left and stayed lie."""

    least: list[int]
    most: list[int]

    def raise_to(self, least: Sequence[int]) -> None:
        self.least = [max(pair) for pair in zip(self.least, least, strict=True)]

    def lower_to(self, most: Sequence[int]) -> None:
        self.most = [min(pair) for pair in zip(self.most, most, strict=True)]

    def hold(self, unemployed: int, left: tuple[int, int]) -> bool:
        """Whether as many unemployed can be, of whom between two counts left."""
        stayed = unemployed - left[1], unemployed - left[0]
        reached = ((unemployed, unemployed), left, stayed)
        return all(
            low <= most and high >= least
            for (low, high), least, most in zip(
                reached, self.least, self.most, strict=True
            )
        )


def bounds(row: Row, least: int) -> Bounds:
    """What a row says of its counts: shown, or what the reason leaves."""
    few, unemployed, left = least - 1, row["unemployed"], row["left_within_3_months"]
    if unemployed is None:
        small = row["unemployed_hidden"] == "small"
        most = few if small else MANY
        return Bounds([1 if small else least, 0, 0], [most] * 3)
    if left is not None:
        counts = [unemployed, left, unemployed - left]
        return Bounds(counts, list(counts))
    low, high = 0, unemployed
    if row["left_hidden"] == "sum":
        low, high = least, unemployed - least
    elif unemployed >= 2 * least:
        is_few_left = row["left_figure"] < unemployed / 2
        low, high = (0, few) if is_few_left else (unemployed - few, unemployed)
    return Bounds(
        [unemployed, low, unemployed - high], [unemployed, high, unemployed - low]
    )


class Title:
    """One title in one half-year: its regions, its country, and what may be."""

    def __init__(self, rows: Sequence[Row], rules: Rules) -> None:
        least, totals = rules.disclosure_min, rules.totals
        self.least = least
        self.bounds: dict[str, Bounds] = {}
        for row in rows:
            region = row["region_id"]
            self.bounds[region] = bounds(row, least)
            place = (row["period"], region, EVERY)
            self.bounds[region].lower_to(totals.get(place, UNKNOWN).most)
        self.hidden = {
            (row["region_id"], measure)
            for row in rows
            for measure, hidden in zip(
                MEASURES,
                (row["unemployed_hidden"], *[row["left_hidden"]] * 2),
                strict=True,
            )
            if hidden is not None
        }
        self.country = self.bounds.pop(NATION)
        # of one region the unemployed may be any number: what the others leave
        self.open = [
            row["region_id"]
            for row in rows
            if row["unemployed_hidden"] == "sum" and row["region_id"] != NATION
        ]
        # and of some who left: their pairs are not told one by one
        self.wide = [
            region
            for region, b in self.bounds.items()
            if region not in self.open and b.most[1] - b.least[1] > 2 * least
        ]
        self.pairs = {
            region: [
                (unemployed, left)
                for unemployed in range(b.least[0], b.most[0] + 1)
                for left in range(unemployed + 1)
                if b.hold(unemployed, (left, left))
            ]
            for region, b in self.bounds.items()
            if region not in (*self.open, *self.wide)
        }

    def most(self) -> Counts:
        """What the country can have at most."""
        sums = [sum(b.most[n] for b in self.bounds.values()) for n in range(3)]
        high = [min(pair) for pair in zip(sums, self.country.most, strict=True)]
        return high[0], high[1], high[2]

    def pinned(self) -> Iterator[tuple[str, str, int]]:
        """Region, measure and count of what only one value is left for."""
        if not self.hidden:
            return
        possible: dict[tuple[str, str], set[int]] = {}
        known = [pairs for pairs in self.pairs.values() if len(pairs) == 1]
        open_ = {name: p for name, p in self.pairs.items() if len(p) > 1}
        for region, pairs in self.pairs.items():
            others = _sums([*known, *(p for n, p in open_.items() if n != region)])
            if len(pairs) == 1:
                continue
            for pair in pairs:
                if any(self._fits(_plus(pair, other)) for other in others):
                    for measure, count in zip(MEASURES, _counts(pair), strict=True):
                        possible.setdefault((region, measure), set()).add(count)
        if not self.open and not self.wide:
            for total in _sums(self.pairs.values()):
                if self._fits(total):
                    for measure, count in zip(MEASURES, _counts(total), strict=True):
                        possible.setdefault((NATION, measure), set()).add(count)
        for (region, measure), values in possible.items():
            secret = range(measure == MEASURES[0], self.least)
            is_known = len(values) == 1 and (region, measure) in self.hidden
            if is_known and min(values) in secret:
                yield region, measure, min(values)

    def _fits(self, known: Pair) -> bool:
        """Whether open and wide regions can make it up to the country."""
        wide = [self.bounds[region] for region in self.wide]
        unemployed = known[0] + sum(b.least[0] for b in wide)
        low = known[1] + sum(b.least[1] for b in wide)
        high = known[1] + sum(b.most[1] for b in wide)
        if self.open:
            if self.country.least[0] < self.country.most[0]:
                return True
            rest = self.country.least[0] - unemployed
            fewest = sum(self.bounds[region].least[0] for region in self.open)
            if rest < fewest:
                return False
            unemployed, high = unemployed + rest, high + rest
        return self.country.hold(unemployed, (low, high))


def _counts(pair: Pair) -> Counts:
    unemployed, left = pair
    return unemployed, left, unemployed - left


def _plus(one: Pair, other: Pair) -> Pair:
    return one[0] + other[0], one[1] + other[1]


def _sums(parts: Iterable[Iterable[Pair]]) -> set[Pair]:
    """All sums of one pair from each part."""
    sums = {(0, 0)}
    for part in parts:
        sums = {_plus(one, other) for one in sums for other in part}
    return sums
