"""Small registers that are awkward to publish, as spells of one person each."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from tests.projects.spells import required_inputs
from tests.spells.test_second_opinion import last_thursday

AFTER = {
    "employment": ("", "1"),
    "self_support": ("", "0"),
    "education": ("651", "0"),
    "dead_or_emigrated": ("998", "0"),
}
SIZES = {"over 120000": "101", "50000-80000": "155", "under 30000": "161"}


class Spell(NamedTuple):
    """First month, months, what comes after it, municipality and code."""

    start: int
    months: int
    after: str = "employment"
    place: str = "101"
    code: str = "111"


def write_register(folder: Path, spells: list[Spell], months: int) -> None:
    """A register over so many months from January 2011 on; a person each spell."""
    days = [last_thursday(number) for number in range(months)]
    years = sorted({2011 + number // 12 for number in range(months)})
    head = [f"y_{day.year % 100:02}{day.isocalendar().week:02}" for day in days]
    head += [f"grad_{2011 + n // 12}_{n % 12 + 1:02}" for n in range(months)]
    lines = [",".join(["person_id", *head, *(f"nykom{year}" for year in years)])]
    for number, spell in enumerate(spells):
        code, degree = AFTER[spell.after]
        before, rest = spell.start - 1, months - spell.start - spell.months + 1
        codes = [""] * before + [spell.code] * spell.months + [code] * rest
        degrees = ["0"] * before + ["0"] * spell.months + [degree] * rest
        place = [spell.place] * len(years)
        lines.append(",".join([str(number), *codes, *degrees, *place]))
    required_inputs(folder)
    (folder / "dream.csv").write_text("\n".join(lines) + "\n")


def repeated(numbers: dict[Spell, int]) -> list[Spell]:
    return [spell for spell, number in numbers.items() for _ in range(number)]


AWKWARD: dict[str, tuple[int, list[Spell]]] = {
    "one spell": (36, [Spell(14, 12)]),
    "one short spell": (36, [Spell(14, 1)]),
    "four of one kind": (36, [Spell(14, 6)] * 4),
    "one reason": (
        36,
        repeated({Spell(3, 1): 8, Spell(15, 2): 7, Spell(20, 3): 3, Spell(5, 9): 2}),
    ),
    "at the edges": (
        36,
        repeated(
            {
                Spell(3, 1): 2,
                Spell(4, 2, "self_support", "155"): 3,
                Spell(16, 3, "education", "161"): 7,
                Spell(17, 4): 8,
                Spell(27, 4, "self_support"): 2,
                Spell(28, 5, "employment", "155"): 3,
            }
        ),
    ),
    "all under way": (
        36,
        repeated({Spell(36, 1): 3, Spell(31, 6): 2, Spell(20, 17, place="155"): 4}),
    ),
    "nine short and a long one": (48, repeated({Spell(14, 1): 9, Spell(14, 30): 1})),
    "two in each of four years": (
        60,
        [Spell(12 * year + 3, 2) for year in (0, 1, 2, 3) for _ in range(2)],
    ),
    "three of each of four reasons": (
        36,
        [Spell(14, 2, reason) for reason in AFTER for _ in range(3)],
    ),
    "twelve that leave three by three": (
        36,
        repeated({Spell(14, 1): 3, Spell(14, 2): 3, Spell(14, 3): 3, Spell(14, 4): 3}),
    ),
}
