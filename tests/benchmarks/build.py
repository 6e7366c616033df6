"""How long the default build takes, and how much of it is the engine's own.

    python -m tests.benchmarks.build [RUNS]

Each run builds the synthetic Denmark in an empty folder, in a process of its own.
The engine's own share is what is left when the calls of DuckDB and the fit (with what
is left of the import of scikit-learn) are taken away.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

COMMAND = "from engine.cli import program; program()"


class Timed:
    """Stands before an object and adds up the seconds spent in its methods."""

    def __init__(self, inner: Any, spent: list[float]) -> None:
        self._inner, self._spent = inner, spent

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._inner, name)
        if not callable(attribute):
            return attribute

        def timed(*arguments: Any, **named: Any) -> Any:
            started = time.perf_counter()
            try:
                answer = attribute(*arguments, **named)
            finally:
                self._spent.append(time.perf_counter() - started)
            is_duckdb = "duckdb" in type(answer).__module__
            return Timed(answer, self._spent) if is_duckdb else answer

        return timed

    def __enter__(self) -> Timed:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def taken_apart() -> dict[str, float]:
    """Seconds of one build in this process: all, DuckDB's, the fit's, the rest."""
    import duckdb

    from engine.build.build import build
    from engine.build.request import Request
    from engine.compile.project import find_project
    from engine.materialize import poisson_fit

    in_duckdb: list[float] = []
    in_fit: list[float] = []
    engine: Any = poisson_fit
    connect, fit_groups = duckdb.connect, engine.fit_groups
    duckdb.connect = lambda *a, **n: Timed(connect(*a, **n), in_duckdb)  # type: ignore[assignment]
    fits = Timed(SimpleNamespace(run=fit_groups), in_fit)
    engine.fit_groups = fits.run
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        build(find_project(None), Request(Path(folder)))
        total = time.perf_counter() - started
    duck, fit = sum(in_duckdb), sum(in_fit)
    return {"total": total, "DuckDB": duck, "fit": fit, "own": total - duck - fit}


def wall(*words: str) -> float:
    """Wall seconds of the command `amb WORDS` as a whole process."""
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", COMMAND, *words], capture_output=True, check=True
    )
    return time.perf_counter() - started


def main(runs: int) -> None:
    measured: dict[str, list[float]] = {}
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            seconds = {"amb build": wall("build", "--warehouse", folder)}
            seconds["amb build, nothing changed"] = wall("build", "--warehouse", folder)
        seconds["amb --help"] = wall("--help")
        code = "import json; from tests.benchmarks.build import taken_apart; "
        code += "print(json.dumps(taken_apart()))"
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        parts = json.loads(done.stdout)
        seconds |= {f"one build, {name}": spent for name, spent in parts.items()}
        for name, spent in seconds.items():
            measured.setdefault(name, []).append(spent)
    for name, all_runs in measured.items():
        low, middle, high = min(all_runs), statistics.median(all_runs), max(all_runs)
        print(f"{name:32} {middle:7.2f} s  ({low:.2f} to {high:.2f}, {runs} runs)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
