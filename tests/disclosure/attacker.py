"""The attacker: from the published tables alone, every count that has one value left.

He reads balance.assessment, the coefficients, the parameters and the exit rates of all
months (supply.exit_rate_monthly), and he knows the
rules: an unemployed count that is hidden is small, or one region's beside it, or the
country's; or the whole title is withheld. For each half-year and title he solves for
the whole numbers unemployed and left of every region: all values that agree with

- what is shown of the region: prospects, what decides on them, employees (those of a
  hidden region from the country's), the bounds that R sets where adverts are unknown;
- the country's sums, where they are shown (nobody is in two regions);
- what all unemployed of a region, of the country and of a field can hold.

Solved exactly within a title, by the sums that the other regions can reach; between the
titles of a field by what each can have at most.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
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
RATED_MOST = 60  # the attacker's patience where the exit rate decides
Row = Mapping[str, Any]
Pair = tuple[int, int]  # unemployed, left
Counts = tuple[int, int, int]  # unemployed, left, stayed
MEASURES = ("unemployed", "left", "stayed")
NOTHING: Counts = (0, 0, 0)
UNKNOWN = Total(NOTHING, (10**9,) * 3)
SLOPE, WIDTH = "log_unemployment_ratio_deviation", "advertising_share_deviation"


class Recovered(NamedTuple):
    """A small count that the published figures give away."""

    period: str
    occupation_id: str
    region_id: str
    measure: str
    persons: int


@dataclass(frozen=True)
class Rules:
    """The published parameters that the attack uses, and each period's model."""

    disclosure_min: int
    min_unemployed: int
    exit_threshold: float
    unemployment_ratio_threshold: float
    indicator_floor: float
    regional_bound: float
    coefficients: Mapping[tuple[str, str], float]
    totals: Mapping[Place, Total] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)


def attack(
    connection: DuckDBPyConnection, periods: int | None = None
) -> list[Recovered]:
    """All counts that the public file gives away, in its newest half-years."""
    newest = "select distinct period from balance.assessment order by 1 desc"
    table = connection.sql(
        f"select * from balance.assessment where period in ({newest}"
        f"{f' limit {periods}' if periods else ''})"
    ).to_arrow_table()
    return recovered(table.to_pylist(), read_rules(connection))


def read_rules(connection: DuckDBPyConnection) -> Rules:
    execute = connection.execute
    found = execute("select name, value from reference.parameter").fetchall()
    value = {name: text for name, text in found if name in Rules.__annotations__}
    fitted = "select period, term, estimate from shortage.regional_coefficient"
    return Rules(
        disclosure_min=int(value["disclosure_min"]),
        min_unemployed=int(value["min_unemployed"]),
        exit_threshold=float(value["exit_threshold"]),
        unemployment_ratio_threshold=float(value["unemployment_ratio_threshold"]),
        indicator_floor=float(value["indicator_floor"]),
        regional_bound=float(value["regional_bound"]),
        coefficients={(p, term): e for p, term, e in execute(fitted).fetchall()},
        totals=read_totals(connection, int(value["disclosure_min"])),
        fields=read_fields(connection),
    )


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
            title.needed = still_needed(rules.totals[place], others)


@dataclass(frozen=True)
class Region:
    """A row of the balance, with employees that sums may have given back."""

    row: Row
    employees: float | None

    @property
    def name(self) -> str:
        return str(self.row["region_id"])

    @property
    def unemployed(self) -> int | None:
        """As shown, or the ratio times the employees."""
        shown, ratio = self.row["unemployed"], self.row["unemployment_ratio"]
        if shown is None and ratio is not None and self.employees:
            return int(round(ratio * self.employees))
        return None if shown is None else int(shown)

    @property
    def left(self) -> int | None:
        """As shown, or the exit rate times the unemployed."""
        shown, rate = self.row["left_within_3_months"], self.row["exit_rate"]
        if shown is None and rate is not None and self.unemployed is not None:
            return int(round(rate * self.unemployed))
        return None if shown is None else int(shown)


class Title:
    """One title in one half-year: its regions, its country, and what may be."""

    def __init__(self, rows: Sequence[Row], rules: Rules) -> None:
        self.rules = rules
        regional = [row for row in rows if row["region_id"] != NATION]
        (country,) = (row for row in rows if row["region_id"] == NATION)
        self.nation = Region(country, country["full_time_employees"])
        found = self._employees(regional)
        self.regions = [Region(row, found[row["region_id"]]) for row in regional]
        self.is_withheld = (
            country["unemployed"] is None
            and country["supply_basis"] is None
            and country["good_prospects"] is not None
        )
        self.needed = NOTHING

    def most(self) -> Counts:
        """What the country can have at most, by its regions or as it is shown."""
        possible = [domains for domains in self._hypotheses() if all(domains)]
        unemployed, left = self.nation.unemployed, self.nation.left
        known = UNKNOWN.most
        if unemployed is not None:
            known = (unemployed,) * 3 if left is None else counts((unemployed, left))

        def reached(n: int) -> int:
            sums = [sum(max(counts(p)[n] for p in d) for d in ds) for ds in possible]
            return min(max(sums, default=0), known[n])

        return reached(0), reached(1), reached(2)

    def pinned(self) -> Iterator[tuple[str, str, int]]:
        """Region, measure and count of what only one small value is left for."""
        if not any(region.left is None for region in self.regions):
            return
        possible: dict[tuple[str, str], set[int]] = {}
        for domains in self._hypotheses():
            for name, pair in self._feasible(domains):
                for measure, count in zip(MEASURES, counts(pair), strict=True):
                    possible.setdefault((name, measure), set()).add(count)
            for measure, reached in zip(MEASURES, self._country(domains), strict=True):
                possible.setdefault((NATION, measure), set()).update(reached)
        small = range(1, self.rules.disclosure_min)
        for (name, measure), values in possible.items():
            (region,) = (r for r in (*self.regions, self.nation) if r.name == name)
            shown = region.row[
                "unemployed" if measure == "unemployed" else "left_within_3_months"
            ]
            if shown is None and len(values) == 1 and min(values) in small:
                yield name, measure, min(values)

    def _employees(self, rows: Sequence[Row]) -> dict[str, float | None]:
        """Employees by region; those hidden in one region only, from the country's."""
        known = {row["region_id"]: row["full_time_employees"] for row in rows}
        gaps = [name for name, value in known.items() if value is None]
        total = self.nation.employees
        if len(gaps) == 1 and total is not None:
            rest = total - sum(value for value in known.values() if value is not None)
            known[gaps[0]] = rest if rest > 1e-9 else None
        return known

    def _hypotheses(self) -> Iterator[list[list[Pair]]]:
        """Which hidden region is not small itself: none, or one of each kind.

        One that is hidden for the sum's sake has a small one beside it.
        """
        alone = [r.name for r in self.regions if r.unemployed is None]
        beside = [
            r.name for r in self.regions if r.unemployed is not None and r.left is None
        ]
        if self.is_withheld:
            yield [list(self._pairs(r, "any", "any")) for r in self.regions]
            return
        seconds = alone if len(alone) > 1 else []
        left_seconds = beside if len(alone) + len(beside) > 1 else []
        for one, other in product([None, *seconds], [None, *left_seconds]):
            yield [
                list(
                    self._pairs(
                        region,
                        "second" if region.name == one else "small",
                        "second" if region.name == other else "small",
                    )
                )
                for region in self.regions
            ]

    def _pairs(self, region: Region, kind: str, left_kind: str) -> Iterator[Pair]:
        """What the region's own row allows."""
        least, rated = self.rules.disclosure_min, self.rules.min_unemployed
        total = self._total(region.name)
        classes = {"small": (1, least), "second": (least, rated), "any": (1, rated)}
        if region.unemployed is not None:
            numbers: Iterable[int] = [region.unemployed]
        elif region.row["supply_basis"] == "exit_rate" and kind == "any":
            numbers = range(rated, max(RATED_MOST, rated + 9))
        else:
            numbers = range(*classes[kind])
        for unemployed in numbers:
            if not self._agrees(region, unemployed):
                continue
            lefts = range(unemployed + 1) if region.left is None else [region.left]
            for left in lefts:
                if region.left is None and region.unemployed is not None:
                    fewest = min(left, unemployed - left)
                    is_small = 1 <= fewest < least
                    if fewest == 0 or (left_kind == "small") != is_small:
                        continue
                if total.allows(unemployed, left) and self._good_exit(
                    region.row, unemployed, left
                ):
                    yield unemployed, left

    def _agrees(self, region: Region, unemployed: int) -> bool:
        """With what decides, prospects by the ratio, and R."""
        row, rules = region.row, self.rules
        if unemployed and row["supply_basis"] is not None:
            is_rated = unemployed >= rules.min_unemployed
            if is_rated != (row["supply_basis"] == "exit_rate"):
                return False
        if row["supply_basis"] == "unemployment_ratio" and region.employees:
            is_good = unemployed / region.employees < rules.unemployment_ratio_threshold
            if row["good_prospects"] not in (None, is_good):
                return False
        return region.unemployed is not None or self._model_agrees(region, unemployed)

    def _good_exit(self, row: Row, unemployed: int, left: int) -> bool:
        if row["supply_basis"] != "exit_rate" or row["good_prospects"] is None:
            return True
        is_good = left / unemployed >= self.rules.exit_threshold
        return bool(is_good == row["good_prospects"])

    def _model_agrees(self, region: Region, unemployed: int) -> bool:
        """|ln R - slope x| is at most the width: shares of adverts lie in 0 to 1."""
        factor, rules = region.row["regional_tendency"], self.rules
        slope = rules.coefficients.get((region.row["period"], SLOPE))
        width = rules.coefficients.get((region.row["period"], WIDTH))
        total = self.nation.unemployed
        if None in (factor, slope, width, total) or factor == 1:
            return True
        assert slope is not None and width is not None and total is not None
        rest = [r.employees for r in self.regions if r.name != region.name]
        if not region.employees or not all(rest):
            return True
        if abs(math.log(factor)) >= math.log(rules.regional_bound) - 1e-9:
            return True
        elsewhere = (total - unemployed) / sum(e for e in rest if e)
        deviation = self._log(unemployed / region.employees) - self._log(elsewhere)
        return abs(math.log(factor) - slope * deviation) <= abs(width) + 1e-9

    def _log(self, ratio: float) -> float:
        return math.log(max(ratio, self.rules.indicator_floor))

    def _feasible(self, domains: list[list[Pair]]) -> Iterator[tuple[str, Pair]]:
        """Each region's pairs for which the others can make up the country's."""
        total = self.nation.unemployed
        if total is None:
            yield from self._needed(domains)
            return
        use_left = self.nation.left is not None
        goal = (total, self.nation.left or 0 if use_left else 0)
        flat = [
            {(u, left if use_left else 0) for u, left in pairs} for pairs in domains
        ]
        for number, (region, pairs) in enumerate(
            zip(self.regions, domains, strict=True)
        ):
            others = _sums(flat[:number] + flat[number + 1 :], goal)
            for unemployed, left in pairs:
                rest = (goal[0] - unemployed, goal[1] - (left if use_left else 0))
                if rest in others:
                    yield region.name, (unemployed, left)

    def _needed(self, domains: list[list[Pair]]) -> Iterator[tuple[str, Pair]]:
        """Where the country is hidden: enough for the field, not too much for all."""
        if not all(domains):
            return
        measured = [list(zip(*map(counts, pairs), strict=True)) for pairs in domains]
        least, most = (
            [sum(end(m[n]) for m in measured) for n in range(len(MEASURES))]
            for end in (min, max)
        )
        country = self._total(NATION)
        for region, pairs, own in zip(self.regions, domains, measured, strict=True):
            for pair in pairs:
                if all(
                    most[n] - max(own[n]) + count >= self.needed[n]
                    and least[n] - min(own[n]) + count <= country.most[n]
                    for n, count in enumerate(counts(pair))
                ):
                    yield region.name, pair

    def _country(self, domains: list[list[Pair]]) -> Iterator[set[int]]:
        """What the regions can add up to, of each measure."""
        country = self._total(NATION)
        for n in range(len(MEASURES)):
            sums = 1  # a bit for each sum
            for pairs in domains:
                numbers = {counts(pair)[n] for pair in pairs}
                sums = sum_of_bits(sums << number for number in numbers)
            yield {
                count
                for count in range(sums.bit_length())
                if sums >> count & 1 and self.needed[n] <= count <= country.most[n]
            }

    def _total(self, region: str) -> Total:
        """What all unemployed of a region allow its titles."""
        period = str(self.nation.row["period"])
        return self.rules.totals.get((period, region, EVERY), UNKNOWN)


def sum_of_bits(parts: Iterable[int]) -> int:
    found = 0
    for part in parts:
        found |= part
    return found


def _sums(parts: Sequence[set[Pair]], most: Pair) -> set[Pair]:
    """All sums of one pair from each part that do not go beyond the most."""
    found = {(0, 0)}
    for part in parts:
        found = {
            (a + c, b + d)
            for a, b in found
            for c, d in part
            if a + c <= most[0] and b + d <= most[1]
        }
    return found


def counts(pair: Pair) -> Counts:
    unemployed, left = pair
    return unemployed, left, unemployed - left
