from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("mysql_mimic")
pytest.importorskip("pymysql")

from tests.serve.served import Served, serving
from tests.warehouse import small


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served") / "warehouse"
    small.build(folder, 1)
    return folder


@pytest.fixture
def warehouse(built: Path, tmp_path: Path) -> Path:
    """A warehouse of the small project, to build again."""
    return Path(shutil.copytree(built, tmp_path / "warehouse"))


@pytest.fixture(scope="session")
def served(built: Path) -> Iterator[Served]:
    """A server that nothing is changed in."""
    with serving(built, "--memory-limit", "200MB", "--timeout", "3") as server:
        yield server
