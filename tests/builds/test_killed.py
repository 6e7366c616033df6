"""A build that is killed at any moment resumes to what a fresh build gives."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from tests.projects.workshop import EDITS, Workshop

ROOT = Path(__file__).resolve().parents[2]
# Builds, and kills itself at the n-th statement of SQL.
KILLED = """
import os, signal, sys
from pathlib import Path
import duckdb
from engine.build.build import build
from engine.build.request import Request
from engine.compile.project import Project

left = int(sys.argv[2])
connect = duckdb.connect

class Dying:
    def __init__(self, connection):
        self.__dict__["connection"] = connection

    def __getattr__(self, name):
        return getattr(self.connection, name)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.connection.close()

    def execute(self, *arguments):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return self.connection.execute(*arguments)

duckdb.connect = lambda *a, **k: Dying(connect(*a, **k))
root = Path(sys.argv[1])
build(Project(root), Request(root / "warehouse", root / "inputs"))
"""


def killed_at(workshop: Workshop, statement: int) -> bool:
    """Whether the build was killed before it was done."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(workshop.root), str(statement)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode != 0


def test_a_killed_build_resumes(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.build(workshop.warehouse)
    chosen = random.Random(2)
    kills = 0
    for round_ in range(4):
        for name in chosen.sample(
            ["a macro", "a parameter", "more rows", "spacing"], 2
        ):
            EDITS[name](workshop)
        EDITS["another aggregate" if round_ % 2 else "and back"](workshop)
        kills += killed_at(workshop, chosen.randint(10, 150))
        if round_ % 2:
            kills += killed_at(workshop, chosen.randint(10, 150))
        report = workshop.build(workshop.warehouse)
        assert report == workshop.build(tmp_path / f"fresh_{round_}")
    assert kills >= 3
