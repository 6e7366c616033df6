"""No count of few spells can be worked out from all that supply.survival tells."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest

from engine.publish.rules import publishable
from tests.harness import built, compiled, rows
from tests.lab.supply_attacker import LEAST, Attack
from tests.projects.supply_register import FIELDS, Rows, country, with_spells

SPELLS = "region_id text, field_da text, month int, spells bigint, exits bigint"
Alike = tuple[str, str, int, int, int]  # region, field, month, ended, under way
AWKWARD: dict[str, list[Alike]] = {
    "one spell": [("r1", "all", 3, 1, 0)],
    "four that end together": [("r1", "all", 3, 4, 0)],
    "four under way": [("r1", "all", 7, 0, 4)],
    "two regions that last as long, one spell each": [
        ("r1", "all", 2, 30, 0),
        ("r1", "all", 9, 1, 0),
        ("r2", "all", 2, 30, 0),
        ("r2", "all", 9, 1, 0),
    ],
    "all the spells of a region are of a field": [
        ("r1", "all", 1, 2, 0),
        ("r1", "all", 4, 3, 0),
        ("r1", "Felt", 1, 2, 0),
        ("r1", "Felt", 4, 3, 0),
    ],
    "at the edges of the rounding": [
        ("r1", "all", 1, 3, 0),
        ("r1", "all", 2, 7, 1),
        ("r2", "all", 1, 2, 0),
        ("r2", "all", 2, 8, 3),
        ("r2", "Felt", 2, 3, 0),
    ],
    "one a month": [("r1", "all", month, 1, 0) for month in range(1, 25)],
}


def counted(alike: list[Alike]) -> duckdb.DuckDBPyConnection:
    """A database of just so many spells."""
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("create schema supply")
    connection.execute(f"create table regional ({SPELLS})")
    for region, field, month, ended, under_way in alike:
        connection.execute(
            "insert into regional values (?, ?, ?, ?, ?)",
            [region, field, month, ended + under_way, ended],
        )
    connection.execute(
        "create table supply.length_count as from regional union all "
        "select 'DK', field_da, month, sum(spells)::bigint, sum(exits)::bigint "
        "from regional group by all"
    )
    return connection


@pytest.mark.parametrize("alike", AWKWARD.values(), ids=AWKWARD)
def test_awkward_spells(alike: list[Alike]) -> None:
    with counted(alike) as connection:
        attack = Attack(connection)
        assert attack.small
        assert attack.given_away() == []


def test_exact_figures_would_give_every_count_away() -> None:
    with counted(AWKWARD["at the edges of the rounding"]) as connection:
        attack = Attack(connection, disclosure_min=0)
        assert len(attack.given_away()) == len(attack.small) > 5


def published(tables: dict[str, Rows]) -> tuple[dict[str, Rows], Attack, Rows]:
    """All that is published of a register, the attack on it, its spells' lengths."""
    with built(tables, {"disclosure_min": LEAST}) as connection:
        shown = {
            str(query.name): rows(connection, query.name.quoted)
            for query in publishable(compiled().build)
        }
        return shown, Attack(connection), rows(connection, "supply.spell_length")


def employment() -> Rows:
    """Employees of every title and region, so that there is a balance."""
    return [
        {
            "period": period,
            "region_id": region,
            "occupation_id": title,
            "full_time_employees": 400.0,
        }
        for period in ("2023H1", "2023H2", "2024H1")
        for region in ("r1", "r2")
        for title in FIELDS
    ]


def test_another_register_publishes_the_same() -> None:
    """Not this relation alone: every published one, from other persons' records."""
    tables = country(5, 300) | {"employment": employment()}
    shown, attack, lasting = published(tables)
    assert sum(map(len, shown.values())) > 300
    spells, known = attack.spells, attack.spells.known(nation_stays=True)
    kinds = list(spells.kinds)
    others = 0
    for row in attack.small[::20]:
        world = attack.other(known, row, 1, 300)
        if world is None:
            continue
        moved = np.flatnonzero(world - spells.world).tolist()
        wanted = {
            (*kinds[n].series, kinds[n].months, kinds[n].ended): int(world[n])
            for n in moved
        }
        other, again, _ = published(with_spells(tables, lasting, wanted))
        count = spells.counts[row]
        assert again.spells.numbers().get(count, 0) != spells.numbers()[count]
        assert other == shown
        others += 1
    assert others > 2
