"""How long the default build takes, also where nothing has changed.

    python -m tests.benchmarks.build [RUNS]

Each run builds the synthetic Denmark in an empty folder, in a process of its own.
Prints medians, and the range of the wall time. `amb build --profile` says where that
goes.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

COMMAND = "from engine.cli import program; program()"


def spent(*words: str) -> tuple[float, float]:
    """Seconds of wall time and of processor of the command `amb WORDS`, all of it."""
    started, before = time.perf_counter(), os.times()
    subprocess.run(
        [sys.executable, "-c", COMMAND, *words], capture_output=True, check=True
    )
    after = os.times()
    used = after.children_user - before.children_user
    used += after.children_system - before.children_system
    return time.perf_counter() - started, used


def main(runs: int) -> None:
    measured: dict[str, list[tuple[float, float]]] = {}
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            build = ("build", "--warehouse", folder)
            commands = {
                "amb build": build,
                "amb build, nothing changed": build,
                "amb --help": ("--help",),
            }
            for name, words in commands.items():
                measured.setdefault(name, []).append(spent(*words))
    for name, all_runs in measured.items():
        wall, processor = zip(*all_runs, strict=True)
        middle, used = statistics.median(wall), statistics.median(processor)
        extent = f"{min(wall):.2f} to {max(wall):.2f}"
        print(f"{name:27} {middle:6.2f} s ({extent}), {used:.2f} s of processor")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
