"""The page on connecting: its blocks of code and its commands run as they stand."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from tests.cases import FOLDER as CASES
from tests.projects.factor import ROOT

PAGE = (ROOT / "warehouse" / "README.md").read_text("utf-8")
AMB = [sys.executable, "-c", "from engine.cli import program; program()"]
EXPORTS = re.findall(r"`amb (export (?!RELATION)[^`]+)`", PAGE)
PACKAGES = ("sqlalchemy", "duckdb_engine", "adbc_driver_manager", "pandas")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def run(command: Sequence[str], folder: Path) -> str:
    """What the command prints."""
    ended = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def folder(balance: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the public file where the page has it, beside the queries."""
    folder = tmp_path_factory.mktemp("page")
    for name in ("queries", "macros"):
        (folder / name).symlink_to(ROOT / name, target_is_directory=True)
    (folder / "warehouse").symlink_to(balance.parent, target_is_directory=True)
    (folder / "inputs").symlink_to(CASES / "basis_6", target_is_directory=True)
    return folder


@pytest.fixture(scope="module")
def exported(folder: Path) -> Path:
    """The same folder after the page's commands that export."""
    for command in EXPORTS:
        run([*AMB, *command.split()], folder)
    return folder


def test_nothing_of_the_page_is_missed() -> None:
    counts = {name: len(blocks(name)) for name in ("python", "js", "r", "sql")}
    assert counts == {"python": 6, "js": 1, "r": 3, "sql": 1}
    assert len(EXPORTS) == 3


def test_links_within_the_page_lead_somewhere() -> None:
    titles = re.findall(r"^## (.*)$", PAGE, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", t).lower().replace(" ", "-") for t in titles}
    links = re.findall(r"\]\(#(.*?)\)", PAGE)
    assert links and set(links) <= anchors


def test_exports(exported: Path) -> None:
    endings = {file.suffix for file in exported.iterdir() if file.is_file()}
    assert endings == {".csv", ".parquet", ".xlsx"}


@pytest.mark.parametrize("block", blocks("python"))
def test_python(block: str, folder: Path) -> None:
    for package in PACKAGES:
        pytest.importorskip(package)
    assert run([sys.executable, "-c", block], folder).strip()


@pytest.mark.parametrize("block", blocks("sql"))
def test_sql(block: str, balance: Path) -> None:
    with duckdb.connect(str(balance), read_only=True) as connection:
        assert connection.execute(block).fetchall()


@pytest.mark.parametrize("block", blocks("js"))
def test_node(block: str, folder: Path, node_client: Path) -> None:
    script = node_client / "page.mjs"
    script.write_text(block, "utf-8")
    assert "period" in run(["node", str(script)], folder)


@pytest.mark.parametrize("block", blocks("r"))
def test_r(block: str, exported: Path) -> None:
    rscript = shutil.which("Rscript")
    if not rscript:
        pytest.skip("no R here")
    if "system2" in block and not shutil.which("duckdb"):
        pytest.skip("no DuckDB shell here")
    for package in re.findall(r"library\((\w+)\)", block):
        if subprocess.run([rscript, "-e", f"find.package('{package}')"]).returncode:
            pytest.skip(f"R has no package {package} here")
    run([rscript, "-e", block], exported)


def test_the_uri_for_superset(balance: Path) -> None:
    pytest.importorskip("duckdb_engine")
    from sqlalchemy import create_engine, text

    uri = re.search(r"`duckdb:////…/balance.duckdb(\?\S+)`", PAGE)
    assert uri
    engine = create_engine(f"duckdb:///{balance}{uri[1]}")
    with engine.connect() as connection:
        count = text("select count(*) from balance.assessment")
        assert connection.execute(count).scalar()
        with pytest.raises(Exception, match="read-only"):
            connection.execute(text("create table mine as select 1"))
    engine.dispose()
