"""Private stays private: who may read a file, and whose rows a command shows."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from engine.build.build import build
from engine.build.request import Request
from engine.catalog.stored import read_stored
from engine.cli import app
from engine.compile.project import Project
from engine.names import Name
from tests.projects.tiny import lay_out

ALIASES = "-- Who came.\n-- @key(code)\nselect 2 * person_id as code from input.visit\n"
PERSON = "person_id,place_id,code\n100001,n,1\n100002,n,2\n100003,s,1\n"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no such modes")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay_out(
        tmp_path,
        {"queries/supply/who.sql": ALIASES, "inputs/visit.csv": PERSON},
    )


def built(root: Path) -> Path:
    build(Project(root), Request(root / "w", root / "inputs"))
    return root / "w"


def modes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout


def test_all_beside_the_public_file_is_the_owners_alone(root: Path) -> None:
    before = os.umask(0o022)
    try:
        by_file = modes(built(root))
    finally:
        os.umask(before)
    assert by_file.pop("balance.duckdb") == 0o644
    assert "work.duckdb" in by_file and set(by_file.values()) == {0o600}


def test_the_mask_of_the_process_is_as_it_was(root: Path) -> None:
    before = os.umask(0o027)
    try:
        by_file = modes(built(root))
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)
    assert by_file["balance.duckdb"] == 0o640


def test_files_that_others_could_read_are_closed(root: Path) -> None:
    folder = built(root)
    for path in folder.iterdir():
        path.chmod(0o644)
    (folder / "balance.duckdb").chmod(0o664)
    (root / "inputs/place.csv").write_text("place_id,name\nn,North\ns,South\nw,West\n")
    by_file = modes(built(root))
    assert by_file.pop("balance.duckdb") == 0o664  # whoever chose it decides
    assert set(by_file.values()) == {0o600}


def test_show_masks_persons_under_any_name(root: Path) -> None:
    folder = str(built(root))
    visits = run("show", "input.visit", "--warehouse", folder, "--json")
    assert "100001" not in visits and "…01" in visits
    who = run("show", "supply.who", "--warehouse", folder)
    assert "200002" not in who and "…02" in who


def test_rows_before_a_gate_are_shown_on_demand(root: Path) -> None:
    old = built(root)
    old.rename(root / "old")
    (root / "inputs/visit.csv").write_text(PERSON.replace("100003,s,1", "100004,n,1"))
    built(root)
    pair = (str(root / "old"), str(root / "w"), "--project", str(root))
    printed = run("diff", *pair)
    assert (
        "input.visit: other rows; it tells of persons, --private shows them" in printed
    )
    assert "supply.visited: other rows" in printed and "…04" not in printed
    private = run("diff", *pair, "--private")
    assert "supply.visited: 1 removed, 1 changed" in private and "…04" in private


def test_whatif_shows_rows_before_a_gate_on_demand(root: Path) -> None:
    folder = str(built(root))
    draft = root / "supply.visited.sql"
    text = (root / "queries/supply/visited.sql").read_text()
    draft.write_text(text.replace("count(distinct person_id)", "count(*) + 1"))
    asked = ["--query", f"supply.visited={draft}", "--warehouse", folder]
    asked += ["--relation", "supply.visited"]
    printed = run("whatif", *asked, "--project", str(root))
    assert "supply.visited: other rows" in printed and "→" not in printed
    assert "→" in run("whatif", *asked, "--project", str(root), "--private")


def test_rows_are_counted_of_published_relations_only(root: Path) -> None:
    stored = read_stored(built(root))
    assert stored[Name("balance", "verdict")].rows == 3
    for name in ("input.visit", "supply.visited", "supply.total"):
        assert stored[Name.of(name)].rows is None and stored[Name.of(name)].types
