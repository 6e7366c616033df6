"""The attacker of spells.*: is there another world that publishes the same?

He holds every published relation on spells together, with the means and the curves:
`python -m tests.lab.spells_attacker WAREHOUSE` tries every count of few spells.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from random import Random

from tests.harness import compiled, settings_of
from tests.lab.spells_onlooker import Count, Onlooker, onlooker
from tests.lab.spells_register import read_register
from tests.lab.spells_search import nearby
from tests.lab.spells_unseen import Unseen
from tests.lab.spells_verified import same, scratch
from tests.lab.witness import Search, unwitnessed
from tests.projects.spells import rows

LEAST = 5
NODES = ((4, 100), (12, 1000))  # tries, and nodes of a programme, in two passes


def groups(warehouse: Path) -> list[str]:
    distinct = rows(
        warehouse, "select distinct target_group as g from spells.spell_count"
    )
    return sorted(row["g"] for row in distinct)


def given_away(
    warehouse: Path, group: str, tried: int | None = None, disclosure_min: int = LEAST
) -> tuple[list[Count], list[Count]]:
    """The counts of few spells that no other world is found for; those tried for.

    With `tried` no more than so many, chosen by lot. `disclosure_min` is that of the
    build.
    """
    seen = onlooker(read_register(warehouse, group), disclosure_min)
    chosen = seen.small
    if tried is not None:
        chosen = sorted(Random(1).sample(chosen, min(tried, len(chosen))))
    left = _unwitnessed(warehouse, seen, chosen, disclosure_min)
    return [seen.counts[n] for n in left], [seen.counts[n] for n in chosen]


def pinned_by_sums(warehouse: Path, group: str) -> tuple[list[Count], int]:
    """The counts of few spells that equations and bounds alone leave one value, and of
    how many: those over counts, person-months and means, without the curves."""
    seen = onlooker(read_register(warehouse, group), LEAST)
    search = Search(nearby(seen), lambda worlds: [True] * len(worlds), tries=6)
    left = unwitnessed(seen.known, seen.small, search)
    return [seen.counts[n] for n in left], len(seen.small)


def _unwitnessed(
    warehouse: Path, seen: Onlooker, left: list[int], disclosure_min: int
) -> list[int]:
    project = compiled(*settings_of({"disclosure_min": disclosure_min}))
    with scratch(warehouse) as connection:
        search = Search(
            near=nearby(seen),
            confirm=lambda worlds: same(connection, project, seen, worlds),
        )
        if disclosure_min > 1:
            search = replace(search, rule_out=Unseen(seen, disclosure_min).rule_out)
        for tries, nodes in NODES:
            further = replace(search, tries=tries, nodes=nodes, seed=tries)
            left = unwitnessed(seen.known, left, further)
    return left


def main() -> None:
    warehouse = Path(sys.argv[1])
    for group in groups(warehouse):
        left, tried = given_away(warehouse, group)
        print(f"{group}: {len(tried)} counts, {len(left)} without another world")
        for count in left:
            print(f"  {count}")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
