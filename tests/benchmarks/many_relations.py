"""How amb grows with the number of relations: a project of hundreds of small models.

    python -m tests.benchmarks.many_relations [--sizes N…] [--repeat N] [--json FILE]

For each size, in turns, whole commands as a user runs them: a build from nothing with
the parts that it reports, a build with nothing changed, one with one model changed, and
commands that only read. Prints medians in seconds, and how a part grows: the power of
the number of relations that leads from the smallest size to the largest. What has a
power above 1 grows faster than their number; a fixed cost makes it less.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.benchmarks import projects
from tests.benchmarks.machine import machine, versions

AMB = str(Path(sys.executable).with_name("amb"))
BUILD = ("build", "--inputs", "inputs", "--json")
HEAD = "-- @key(id)\n"
LAST = "model.m_{row}_7"
READ: Mapping[str, Sequence[str]] = {
    "compile one": ("compile", LAST),
    "plan": ("plan", "--inputs", "inputs"),
    "lineage of one": ("lineage", LAST),
    "check": ("check",),
    "lint": ("lint",),
    "catalog": ("catalog", "site"),
}
Seconds = dict[str, list[float]]


def write(root: Path, size: int, least: int = 0) -> None:
    """A project of so many models, a multiple of projects.WIDTH; of the changed one
    the constant `least`."""
    rows = size // projects.WIDTH
    for model in projects.models(least, rows):
        path, text = projects.amb_file(root, model, rows)
        text = f"{HEAD}{text}"
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")


def timed(root: Path, words: Sequence[str]) -> tuple[float, str]:
    """Seconds of a command in a project, and what it printed."""
    started = time.perf_counter()
    done = subprocess.run([AMB, *words], cwd=root, capture_output=True, text=True)
    spent = time.perf_counter() - started
    if done.returncode:
        sys.exit(f"amb {' '.join(words)} failed:\n{done.stdout}\n{done.stderr}")
    return spent, done.stdout


def measure(root: Path, size: int, turn: int, seconds: Seconds) -> None:
    """One turn of a size: a new project, built, built again, changed and read."""
    projects.write_amb(root)
    write(root, size)
    spent, printed = timed(root, BUILD)
    parts = json.loads(printed)["seconds"]
    figures = {"full build": spent}
    figures |= {f"  {part}": figure for part, figure in parts.items()}
    figures["  all else"] = spent - sum(parts.values())
    figures["nothing changed"] = timed(root, BUILD)[0]
    write(root, size, 3 + turn)
    figures["one model changed"] = timed(root, BUILD)[0]
    row = size // projects.WIDTH - 1
    for what, words in READ.items():
        figures[what] = timed(root, [word.format(row=row) for word in words])[0]
    for what, figure in figures.items():
        seconds.setdefault(what, []).append(figure)


def power(medians: Mapping[int, float]) -> float:
    """The exponent of growth between the least and the largest size."""
    first, last = min(medians), max(medians)
    return math.log(medians[last] / medians[first]) / math.log(last / first)


def report(measured: Mapping[int, Seconds], repeat: int) -> None:
    about = machine() | versions(["duckdb"])
    print("; ".join(f"{name} {value}" for name, value in about.items()))
    print(f"Medians of {repeat}, in seconds\n")
    sizes = sorted(measured)
    print(f"| relations | {' | '.join(map(str, sizes))} | power |")
    print(f"|{'---|' * (len(sizes) + 2)}")
    for what in measured[sizes[0]]:
        medians = {size: statistics.median(measured[size][what]) for size in sizes}
        cells = [f"{medians[size]:.2f}" for size in sizes]
        print(f"| {what} | {' | '.join(cells)} | {power(medians):.2f} |")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[200, 400, 1000])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if odd := [n for n in options.sizes if n % projects.WIDTH or n <= 0]:
        parser.error(f"{odd[0]} is no multiple of {projects.WIDTH}")
    measured: dict[int, Seconds] = {size: {} for size in options.sizes}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(options.repeat):
            for size, seconds in measured.items():
                measure(Path(folder) / f"{size}_{turn}", size, turn, seconds)
                print(f"turn {turn + 1}: {size} relations", file=sys.stderr)
    report(measured, options.repeat)
    if options.json:
        options.json.write_text(json.dumps(measured, indent=1), "utf-8")


if __name__ == "__main__":
    main()
