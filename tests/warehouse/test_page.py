"""The page on connecting: its Python runs, and the URI it gives to Superset too."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.warehouse.small import ROOT

PAGE = (ROOT / "warehouse" / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
PACKAGES = ("sqlalchemy", "duckdb_engine", "adbc_driver_manager", "pandas")


@pytest.fixture(scope="module")
def folder(balance: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the public file where the page has it."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "warehouse").symlink_to(balance.parent, target_is_directory=True)
    return folder


@pytest.mark.parametrize("block", BLOCKS)
def test_python_block(block: str, folder: Path) -> None:
    for package in PACKAGES:
        pytest.importorskip(package)
    ended = subprocess.run(
        [sys.executable, "-c", block],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip()


def test_there_are_blocks() -> None:
    assert len(BLOCKS) == 3


def test_the_uri_for_superset(balance: Path) -> None:
    pytest.importorskip("duckdb_engine")
    from sqlalchemy import create_engine, text

    found = re.search(r"`duckdb:////…/balance.duckdb(\?\S+)`", PAGE)
    assert found
    engine = create_engine(f"duckdb:///{balance}{found[1]}")
    with engine.connect() as connection:
        count = text("select count(*) from balance.assessment")
        assert connection.execute(count).scalar()
        with pytest.raises(Exception, match="read-only"):
            connection.execute(text("create table mine as select 1"))
    engine.dispose()
