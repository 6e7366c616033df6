"""An awkward country: amounts that are not exact in binary, and a wide register."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.simulation import worlds

SIZE = worlds.Size(titles=150, periods=2)
MONTHS = [f"{year}_{month:02}" for year in (2011, 2012) for month in range(1, 13)]
# the last ISO week whose Thursday lies in the month
WEEKS = (4, 8, 13, 17, 21, 26, 30, 34, 39, 43, 47, 52)
Tables = dict[str, list[dict[str, Any]]]


def register(persons: int) -> list[list[str]]:
    """A file `dream` of made-up persons: its head, then a row for each."""
    chance = Random(4)
    names = [f"y_{year}{week:02}" for year in (11, 12) for week in WEEKS]
    grads = [f"grad_{month}" for month in MONTHS]
    rows = [["person_id", *names, *grads, "nykom2011", "nykom2012"]]
    for person in range(persons):
        codes: list[str] = []
        while len(codes) < len(names):
            codes += [chance.choice(["", "", "", "651", "783", "998"])]
            code = chance.choice(["111", "730", "130", "890"])
            codes += [code] * (1 + int(chance.expovariate(0.25)))
        degrees = [str(chance.choice([0, 0.5, 1])) for _ in grads]
        place = chance.choice(["101", "461", "665", ""])
        rows.append([str(person), *codes[: len(names)], *degrees, place, place])
    return rows


def inputs() -> Tables:
    """A simulated country; no sum of its amounts and weights is exact in binary."""
    drawn, _ = worlds.tables(worlds.WORLDS[0], SIZE)
    tables: Tables = {name: table.to_pylist() for name, table in drawn.items()}
    chance = Random(5)
    for row in tables["recruitment"]:
        row["attempts"] += chance.randrange(10) / 10
    for row in tables["recruitment_survey"]:
        row["weight"] = 0.5 + chance.randrange(1000) / 1000
    _tell_of_firms(tables["recruitment_survey"])
    return tables


def _tell_of_firms(answers: list[dict[str, Any]]) -> None:
    """Firms with one answer and with many; positions that are not exact in binary; a
    half-year whose weights are to be made."""
    chance = Random(6)
    periods = sorted({row["period"] for row in answers})
    for row in answers:
        unfilled = row["outcome"] == "unfilled"
        row["weight"] = None if row["period"] == periods[0] else row["weight"]
        row["positions"] = chance.choice([None, 1.1, 2.3])
        row["firm_id"] = chance.choice([None, chance.randrange(20), row["answer_id"]])
        row["industry"] = chance.choice([None, "410010", "561010", "861000"])
        row["sector"] = chance.choice([None, "private", "public"])
        row["formal_education"] = (
            None if unfilled else chance.choice(["present", "missing", "not_required"])
        )
        row["production_limit"] = chance.choice([None, True, False])
