"""The last bit decides nothing: whatever the order of the rows and the number of
threads, every published figure is the same, to the byte."""

from __future__ import annotations

import struct
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine.publish.rules import publishable
from tests.harness import built, compiled, settings_of
from tests.projects.awkward import Tables, inputs, register

RECRUITMENT = (
    "recruitment.contribution",
    "recruitment.formal_education",
    "recruitment.outcome",
    "recruitment.production_limit",
    "recruitment.weight_level",
)
SETTINGS: dict[str, dict[str, Any]] = {
    "as published": {},
    "nothing withheld": {
        "disclosure_min": 0,
        "use_survey_weights": True,
        "carry_over": 0.7,
    },
}


def published(
    tables: Tables, dream: Path, settings: dict[str, Any], threads: int
) -> dict[str, list[bytes]]:
    """The rows of all published relations as bytes, in order."""
    names = {
        query.name for query in publishable(compiled(*settings_of(settings)).build)
    }
    with built(
        tables, settings, threads=threads, dream=dream, as_if_large=threads > 1
    ) as connection:
        return {
            str(name): sorted(
                b"|".join(map(as_bytes, row))
                for row in connection.execute(f"from {name.quoted}").fetchall()
            )
            for name in sorted(names, key=str)
        }


def as_bytes(value: Any) -> bytes:
    """A float as its eight bytes, so that 0.0 and -0.0 differ; all else as text."""
    is_float = isinstance(value, float)
    return struct.pack(">d", value) if is_float else repr(value).encode()


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_every_published_figure(settings: dict[str, Any], tmp_path: Path) -> None:
    tables, (head, *persons) = inputs(), register(3000)
    dream = tmp_path / "dream.csv"

    def build(threads: int) -> dict[str, list[bytes]]:
        lines = [",".join(row) for row in (head, *persons)]
        dream.write_text("\n".join(lines))
        return published(tables, dream, settings, threads)

    first = build(1)
    filled = [name for name, rows in first.items() if rows]
    assert {name.split(".")[0] for name in filled} >= {"balance", "shortage", "supply"}
    assert any(name.startswith("spells.") for name in filled)
    assert {*RECRUITMENT} <= {*filled}
    for threads in (1, 2, 3):
        chance = Random(threads)
        for rows in tables.values():
            chance.shuffle(rows)
        chance.shuffle(persons)
        again = build(threads)
        assert [name for name in first if again[name] != first[name]] == []
