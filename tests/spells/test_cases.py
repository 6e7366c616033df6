"""Awkward registers worked out by hand: tests/spells/cases/NAME/.

case.toml                    title, why (the working by hand), [parameters]
inputs/dream.csv             the register
expected/SCHEMA.TABLE.csv    every row of the relation, in the columns named
"""

from __future__ import annotations

import csv
import math
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.spells.built import SPELLS, build_spells, required_inputs, rows

CASES = sorted((Path(__file__).parent / "cases").glob("*/case.toml"))
Table = list[tuple[str, ...]]


def expected(path: Path) -> tuple[list[str], Table]:
    with path.open(encoding="utf-8", newline="") as file:
        header, *lines = list(csv.reader(file))
    return header, sorted(tuple(line) for line in lines)


def found(warehouse: Path, relation: str, columns: Sequence[str]) -> Table:
    there = rows(warehouse, f"select {', '.join(columns)} from {relation}")
    return sorted(tuple(written(v) for v in row.values()) for row in there)


def written(value: object) -> str:
    if isinstance(value, float) and math.isclose(value, round(value), abs_tol=1e-12):
        return str(round(value))
    return "" if value is None else str(value)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.parent.name)
def test_case(case: Path, tmp_path: Path) -> None:
    told = tomllib.loads(case.read_text("utf-8"))
    settings: Mapping[str, str] = {
        name: str(value).lower() for name, value in told.get("parameters", {}).items()
    }
    inputs = tmp_path / "inputs"
    required_inputs(inputs)
    (inputs / "dream.csv").write_text((case.parent / "inputs/dream.csv").read_text())
    build_spells(inputs, tmp_path / "warehouse", settings)
    for path in sorted((case.parent / "expected").glob("*.csv")):
        columns, wanted = expected(path)
        there = found(tmp_path / "warehouse", path.stem, columns)
        assert there == wanted, f"{path.stem}\n{told['why']}"


def test_every_relation_of_the_case_is_built() -> None:
    assert CASES and "spells.exit_reason" in SPELLS
