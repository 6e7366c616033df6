"""A world built twice: by the rules, and by the former one, a fixed weight of 30."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.simulation.measure import FORMER, OPEN, Measures, built, measure


class Compared(NamedTuple):
    """What the rules are worth, and what the former one is."""

    rules: Measures
    former: Measures


def compared(
    write: Callable[[Path], None], folder: Path, settings: Mapping[str, str] = OPEN
) -> Compared:
    """Write a world's input folder, build it by both rules and measure both."""
    inputs = folder / "inputs"
    write(inputs)
    found = []
    for name, more in (("rules", {}), ("former", FORMER)):
        public = built(inputs, folder / name, {**more, **settings})
        files = inputs / "recruitment.parquet", inputs / "truth" / "cell.parquet"
        found.append(measure(public, *files))
    return Compared(*found)
