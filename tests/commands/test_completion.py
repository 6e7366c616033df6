"""Shell completion: names of relations and parameters, and nothing heavy loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.cli.completion import complete_relation, complete_setting
from engine.compile.project import Project

ROOT = Path(__file__).parents[2]
HEAVY = ("duckdb", "sqlglot", "sklearn", "jinja2", "pyarrow", "graphlay", "watchfiles")
PROGRAM = """
import atexit, sys
from engine.cli import main
def tell():
    print("LOADED", *(n for n in sys.argv[1].split(",") if n in sys.modules))
atexit.register(tell)
main()
"""


def complete(words: str) -> list[str]:
    """What the shell is told for words, and last which heavy modules were loaded."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "_AMB_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split(" ")) - 1),
    }
    program = PROGRAM.replace("main()\n", "sys.argv[0] = 'amb'\nmain()\n")
    done = subprocess.run(
        [sys.executable, "-c", program, ",".join(HEAVY)],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    return done.stdout.split("\n")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("amb show supply.pro", "supply.prospects"),
        ("amb lineage balance.a", "balance.assessment"),
        ("amb build --select shortage.ra", "shortage.rate"),
        ("amb build --set exit_", "exit_threshold="),
        ("amb build --wat", "--watch"),
        ("amb lin", "lineage"),
    ],
)
def test_the_shell_is_told(words: str, wanted: str) -> None:
    completions = complete(words)
    assert wanted in completions
    assert "LOADED" in completions, "something heavy was loaded"


def test_every_relation_and_parameter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "queries")
    compiled = Project(ROOT).compile()
    assert complete_relation("") == sorted(map(str, compiled.queries))
    assert complete_setting("") == [f"{name}=" for name in compiled.parameters]


def test_help_loads_nothing_heavy() -> None:
    program = PROGRAM.replace("main()\n", "sys.argv[1:] = ['--help']\nmain()\n")
    program = program.replace("sys.argv[1].split", f"{','.join(HEAVY)!r}.split")
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert "lineage" in done.stdout
    assert done.stdout.rstrip().endswith("LOADED")
