from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from filelock import FileLock

from tests.built import build_case
from tests.projects import factor as small

PATIENCE = 300  # seconds; npm waits for ever where there is no network
NODE_CLIENT = "@duckdb/node-api"


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


@pytest.fixture(scope="session")
def node_client(pytestconfig: pytest.Config) -> Path:
    """A folder whose scripts find Node's client; skips where it cannot be had."""
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        pytest.skip("no npm here")
    assert pytestconfig.cache
    folder = pytestconfig.cache.mkdir("node")
    with FileLock(folder / ".lock"):
        if not (folder / "node_modules" / NODE_CLIENT).is_dir():
            quiet = ["--no-audit", "--no-fund", "--prefix", "."]
            try:
                subprocess.run(
                    [npm, "install", *quiet, NODE_CLIENT],
                    cwd=folder,
                    capture_output=True,
                    text=True,
                    check=True,
                    timeout=PATIENCE,
                )
            except subprocess.SubprocessError as error:
                pytest.skip(f"{NODE_CLIENT} cannot be had here: {error}")
    return folder
