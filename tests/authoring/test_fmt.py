"""amb fmt: the house format, and no word on another line."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from engine.authoring.format import KEYWORDS, TOKEN, formatted
from engine.cli import app

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "queries").rglob("*.sql"))

CASES = {
    "keywords": ("SELECT x AS y FROM t\n", "select x as y from t\n"),
    "functions and names keep their case": (
        "SELECT Sum(X) FROM T\n",
        "select Sum(X) from T\n",
    ),
    "a name behind a dot is no keyword": (
        "select t.RIGHT from t\n",
        "select t.RIGHT from t\n",
    ),
    "strings are left alone": (
        "select 'FROM  X -- y' as s\n",
        "select 'FROM  X -- y' as s\n",
    ),
    "jinja is left alone": (
        "select {{ f( 'A',X ) }} as s\n",
        "select {{ f( 'A',X ) }} as s\n",
    ),
    "comments behind columns": (
        "select\n    x,--  the x  \n    y --the y\n",
        "select\n    x, -- the x\n    y -- the y\n",
    ),
    "leading commas": (
        "select\n    x -- the x\n    , y -- the y\n",
        "select\n    x, -- the x\n    y -- the y\n",
    ),
    "tabs and odd indents": ("select\n\tx,\n   y\n", "select\n    x,\n    y\n"),
    "indents inside brackets": (
        "with c as (\nselect x\n)\nselect x from c\n",
        "with c as (\n    select x\n)\nselect x from c\n",
    ),
    "blank lines": ("\n\nselect x\n\n\n\nfrom t\n\n", "select x\n\nfrom t\n"),
    "spaces": ("select  x ,y   from t", "select x, y from t\n"),
    "windows line ends": ("select x\r\nfrom t\r\n", "select x\nfrom t\n"),
}


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    given, wanted = CASES[name]
    assert formatted(given) == wanted
    assert formatted(wanted) == wanted


@pytest.mark.parametrize(
    "path", FILES, ids=lambda path: f"{path.parent.name}.{path.stem}"
)
def test_the_projects_files_stand_in_the_house_format(path: Path) -> None:
    text = path.read_text("utf-8")
    assert formatted(text) == text


@pytest.mark.parametrize(
    "path", FILES, ids=lambda path: f"{path.parent.name}.{path.stem}"
)
def test_what_is_mangled_is_restored(path: Path) -> None:
    text = path.read_text("utf-8")
    mangled = mangle(text, random.Random(path.name))
    assert mangled != text
    assert formatted(mangled) == text


def mangle(text: str, chance: random.Random) -> str:
    """Other letter cases, spaces and blank lines, inside code alone."""
    pieces: list[str] = []
    line_start = True
    for match in TOKEN.finditer(text):
        kind, piece = match.lastgroup, match[0]
        behind_dot = bool(pieces) and pieces[-1] == "."
        if kind == "word" and piece in KEYWORDS and not behind_dot:
            piece = chance.choice([piece, piece.upper(), piece.title()])
        elif kind == "newline":
            piece = chance.choice(["", "  ", "\t"]) + piece
        elif kind == "space" and line_start:
            piece = chance.choice([piece, piece.replace("    ", "\t")])
        elif kind == "space":
            piece = piece * chance.choice([1, 2])
        elif kind == "comment" and not re.match("--  ", piece):
            behind = bool(pieces) and bool("".join(pieces).split("\n")[-1].strip())
            starts = ["-- ", "--", "--   "] if behind else ["-- ", "--"]
            piece = re.sub(r"^-- ", chance.choice(starts), piece)
        pieces.append(piece)
        line_start = kind == "newline"
    return "\n" + "".join(pieces) + chance.choice(["", "\n\n"])


def test_command_changes_files_and_check_does_not(tmp_path: Path) -> None:
    for folder in ("queries/out", "macros"):
        (tmp_path / folder).mkdir(parents=True)
    path = tmp_path / "queries/out/t.sql"
    path.write_text("SELECT 1 AS x\n", "utf-8")
    where = ["--project", str(tmp_path)]
    check = CliRunner().invoke(app, ["fmt", "--check", *where])
    assert check.exit_code == 1 and "+select 1 as x" in check.stdout
    assert path.read_text("utf-8") == "SELECT 1 AS x\n"
    assert CliRunner().invoke(app, ["fmt", *where]).exit_code == 0
    assert path.read_text("utf-8") == "select 1 as x\n"
    assert CliRunner().invoke(app, ["fmt", "--check", *where]).exit_code == 0
