"""The catalog under test."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.build.build import build
from engine.build.request import Request
from engine.catalog.site import write_catalog
from engine.compile.project import Project
from tests.catalog.site import ROOT
from tests.projects.small_country import write_country


@pytest.fixture(scope="session")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog with the row counts of a small country's warehouse."""
    folder = tmp_path_factory.mktemp("catalog")
    inputs = write_country(folder / "inputs")
    project = Project(ROOT)
    build(project, Request(folder / "warehouse", inputs))
    write_catalog(project.compile(), folder / "warehouse", folder / "site")
    return folder / "site"
