"""A target group's spells and person-months, and the kinds that there could be of them.

A world is how many spells there are of each kind (first month, months, reason, size)
and how many person-months of each year and activity. Months are numbers from 1 on.
Spells that could be: one that is under way ends with the data, any other before.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from tests.projects.spells import opened

STILL = "still_unemployed"
LONGER = (1, 2, 3, 5, 8, 13, 21)


class Kind(NamedTuple):
    """Spells: first month, months, exit reason, municipality size."""

    start: int
    months: int
    reason: str
    size: str | None


class Activity(NamedTuple):
    """Person-months: year, target group and activity."""

    year: int
    group: str
    activity: str


@dataclass(frozen=True)
class Register:
    """What there is of a group, and the rules that an onlooker knows."""

    group: str
    years: list[int]  # of each month, the first one's first
    spells: dict[Kind, int]
    person_months: dict[Activity, int]  # of every group: spells take part in others
    ended_elsewhere: dict[tuple[int, str], int]  # other groups' spells, by last year
    reasons: list[str]
    in_bands: set[str]
    longest_in_bands: int
    last_year_in_bands: int
    sizes: list[str | None]

    @property
    def last(self) -> int:
        return len(self.years)

    def is_possible(self, kind: Kind) -> bool:
        end = kind.start + kind.months - 1
        if kind.start < 2 or kind.months < 1 or kind.reason == "unknown":
            return False
        return end == self.last if kind.reason == STILL else end < self.last

    def months_by_year(self, kind: Kind) -> Counter[int]:
        return Counter(self.years[kind.start - 1 : kind.start + kind.months - 1])

    def changed(self, kind: Kind) -> list[Kind]:
        """Kinds that a spell could be of in its place, one thing about it another."""
        start, months, reason, size = kind
        changes = [kind._replace(size=other) for other in self.sizes]
        changes += [kind._replace(reason=other) for other in self.reasons]
        changes += [kind._replace(start=start + n) for n in (-36, -24, -12, 12, 24, 36)]
        changes += [kind._replace(start=start + n) for n in (-1, 1)]
        for n in LONGER:
            changes += self.resized(kind, n) + self.resized(kind, -n)
        if reason == STILL:
            changes += [
                Kind(start, months - n, other, size)
                for n in (1, 2)
                for other in self.reasons
            ]
        elif start + months == self.last:
            changes.append(Kind(start, months + 1, STILL, size))
        return [other for other in changes if other != kind and self.is_possible(other)]

    def exchanged(self, one: Kind, other: Kind) -> list[tuple[Kind, Kind]]:
        """What two spells could be in their places: reasons or sizes the other's."""
        pairs = []
        if one.reason != other.reason:
            swapped = one._replace(reason=other.reason)
            pairs.append((swapped, other._replace(reason=one.reason)))
        if one.size != other.size:
            swapped = one._replace(size=other.size)
            pairs.append((swapped, other._replace(size=one.size)))
        return [pair for pair in pairs if all(map(self.is_possible, pair))]

    def resized(self, kind: Kind, longer: int) -> list[Kind]:
        """Longer by so many months, at the end or at the start."""
        months = kind.months + longer
        before = kind._replace(start=kind.start - longer, months=months)
        return [kind._replace(months=months), before]


def read_register(warehouse: Path, group: str) -> Register:
    with opened(warehouse) as connection:

        def read(sql: str) -> list[Any]:
            of_group = sql.replace("GROUP", f"target_group = '{group}'")
            return connection.execute(of_group).fetchall()

        years = read("select year(month) from input.dream_month order by month_number")
        spells = read(
            "select m.month_number, s.months, s.exit_reason, s.municipality_size, "
            "count(*) from spells.spell as s inner join input.dream_month as m "
            "on s.first_month = m.month where GROUP group by all"
        )
        months = read(
            "select year(p.month), c.target_group, c.activity, sum(p.persons) "
            "from spells.person_months as p inner join reference.dream_code as c "
            "using (code) where c.target_group is not null group by all"
        )
        possible = read(
            "select distinct target_group, activity from reference.dream_code "
            "where target_group is not null"
        )
        elsewhere = read(
            "select year(last_month), target_group, count(*) from spells.spell "
            "where not (GROUP) group by all"
        )
        reported = read(
            "select exit_reason, in_duration_band from reference.reported_exit "
            "where GROUP order by all"
        )
        [[longest, last_year]] = read(
            "select longest_in_bands, year(max(month) + interval 1 month "
            "- (longest_in_bands - 1) * interval 1 month) - 1 "
            "from reference.target_group cross join input.dream_month "
            "where GROUP group by longest_in_bands"
        )
        sizes = read(
            "select distinct municipality_size from reference.municipality_size"
        )
    occur = {reason for _, _, reason, _, _ in spells}
    none = dict.fromkeys(
        (Activity(year, *of) for (year,) in years for of in possible), 0
    )
    own_sizes = {size for *_, size, _ in spells}
    return Register(
        group,
        [year for (year,) in years],
        {Kind(*kind): number for *kind, number in spells},
        none | {Activity(*of): number for *of, number in months},
        {(year, group): number for year, group, number in elsewhere},
        [name for name, _ in reported if name != "unknown" or name in occur],
        {name for name, in_bands in reported if in_bands},
        longest,
        last_year,
        sorted(own_sizes | {size for (size,) in sizes}, key=str),
    )
