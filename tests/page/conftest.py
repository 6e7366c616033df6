"""A small country's page, and a tab that opens it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser

from engine.build.build import build
from engine.build.request import Request
from engine.compile.project import Project
from engine.page.write import write_page
from tests.harness import ROOT
from tests.page.tab import Tab
from tests.projects.page_country import write_country


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    inputs = write_country(folder / "inputs")
    build(Project(ROOT), Request(folder / "warehouse", inputs))
    return folder / "warehouse"


@pytest.fixture(scope="session")
def page_file(warehouse: Path) -> Path:
    file = warehouse.parent / "balance.html"
    write_page(warehouse, file)
    return file


@pytest.fixture(scope="session")
def public(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The public file, what the page must equal."""
    file = str(warehouse / "balance.duckdb")
    with duckdb.connect(file, read_only=True) as connection:
        yield connection


@pytest.fixture
def tab(browser: Browser, page_file: Path) -> Iterator[Tab]:
    """The page in a tab, which must end without a complaint or a request."""
    opened = Tab(browser, page_file)
    yield opened
    opened.close()
    assert opened.complaints == []
    assert opened.requests == []
