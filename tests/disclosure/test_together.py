"""The published spells with the balance: whoever has both has no more than each tells.

spells.* counts persons of DREAM, the balance those of the register of unemployment. No
published figure is of both, so no equation joins a count of the one to a count of the
other: a world that fits what is published of the one goes with every world that fits
the other. An attack on both together is those on each (tests/spells/test_attack.py,
test_attacks.py), as long as this holds. That they are the same people by nature joins
nothing exactly: DREAM's weeks and codes and the register's days and target groups are
not the same. supply.survival, which is of the register, is attacked together with the
balance (tests/lab/supply_attacker.py says how), the monthly totals in test_totals.py.
"""

from __future__ import annotations

from engine.compile.compiled import Compiled
from engine.names import Name
from engine.publish.rules import publishable
from tests.disclosure.changed import changed
from tests.harness import compiled

DREAM = {Name("input", "dream")}
REGISTER = {Name("input", "unemployment_spell"), Name("input", "job_target")}


def sources(project: Compiled, name: Name) -> set[Name]:
    """All that a relation reads, and what that reads."""
    reached, left = set[Name](), [name]
    while left:
        new = project.reads(left.pop()) - reached
        reached |= new
        left += new
    return reached


def of_both(project: Compiled) -> list[str]:
    read = {q.name: sources(project, q.name) for q in publishable(project.build)}
    assert any(names & DREAM for names in read.values())
    assert any(names & REGISTER for names in read.values())
    return [
        str(name) for name, names in read.items() if names & DREAM and names & REGISTER
    ]


def test_no_published_figure_is_of_both_registers() -> None:
    assert of_both(compiled()) == []


def test_one_that_is_would_be_found() -> None:
    start = "from input.unemployment_spell\n    union"
    project = changed(
        {
            "queries/supply/observed_until.sql": (
                (start, start.replace("\n", "\n    cross join input.dream\n", 1)),
            )
        },
        (),
    )
    assert "balance.assessment" in of_both(project)
