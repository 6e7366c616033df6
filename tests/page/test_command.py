"""amb page, and what amb build says of it."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from engine.cli import app


def amb(*arguments: str) -> tuple[int, str, str]:
    """The exit code, standard output and standard error."""
    ended = CliRunner().invoke(app, arguments)
    return ended.exit_code, ended.stdout, ended.stderr


def test_the_page_is_written_and_told(warehouse: Path, tmp_path: Path) -> None:
    file = tmp_path / "balance.html"
    code, out, err = amb("page", str(file), "--warehouse", str(warehouse))
    assert (code, out) == (0, f"{file}\n")
    assert "one file" in err and file.read_text("utf-8").startswith("<!doctype html>")


def test_the_answer_for_a_program(warehouse: Path, tmp_path: Path) -> None:
    file = tmp_path / "balance.html"
    given = ["page", str(file), "--warehouse", str(warehouse), "--json"]
    code, out, _ = amb(*given)
    answer = json.loads(out)
    assert code == 0
    assert answer == {"files": [str(file)], "bytes": file.stat().st_size}


def test_a_build_says_how_to_get_the_page(warehouse: Path) -> None:
    inputs = warehouse.parent / "inputs"
    code, _, err = amb("build", "--inputs", str(inputs), "--warehouse", str(warehouse))
    assert code == 0
    assert f"amb page balance.html --warehouse {warehouse}" in err
