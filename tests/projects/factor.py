"""A small project of its own: every relation carries the build's factor."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import duckdb

from engine.build.build import build as run
from engine.build.request import Report, Request
from engine.compile.project import Project

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PROJECT = HERE / "factor_project"
INPUTS = HERE / "factor_inputs"
PUBLIC, WORK, LOCK = "balance.duckdb", "work.duckdb", ".lock"
CACHE = ".compiled.json"
PROOF = ".published.key"
FILES = {PUBLIC, WORK, LOCK, CACHE, PROOF}
ROWS = 40_000
CHECKED = """
    select
        (select value from reference.parameter),
        (select min(factor) from balance.line),
        (select max(factor) from balance.line),
        (select min(factor) from balance.total),
        (select max(factor) from balance.total_labelled),
        (select count(*) from balance.line),
        (select sum(product) / sum(number * factor) from balance.line),
        (select sum(total) from balance.total) = (select sum(product) from balance.line)
"""


def build(warehouse: Path, factor: int, inputs: Path = INPUTS, **more: Any) -> Report:
    settings = {"factor": str(factor)}
    return run(Project(PROJECT), Request(warehouse, inputs, settings, **more))


def command(warehouse: Path, factor: int, inputs: Path = INPUTS) -> list[str]:
    """The same build by the command line."""
    arguments = ["--inputs", str(inputs), "--warehouse", str(warehouse)]
    arguments += ["--project", str(PROJECT), "--set", f"factor={factor}", "--json"]
    script = "from engine.cli import program; program()"
    return [sys.executable, "-c", script, "build", *arguments]


def factor_of(file: Path) -> int:
    """The factor that the whole file was built with; fails where it is not whole."""
    with duckdb.connect(str(file), read_only=True) as connection:
        return whole(connection)


def whole(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute(CHECKED).fetchone()
    assert row is not None
    factor, *others, rows, amount, adds_up = row
    assert set(others) == {factor}, row
    assert rows == ROWS and amount == 2.0 and adds_up, row
    return int(factor)
