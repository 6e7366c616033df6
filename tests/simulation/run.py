"""A world built twice: by the rules, and by the former one, a fixed weight of 30."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from engine.build.build import build
from engine.build.request import Request
from engine.compile.project import Project
from tests.harness import ROOT
from tests.simulation.measure import Measures, measure

OPEN = {"disclosure_min": "0"}  # nothing is withheld, so that every cell is measured
FORMER = {
    "prior_answers": "30",
    "smoothing_unemployed": "0",
    "smoothing_title": "0",
    "smoothing_hires": "0",
}


class Compared(NamedTuple):
    """What the rules are worth, and what the former one is."""

    rules: Measures
    former: Measures


def compared(
    write: Callable[[Path], None], folder: Path, settings: Mapping[str, str] = OPEN
) -> Compared:
    """Write a world's input folder, build it by both rules and measure both.

    The rules are measured in the public file; of the former one no more is built than
    the assessment.
    """
    inputs = folder / "inputs"
    write(inputs)
    public = build(Project(ROOT), Request(folder / "rules", inputs, settings)).public
    return Compared(
        measure(inputs, public, "assessment"),
        assessed(inputs, folder / "former", {**FORMER, **settings}),
    )


def assessed(inputs: Path, warehouse: Path, settings: Mapping[str, str]) -> Measures:
    """Of a world's folder, with no more built than the assessment."""
    build(Project(ROOT), Request(warehouse, inputs, settings, ["balance.assessment"]))
    return measure(inputs, warehouse / "work.duckdb", "balance.assessment")
