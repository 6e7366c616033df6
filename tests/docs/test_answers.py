"""What a command answers with --json has the keys that the reference says."""

from __future__ import annotations

import json
import re
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from engine.cli import app
from tests.built import build_case
from tests.docs import reference
from tests.projects.tiny import PORTION_CASE, lay_out

TEXT = (reference.FOLDER / "answers.md").read_text("utf-8")
TINY = {
    "build": "build --inputs inputs --warehouse built",
    "catalog": "catalog site --warehouse warehouse",
    "check": "check --warehouse warehouse",
    "compile": "compile supply.total",
    "diff": "diff warehouse warehouse",
    "export": "export balance.verdict verdict.csv --warehouse warehouse",
    "fmt": "fmt",
    "init": "init mine",
    "lineage": "lineage balance.verdict",
    "lineage --graph": "lineage --graph",
    "lint": "lint",
    "new": "new balance.mine",
    "plan": "plan --inputs inputs --warehouse warehouse",
    "test": "test",
    "test --record": "test --record supply.total --warehouse warehouse",
    "whatif": "whatif --set threshold=13 --warehouse warehouse",
}
BALANCE = {
    "explain": "explain cook --warehouse warehouse",
    "page": "page balance.html --warehouse warehouse",
}


def documented(command: str) -> list[str]:
    """The keys of an answer; of its items, where it is a list of them."""
    name, _, option = command.partition(" ")
    line = re.search(rf"^- `amb {name}`: (.*)$", TEXT, re.MULTILINE)
    assert line
    words = line[1].split(f"with `{option}` ")[1] if option else line[1]
    outer = words[words.index("{") :]
    while (inner := re.sub(r"(?!^)[\[{][^\[\]{}]*[\]}]", "", outer)) != outer:
        outer = inner
    keys = outer[1 : outer.index("}")].split(",")
    return sorted(key.partition(":")[0].strip() for key in keys)


def answer(line: str) -> Any:
    ended = CliRunner().invoke(app, [*line.split(), "--json"])
    assert ended.stdout, ended.output
    return json.loads(ended.stdout)


def keys(value: Any) -> list[str]:
    return sorted(value[0] if isinstance(value, list) else value)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    case = {"tests/queries/supply.portion/sound.toml": PORTION_CASE}
    root = lay_out(tmp_path_factory.mktemp("answers"), case)
    with chdir(root):
        answer("build --inputs inputs --warehouse warehouse")
    return root


@pytest.mark.parametrize("command", TINY)
def test_of_a_small_project(command: str, tiny: Path) -> None:
    with chdir(tiny):
        assert keys(answer(TINY[command])) == documented(command)


@pytest.mark.slow
@pytest.mark.parametrize("command", BALANCE)
def test_of_the_balance(command: str, tmp_path: Path) -> None:
    build_case("general_model", tmp_path / "warehouse")
    with chdir(tmp_path):
        assert keys(answer(BALANCE[command])) == documented(command)


@pytest.mark.slow
def test_of_a_synthetic_country(tmp_path: Path) -> None:
    line = f"synthesize {tmp_path / 'country'} --scale 0.01"
    assert keys(answer(line)) == documented("synthesize")


def test_whose_answers_are_held_here() -> None:
    """Rows of a relation have its columns; tests/postgres has a server."""
    held = {command.split()[0] for command in [*TINY, *BALANCE, "synthesize"]}
    assert set(reference.commands()) - held == {"publish", "show"}
