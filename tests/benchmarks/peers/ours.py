"""amb itself, as a user runs it, and its SQL without it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from tests.benchmarks.peers.case import (
    ALL,
    ALONE,
    ASSESSMENT,
    Case,
    Peer,
    in_database,
)

AMB = str(Path(sys.executable).with_name("amb"))
REMOTE = os.environ.get("SPARK_REMOTE", "")
CHECKED = "input contracts, checks, state"


def build(*more: str) -> Callable[[Case, Path], Sequence[str]]:
    """`amb build` of the case's inputs, with more words behind it."""

    def command(case: Case, folder: Path) -> list[str]:
        words = ["--inputs", str(case.inputs), "--warehouse", str(folder)]
        shown = ["--set", f"disclosure_min={case.disclosure_min}"]
        return [AMB, "build", *words, *shown, *more]

    return command


def by_hand(scope: str) -> Callable[[Case, Path], Sequence[str]]:
    """The exported statements of a scope, by hand."""

    def command(case: Case, folder: Path) -> list[str]:
        program = [sys.executable, "-m", "tests.benchmarks.peers.floor"]
        return [*program, str(case.exported(scope)), str(folder / "floor.duckdb")]

    return command


@cache
def help_of_build() -> str:
    asked = [AMB, "build", "--help"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout


def without_engines(case: Case) -> str:
    reason = "amb build has no --engine in this version"
    return "" if "--engine" in help_of_build() else reason


def without_spark(case: Case) -> str:
    no_remote = "" if REMOTE else "SPARK_REMOTE names no Spark Connect server"
    return without_engines(case) or no_remote


PEERS = [
    Peer(
        "amb build",
        ALL,
        f"{CHECKED}, public file",
        build(),
        in_database("work.duckdb"),
        role="amb",
    ),
    Peer(
        "SQL by hand",
        ALL,
        "nothing else",
        by_hand(ALL),
        in_database("floor.duckdb"),
        role="floor",
    ),
    Peer(
        "amb build, Sail",
        ALL,
        f"{CHECKED}, public file",
        build("--engine", "spark"),
        in_database("balance.duckdb"),
        without_engines,
    ),
    Peer(
        "amb build, Spark",
        ALL,
        f"{CHECKED}, public file",
        build("--engine", "spark", "--spark-remote", REMOTE),
        in_database("balance.duckdb"),
        without_spark,
    ),
    Peer(
        "amb build --select",
        ALONE,
        f"{CHECKED}, also of other inputs",
        build("--select", ASSESSMENT),
        in_database("work.duckdb"),
        role="amb",
    ),
    Peer(
        "SQL by hand, assessment",
        ALONE,
        "nothing else",
        by_hand(ALONE),
        in_database("floor.duckdb"),
        role="floor",
    ),
]
