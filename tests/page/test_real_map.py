"""The map of Denmark's real outlines, read from a GeoJSON file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser

from engine.build.build import build
from engine.build.request import Request
from engine.compile.project import Project
from engine.page.write import write_page
from tests.browser import needs_chromium
from tests.harness import ROOT
from tests.page.tab import Tab
from tests.projects.page_country import Names, write_country
from tests.real import REAL, needs_real_data

pytestmark = [needs_chromium, needs_real_data]
REGIONS: Names = {
    "1081": ("Region Nordjylland", "North Denmark Region"),
    "1082": ("Region Midtjylland", "Central Denmark Region"),
    "1083": ("Region Syddanmark", "Region of Southern Denmark"),
    "1084": ("Region Hovedstaden", "Capital Region of Denmark"),
    "1085": ("Region Sjælland", "Region Zealand"),
}


def write_outlines(folder: Path) -> None:
    """The outlines with the property that the input table has: the region."""
    content = json.loads((REAL / "geo" / "regioner.geojson").read_text("utf-8"))
    for feature in content["features"]:
        feature["properties"] = {"region_id": feature["properties"]["kode"]}
    (folder / "region_outline.geojson").write_text(json.dumps(content), "utf-8")


@pytest.fixture(scope="module")
def denmark(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("denmark")
    inputs = write_country(folder / "inputs", outlines=None, regions=REGIONS)
    write_outlines(inputs)
    build(Project(ROOT), Request(folder / "warehouse", inputs))
    write_page(folder / "warehouse", folder / "balance.html")
    return folder


@pytest.fixture
def tab(browser: Browser, denmark: Path) -> Iterator[Tab]:
    opened = Tab(browser, denmark / "balance.html")
    yield opened
    opened.close()
    assert opened.complaints == [] and opened.requests == []


def test_every_region_has_its_public_share(tab: Tab, denmark: Path) -> None:
    file = str(denmark / "warehouse" / "balance.duckdb")
    with duckdb.connect(file, read_only=True) as connection:
        expected = connection.execute(
            "select name_en || ': ' || round(100 * count_if(in_shortage) / count(*)) "
            "|| '% (' || count_if(in_shortage) || ' of ' || count(*) || ')' "
            "from balance.assessment inner join reference.region using (region_id) "
            "where period = '2025H2' and category is not null and not is_country "
            "group by name_en"
        ).fetchall()
    assert len(expected) == len(REGIONS)
    tab.go("#/en/2025H2/DK/overview")
    shown = tab.page.evaluate(
        "[...document.querySelectorAll('.map a')].map(a => a.ariaLabel)"
    )
    assert sorted(shown) == sorted(label.replace(".0%", "%") for (label,) in expected)
    assert tab.find(".map text").count() == len(REGIONS)
    assert tab.find(".map .frame").count() == 1, "Bornholm stands in a frame"


def test_the_regions_lie_as_they_do(tab: Tab) -> None:
    tab.go("#/da/2025H2/DK/overview")
    boxes = {
        region: tab.find(f".map a[href*='/{region}/'] path").bounding_box()
        for region in REGIONS
    }
    north, middle, south, capital, zealand = (boxes[region] for region in REGIONS)
    assert north and middle and south and capital and zealand
    assert north["y"] < middle["y"] < south["y"]
    assert max(north["x"], middle["x"], south["x"]) < zealand["x"]
    assert capital["y"] < zealand["y"]


def test_the_map_by_keyboard_on_a_phone(browser: Browser, denmark: Path) -> None:
    tab = Tab(browser, denmark / "balance.html", (320, 800))
    tab.go("#/da/2025H2/1081/overview")
    tab.find(".map a[tabindex='0']").focus()
    tab.page.keyboard.press("ArrowDown")
    tab.page.keyboard.press("Enter")
    tab.until("location.hash.includes('/1082/')")
    tab.drawn()
    assert tab.heading.startswith("Region Midtjylland, 2. halvår 2025: ")
    assert tab.width <= 320 and tab.barriers == []
    tab.close()
