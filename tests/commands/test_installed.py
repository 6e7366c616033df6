"""A wheel in an environment of its own: nothing writes into the installed package, and
its user owns a project."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
AMB = [sys.executable, "-c", "from engine.cli import program; program()"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the wheel is installed in, without what it depends on."""
    folder = tmp_path_factory.mktemp("wheel")
    built = ["wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run([*PIP, *built], check=True)
    [wheel] = folder.glob("*.whl")
    installed = ["install", "--no-deps", "--target", str(folder / "site"), str(wheel)]
    subprocess.run([*PIP, *installed], check=True)
    return folder / "site"


def amb(site: Path, here: Path, words: str) -> subprocess.CompletedProcess[str]:
    environment: Mapping[str, str] = {**os.environ, "PYTHONPATH": str(site)}
    return subprocess.run(
        [*AMB, *words.split()],
        cwd=here,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "words", ["new balance.mine", "fmt", "test --record supply.prospects"]
)
def test_nothing_writes_into_the_package(
    words: str, site: Path, tmp_path: Path
) -> None:
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*.sql")}
    ended = amb(site, tmp_path, words)
    assert ended.returncode == 2 and "amb init DIR" in ended.stderr
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*.sql")} == before


def test_a_project_of_ones_own(site: Path, tmp_path: Path) -> None:
    assert amb(site, tmp_path, "init mine").returncode == 0
    mine = tmp_path / "mine"
    assert (mine / "queries/project.toml").is_file()
    assert list((mine / "tests/queries").rglob("*.toml"))
    assert amb(site, mine, "new balance.mine").returncode == 0
    assert (mine / "queries/balance/mine.sql").is_file()
    tested = amb(site, mine, "test supply.prospects")
    assert tested.returncode == 0 and "0 failed" in tested.stderr
    again = amb(site, tmp_path, "init mine")
    assert again.returncode == 2 and "nothing was written" in again.stderr


def test_a_project_without_cases_does_not_pass(site: Path, tmp_path: Path) -> None:
    amb(site, tmp_path, "init bare")
    for path in sorted((tmp_path / "bare/tests").rglob("*.toml")):
        path.unlink()
    ended = amb(site, tmp_path / "bare", "test")
    assert ended.returncode == 2 and "has no case" in ended.stderr


def test_the_version_and_the_types_are_there(site: Path, tmp_path: Path) -> None:
    from engine import __version__

    assert amb(site, tmp_path, "--version").stdout.strip() == __version__
    assert (site / "engine/py.typed").is_file()
