"""A figure's step and its rounding do not hang on the last bit of what they are of."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import jinja2
import pyarrow as pa
import pytest

from tests.harness import ROOT

LEAST = 5


@pytest.fixture(scope="module")
def macros() -> Iterator[dict[str, str]]:
    """The macros step and stepped in SQL, of the columns weight, figure and step."""
    text = (ROOT / "macros" / "rounding.sql").read_text()
    module = jinja2.Environment().from_string(text, {"disclosure_min": LEAST}).module
    yield {
        "step": module.step("weight"),  # type: ignore[attr-defined]
        "stepped": module.stepped("figure", "step"),  # type: ignore[attr-defined]
        "stepped_left": module.stepped_left("figure", "step"),  # type: ignore[attr-defined]
    }


def nearby(value: float) -> list[float]:
    """The value and those a few last bits away, as rounding leaves them."""
    around = [value * (1 + bits * 2**-52) for bits in range(-8, 9)]
    return [value, math.nextafter(value, 0), math.nextafter(value, 2), *around]


def beside_a_step(
    sql: str, names: list[str], rows: Sequence[tuple[float, ...]]
) -> list[tuple[Any, ...]]:
    """What the query finds in a table `given` of the rows."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    with duckdb.connect() as connection:
        connection.register("given", pa.table(dict(zip(names, columns, strict=True))))
        return connection.execute(sql).fetchall()


def test_a_step(macros: dict[str, str]) -> None:
    """What one of n spells is worth, to the last bit or nearly so: five are a step."""
    weights = [(n, near) for n in range(1, 3001) for near in nearby(1 / n)]
    figures_by_step: dict[int, list[float]] = dict(
        beside_a_step(
            f"select n, list(distinct {macros['step']}) from given group by n",
            ["n", "weight"],
            weights,
        )
    )
    assert [n for n, steps in figures_by_step.items() if len(steps) > 1] == []
    assert [figures_by_step[n] for n in (5, 10, 25, 26, 50, 51, 500)] == [
        [1.0],
        [0.5],
        [0.2],
        [0.2],
        [0.1],
        [0.1],
        [0.01],
    ]
    assert all(LEAST / n <= step * (1 + 1e-6) for n, (step,) in figures_by_step.items())


@pytest.mark.parametrize("name", ["stepped", "stepped_left"])
def test_halfway_between_two_steps(macros: dict[str, str], name: str) -> None:
    figures = [
        (n, step, near)
        for step in (0.1, 0.05, 0.02, 0.001)
        for n in range(round(1 / step))
        for near in nearby((n + 0.5) * step)
    ]
    sql = "select n, step from given group by n, step "
    sql += f"having count(distinct {macros[name]}) > 1"
    assert beside_a_step(sql, ["n", "step", "figure"], figures) == []
