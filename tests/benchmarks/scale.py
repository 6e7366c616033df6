"""The same assessment by every peer, at several sizes of the country.

    python -m tests.benchmarks.scale [--scales X…] [--repeat N] [--only TEXT…]
        [--disclosure-min N] [--folder DIR] [--venvs DIR] [--output DIR] [--limit S]

Writes the synthetic Denmark times each scale, builds it once by amb, and then lets the
peers compute its assessment in turns, each run in processes of its own. What a peer
computed is held against amb's, all rows and columns of the specification, counts and
texts exactly and floats to 1e-9; a peer that differs has no time. Prints a table in
Markdown and writes it with a chart and all figures to --output. Peers that are not
installed are left out, saying so.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.machine import machine, versions, versions_in
from tests.benchmarks.measured import CommandFailed, run
from tests.benchmarks.peers import dbt, frames, ours, sqlmesh
from tests.benchmarks.peers.case import ALL, ALONE, ASSESSMENT, ROOT, Case, Peer
from tests.benchmarks.peers.exported import export
from tests.benchmarks.same import differences
from tests.benchmarks.scale_result import Result, draw, facts, table, write_json

PEERS = sorted(
    [*ours.PEERS, *dbt.PEERS, *sqlmesh.PEERS, *frames.PEERS],
    key=lambda peer: (ALL, ALONE).index(peer.scope),
)
PACKAGES = (
    *("duckdb", "pandas", "statsmodels", "polars", "scikit-learn", "numpy"),
    *("pyspark", "pyspark-client", "pysail"),
)
TOOLS = {
    "dbt": ("dbt-core", "dbt-duckdb", "duckdb"),
    "sqlmesh": ("sqlmesh", "sqlglot", "duckdb"),
}


@dataclass(frozen=True)
class Country:
    """A scale's case, and amb's assessment of it."""

    scale: float
    case: Case
    expected: Path


def country(scale: float, folder: Path, options: argparse.Namespace) -> Country:
    """Synthesize it unless it is there, build it by amb, and export the statements."""
    inputs, warehouse = folder / f"x{scale:g}", folder / f"x{scale:g}_built"
    if not inputs.is_dir():
        say(f"× {scale:g}: writing the synthetic Denmark …")
        partial = folder / f"x{scale:g}_partial"
        shutil.rmtree(partial, ignore_errors=True)
        asked = [ours.AMB, "synthesize", str(partial), "--scale", str(scale)]
        subprocess.run(asked, check=True, capture_output=True)
        partial.rename(inputs)
    hidden = str(options.disclosure_min)
    case = Case(inputs, hidden, folder / f"x{scale:g}_sql", options.venvs)
    say(f"× {scale:g}: building it once …")
    shutil.rmtree(warehouse, ignore_errors=True)
    warehouse.mkdir()
    first = ours.PEERS[0]
    run(first.command(case, warehouse), folder / "build.log", folder=ROOT)
    work, settings = warehouse / "work.duckdb", {"disclosure_min": hidden}
    for scope, wanted in ((ALL, ()), (ALONE, (ASSESSMENT,))):
        export(inputs, settings, work, case.exported(scope), *wanted)
    expected = first.answer(warehouse).rename(folder / f"x{scale:g}.parquet")
    shutil.rmtree(warehouse)
    return Country(scale, case, expected)


def turn(result: Result, made: Country, folder: Path, limit: float | None) -> None:
    """One run of a peer; what it made is compared before its time counts."""
    peer = result.peer
    at = folder / "run"
    shutil.rmtree(at, ignore_errors=True)
    at.mkdir()
    try:
        peer.prepare(made.case, at)
        command = peer.command(made.case, at)
        used = run(command, folder / "run.log", peer.environment, ROOT, limit)
    except CommandFailed as failed:
        result.failure = str(failed)
        return
    if differ := differences(peer.answer(at), made.expected):
        differing = ", ".join(f"{name} in {rows} rows" for name, rows in differ.items())
        result.failure = f"differs from amb: {differing}"
        return
    result.runs.append(used)


def measure(
    made: Country, peers: Sequence[Peer], folder: Path, options: argparse.Namespace
) -> list[Result]:
    """All peers in turns; each turn begins with another."""
    results = [Result(made.scale, peer) for peer in peers]
    for result in results:
        if reason := result.peer.missing(made.case):
            result.failure = f"left out: {reason}"
    for number in range(options.repeat):
        start = number % len(results)
        for result in [*results[start:], *results[:start]]:
            if not result.failure:
                turn(result, made, folder, options.limit)
                say(f"× {made.scale:g}, turn {number + 1}: {summary(result)}")
    return results


def summary(result: Result) -> str:
    used = result.runs[-1] if result.runs else None
    if result.failure or used is None:
        return f"{result.peer.name}: {result.failure}"
    return (
        f"{result.peer.name}: {used.seconds:.2f} s, {used.processor:.2f} s of "
        f"processor, {used.peak:.0f} MB"
    )


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def report(results: Sequence[Result], options: argparse.Namespace) -> None:
    """Print the tables; write them, the chart and the figures of all runs."""
    about = machine() | versions(PACKAGES)
    for tool, packages in TOOLS.items():
        installed = versions_in(options.venvs / tool / "bin" / tool, packages)
        about |= {f"{tool}: {name}": number for name, number in installed.items()}
    words = f"{facts(about)}; medians of {options.repeat}"
    words += f"; disclosure_min {options.disclosure_min}"
    parts = [words]
    for scale in dict.fromkeys(result.scale for result in results):
        of_scale = [result for result in results if result.scale == scale]
        parts += [f"Denmark × {scale:g}", table(of_scale)]
    text = "\n\n".join(parts)
    print(text)
    if options.output:
        options.output.mkdir(parents=True, exist_ok=True)
        (options.output / "scale.md").write_text(f"{text}\n", "utf-8")
        write_json(results, about, options.output / "scale.json")
        draw(results, words, options.output / "scale.svg")


def options_of(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--scales", type=float, nargs="+", default=[1.0], help="1 10 100")
    add("--repeat", type=int, default=5)
    add("--only", nargs="+", default=[""], help="peers whose name has one of these")
    add("--disclosure-min", type=int, default=0, help="0: nothing is hidden")
    add("--folder", type=Path, help="keeps the countries for another time")
    add("--venvs", type=Path, default=Path(".venvs"), help="of dbt and SQLMesh")
    add("--output", type=Path, help="for scale.md, scale.svg and scale.json")
    add("--limit", type=float, help="seconds that a run may take")
    options = parser.parse_args(words)
    options.peers = [p for p in PEERS if any(text in p.name for text in options.only)]
    if not options.peers:
        names = ", ".join(peer.name for peer in PEERS)
        parser.error(f"no peer has {' or '.join(options.only)} in its name: {names}")
    return options


def main(words: Sequence[str] | None = None) -> None:
    options = options_of(words)
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        options.venvs = options.venvs.resolve()
        results: list[Result] = []
        try:
            for scale in options.scales:
                made = country(scale, folder, options)
                results += measure(made, options.peers, folder, options)
        finally:  # what is measured is kept when a greater scale does not fit
            report(results, options)


if __name__ == "__main__":
    main()
