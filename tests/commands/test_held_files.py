"""No command ends in a traceback where a file is held, broken or missing."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.build.build import build
from engine.build.request import Request
from engine.compile.project import Project
from tests.projects.tiny import lay_out

AMB = [sys.executable, "-c", "from engine.cli import program; program()"]
HOLD = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1])
print("held", flush=True)
input()
"""
PRIVATE = (
    "show supply.total",
    "check",
    "plan --inputs inputs",
    "whatif --set threshold=5",
    "test --record supply.total",
    "diff warehouse warehouse",
    "catalog site",
    "build --inputs inputs",
)
PUBLIC = (
    "explain nurse",
    "export balance.verdict verdict.csv",
    "show balance.verdict",
    "catalog site",
    "publish --to postgresql://localhost:1/none",
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    lay_out(tmp_path)
    build(Project(tmp_path), Request(tmp_path / "warehouse", tmp_path / "inputs"))
    return tmp_path


@pytest.fixture
def held(project: Path) -> Iterator[Path]:
    """Another process has the work file open, as a build has."""
    file = project / "warehouse" / "work.duckdb"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout and holder.stdout.readline()
    yield project
    holder.kill()
    holder.wait()


def amb(project: Path, words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*AMB, *words.split()], cwd=project, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("words", PRIVATE)
def test_a_held_work_file_is_to_be_tried_again(words: str, held: Path) -> None:
    ended = amb(held, words)
    assert "Traceback" not in ended.stderr
    assert (ended.returncode, ended.stdout) == (3, "")
    assert "the file is open in process" in ended.stderr
    assert "Try again" in ended.stderr


@pytest.mark.parametrize("words", PUBLIC)
def test_a_public_file_that_is_no_database_is_told(words: str, project: Path) -> None:
    (project / "warehouse" / "balance.duckdb").write_bytes(b"no database" * 500)
    ended = amb(project, words)
    assert "Traceback" not in ended.stderr
    assert ended.returncode == 1
    assert "balance.duckdb: the file is no DuckDB database" in ended.stderr


@pytest.mark.parametrize("words", ["check", "explain nurse", "show supply.total"])
def test_no_warehouse_is_told_with_what_makes_one(words: str, tmp_path: Path) -> None:
    ended = amb(lay_out(tmp_path), words)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "Run amb build first" in ended.stderr


def test_ctrl_c_says_so(project: Path) -> None:
    slow = project / "queries/balance/slow.sql"
    slow.write_text(
        "-- Slow, one row.\n-- @key(n)\nselect\n"
        "    count(*) as n -- rows\n"
        "from generate_series(1, 4000000) as a (i)\n"
        "cross join generate_series(1, 4000000) as b (j)\n"
        "where hash(i, j) = 0\n"
    )
    running = subprocess.Popen(
        [*AMB, "build", "--inputs", "inputs", "--warehouse", "other"],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    while not (project / "other" / "work.duckdb").exists():
        time.sleep(0.1)
    time.sleep(3)
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Interrupted." in errors and "Traceback" not in errors
