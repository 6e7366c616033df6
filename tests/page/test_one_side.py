"""Countries of which one side of the balance is known, as the real inputs are."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from engine.build.build import build
from engine.build.request import Request
from engine.compile.project import Project
from engine.page.write import write_page
from tests.browser import needs_chromium
from tests.harness import ROOT
from tests.page.tab import Tab
from tests.projects.page_country import write_country

SUPPLY = ("unemployment_spell", "job_target", "employment")
DEMAND = ("recruitment_survey", "recruitment")
VIEWS = ("overview", "title/T01", "shortage", "changes", "thresholds", "method", "data")


def page_of(folder: Path, kept: tuple[str, ...]) -> Path:
    """The page of a country with these tables beside regions and titles."""
    inputs = write_country(folder / "inputs", outlines=None)
    for path in inputs.iterdir():
        if path.stem not in (*kept, "region", "occupation"):
            path.unlink()
    build(Project(ROOT), Request(folder / "warehouse", inputs))
    write_page(folder / "warehouse", folder / "balance.html")
    return folder / "balance.html"


@pytest.fixture(scope="module")
def supply(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return page_of(tmp_path_factory.mktemp("supply"), SUPPLY)


@pytest.fixture(scope="module")
def demand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return page_of(tmp_path_factory.mktemp("demand"), DEMAND)


def opened(browser: Browser, file: Path, address: str) -> tuple[str, str]:
    """The heading and the text of a view, which must open without a complaint."""
    tab = Tab(browser, file).go(address)
    shown = tab.heading, tab.text
    tab.close()
    assert tab.complaints == [] and tab.requests == []
    return shown


@needs_chromium
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens(
    browser: Browser, supply: Path, demand: Path, view: str
) -> None:
    for file in (supply, demand):
        heading, text = opened(browser, file, f"#/en///{view}")
        assert heading and "undefined" not in text and "NaN" not in text
        assert "null" not in text


@needs_chromium
def test_supply_alone_says_what_is_missing(browser: Browser, supply: Path) -> None:
    heading, text = opened(browser, supply, "#/en/2025H2/DK/overview")
    assert "titles have good prospects" in heading
    assert "so there are no shortage rates and no categories" in text
    assert "Exit rate" in text and "Paradox" not in text
    _, listed = opened(browser, supply, "#/en/2025H2/DK/shortage")
    assert "Only one side of the balance is shown" in listed


@needs_chromium
def test_demand_alone_says_what_is_missing(browser: Browser, demand: Path) -> None:
    heading, text = opened(browser, demand, "#/da/2025H2/DK/overview")
    assert "stillinger mangler arbejdskraft" in heading
    assert "derfor ingen afgangsrater og ingen kategorier" in text
    assert "Afgangsrate" not in text and "Paradoks" not in text
    _, listed = opened(browser, demand, "#/da/2025H2/DK/shortage")
    assert "stillinger på listen" in listed


@needs_chromium
def test_without_outlines_bars_take_the_maps_place(
    browser: Browser, demand: Path
) -> None:
    tab = Tab(browser, demand).go("#/en/2025H2/DK/overview")
    assert tab.find(".map").count() == 0
    assert tab.find(".bars li").count() == 4
    tab.close()
