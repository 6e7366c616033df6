"""The pipeline written in frames."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks.peers.case import (
    ALONE,
    HIDDEN_NOTHING,
    Case,
    Peer,
    in_parquet,
)


def program(name: str) -> Callable[[Case, Path], Sequence[str]]:
    def command(case: Case, folder: Path) -> list[str]:
        module = [sys.executable, "-m", f"tests.benchmarks.peers.{name}"]
        return [*module, str(case.inputs), str(in_parquet(folder))]

    return command


def without(*packages: str) -> Callable[[Case], str]:
    """Why frames cannot take part: they hide nothing, and need their packages."""

    def missing(case: Case) -> str:
        absent = [package for package in packages if find_spec(package) is None]
        if absent:
            return f"{' and '.join(absent)} not installed"
        if case.disclosure_min != HIDDEN_NOTHING:
            return "it has no disclosure control: --disclosure-min 0"
        return ""

    return missing


PEERS = [
    Peer(
        "pandas + statsmodels",
        ALONE,
        "no checks; the columns of the specification only",
        program("in_pandas"),
        in_parquet,
        without("pandas", "statsmodels"),
    ),
    Peer(
        "polars + scikit-learn",
        ALONE,
        "no checks; the columns of the specification only",
        program("in_polars"),
        in_parquet,
        without("polars", "sklearn"),
    ),
]
