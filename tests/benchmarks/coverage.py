"""What intervals and probabilities are worth, where the truth is known.

    python -m tests.benchmarks.coverage [--titles N] [--periods N] [--seed N]
        [--scale X] [--set NAME=VALUE]... [--only TEXT]

Draws the simulated countries of tests/simulation and the synthetic Denmark, each as an
input folder with its truth beside it, builds each by the rules and by the former rule
(a fixed weight of 30 answers, plain indicators), and prints both side by side.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from engine.build.synthetic_inputs import Country
from tests.simulation import synthetic, worlds
from tests.simulation.measure import Measures, Row
from tests.simulation.run import OPEN, Compared, compared

SYNTHETIC = "the synthetic Denmark"


def drawers(size: worlds.Size, country: Country) -> dict[str, Callable[[Path], None]]:
    """What writes each world's input folder, by the world's name."""
    by_name: dict[str, Callable[[Path], None]] = {
        SYNTHETIC: partial(synthetic.write, country)
    }
    for world in worlds.WORLDS:
        by_name[world.name] = partial(worlds.write, world, size)
    return by_name


def percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}"


def points(error: float | None) -> str:
    return "" if error is None else f"{100 * error:.2f}"


def table(title: str, heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """Print a table in Markdown, with its title above it."""
    heads = list(heads)
    print(f"\n{title}\n\n| {' | '.join(heads)} |")
    print(f"|{'|'.join('---' for _ in heads)}|")
    for row in rows:
        print(f"| {' | '.join(map(str, row))} |")


def errors(rules: Row, former: Row) -> list[str]:
    return [
        rules["cells"],
        points(rules["bias"]),
        points(rules["rmse"]),
        percent(rules["coverage"]),
        percent(rules["width"]),
        points(former["bias"]),
        points(former["rmse"]),
        percent(former["coverage"]),
        percent(former["width"]),
    ]


def print_world(both: Compared) -> None:
    """All tables of one world; shares and widths in percent, errors in points."""
    heads = ["cells", "bias", "RMSE", "covered", "width"]
    heads += [f"former: {head}" for head in heads[1:]]
    rules, former = both
    table(
        "Shortage rates",
        ["cells of", *heads],
        [
            ["all regions", *errors(rules.rates, former.rates)],
            *kinds("basis", rules.by_basis, former.by_basis),
            *kinds("answers", rules.by_answers, former.by_answers),
            ["the country", *errors(rules.country, former.country)],
        ],
    )
    table(
        "Of the cells with such a probability of shortage, so many are in shortage",
        ["probability", "cells", "mean", "in shortage", "former: cells", "in shortage"],
        calibrated(rules, former),
    )
    exits = [("all regions", rules.exits), ("the country", rules.country_exits)]
    exits += [(f"unemployed {r['unemployed']}", r) for r in rules.by_unemployed]
    table(
        "Exit rates",
        ["cells of", "cells", "covered", "width"],
        [
            [name, row["cells"], percent(row["coverage"]), percent(row["width"])]
            for name, row in exits
        ],
    )
    names = ["flips", "steady_flips", "true_flips", "wrong", "steady_wrong"]
    table(
        "Categories of cells with 20 or more unemployed, from a half-year to the next",
        ["rule", "cells", *(name.replace("_", " ") for name in names)],
        [
            [rule, row["cells"], *(percent(row[name]) for name in names)]
            for rule, row in (("rules", rules.changes), ("former", former.changes))
        ],
    )


def kinds(column: str, rules: list[Row], former: list[Row]) -> list[list[str]]:
    others = {row[column]: row for row in former}
    return [
        [f"{column} {row[column]}", *errors(row, others[row[column]])]
        for row in rules
        if row[column] in others
    ]


def calibrated(rules: Measures, former: Measures) -> list[list[Any]]:
    others = {row["p_from"]: row for row in former.calibration}
    rows = []
    for row in rules.calibration:
        other = others.get(row["p_from"], {})
        rows.append(
            [
                f"{row['p_from']:.2f} to {row['p_to']:.2f}",
                row["cells"],
                percent(row["told"]),
                percent(row["true_share"]),
                other.get("cells", 0),
                percent(other.get("true_share")),
            ]
        )
    return rows


def summary(by_area: dict[str, Compared]) -> None:
    table(
        "All worlds: the rules (the former rule in brackets)",
        ["world", "RMSE", "covered", "country", "p of 0.95", "exit rates", "flips"],
        [
            [
                name,
                f"{points(rules.rates['rmse'])} ({points(former.rates['rmse'])})",
                f"{percent(rules.rates['coverage'])} "
                f"({percent(former.rates['coverage'])})",
                f"{percent(rules.country['coverage'])} "
                f"({percent(former.country['coverage'])})",
                f"{percent(rules.sure['true_share'])} "
                f"({percent(former.sure['true_share'])})",
                percent(rules.exits["coverage"]),
                f"{percent(rules.changes['flips'])}, steady "
                f"{percent(rules.changes['steady_flips'])}, true "
                f"{percent(rules.changes['true_flips'])}",
            ]
            for name, (rules, former) in by_area.items()
        ],
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--titles", type=int, default=980)
    parser.add_argument("--periods", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=float, default=1.0, help="synthetic Denmark's")
    parser.add_argument("--only", default="", help="worlds with this in their name")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    given = parser.parse_args()
    settings = {**OPEN, **dict(one.split("=", 1) for one in given.set)}
    size = worlds.Size(given.titles, given.periods, given.seed)
    by_area: dict[str, Compared] = {}
    for name, write in drawers(size, Country(given.seed, given.scale)).items():
        if given.only in name:
            with tempfile.TemporaryDirectory() as folder:
                by_area[name] = compared(write, Path(folder), settings)
            print(f"\n## {name[0].upper()}{name[1:]}")
            print_world(by_area[name])
    summary(by_area)


if __name__ == "__main__":
    main()
