from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.built import build_case
from tests.warehouse import small


@pytest.fixture(scope="session")
def first_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("first") / "warehouse"
    small.build(folder, 1)
    return folder


@pytest.fixture
def warehouse(first_build: Path, tmp_path: Path) -> Path:
    """A warehouse of the small project, built with the factor 1."""
    return Path(shutil.copytree(first_build, tmp_path / "warehouse"))


@pytest.fixture(scope="session")
def balance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public file of a hand-worked case."""
    folder = tmp_path_factory.mktemp("balance") / "warehouse"
    return build_case("basis_6", folder) / small.PUBLIC
