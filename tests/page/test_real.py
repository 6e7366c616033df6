"""The page of real figures: Argentina, of which the supply side alone is known, and
France with 18 regions, of which the demand side alone is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
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
from tests.real import REAL, needs_real_data

pytestmark = [needs_chromium, needs_real_data]
LANGUAGES = ("da", "en")
WIDE, NARROW = (1280, 900), (320, 800)
RATE = """
    select
        occupation_id,
        case when {rate} is null then 'not shown'
            else format('{{:.1f}}%', round(1000 * {rate}) / 10) end,
        case when {other} is null then 'not shown' else {shown} end
    from balance.assessment
    where region_id = ?
"""
SHORTAGE = RATE.format(
    rate="shortage_rate",
    other="shortage_rate_low",
    shown="format('{:.1f}–{:.1f}%', round(1000 * shortage_rate_low) / 10, "
    "round(1000 * shortage_rate_high) / 10)",
)
EXIT = RATE.format(
    rate="exit_rate",
    other="unemployment_ratio",
    shown="format('{:.1f}%', round(1000 * unemployment_ratio) / 10)",
)
SHARES = """
    select
        name_en,
        count_if({verdict}) || ' of ' || count({verdict})
    from balance.assessment
    inner join reference.region using (region_id)
    group by all
"""


@dataclass(frozen=True)
class Country:
    """A folder of real figures, what its page must say is missing in Danish and
    English, and what no view of it may mention."""

    folder: str
    verdict: str
    figures: str
    title: str
    region: str
    missing: tuple[str, str]
    unknown: tuple[str, str]


ARGENTINA = Country(
    folder="argentina",
    verdict="good_prospects",
    figures=EXIT,
    title="72",
    region="40",
    missing=(
        "derfor ingen mangelrater og ingen kategorier",
        "so there are no shortage rates and no categories",
    ),
    unknown=("Positivlister", "Positive lists"),
)
FRANCE = Country(
    folder="france",
    verdict="in_shortage",
    figures=SHORTAGE,
    title="S2X61",
    region="84",
    missing=(
        "derfor ingen afgangsrater og ingen kategorier",
        "so there are no exit rates and no categories",
    ),
    unknown=("Jobparate ledige", "Job-ready unemployed"),
)


@dataclass(frozen=True)
class Opened:
    """A country's page and its public file."""

    country: Country
    page: Path
    public: Path

    def rows(self, sql: str, *values: str) -> list[tuple[str, ...]]:
        with duckdb.connect(str(self.public), read_only=True) as connection:
            return connection.execute(sql, values).fetchall()

    @property
    def views(self) -> tuple[str, ...]:
        title = f"title/{self.country.title}"
        return (
            *("/overview", f"{self.country.region}/overview", f"/{title}"),
            *(f"{self.country.region}/{title}", "/shortage", "/changes"),
            *("/thresholds", "/method", "/data"),
        )


@pytest.fixture(scope="module", params=(ARGENTINA, FRANCE), ids=lambda one: one.folder)
def real(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Opened:
    country: Country = request.param
    folder = tmp_path_factory.mktemp(country.folder)
    public = build(Project(ROOT), Request(folder, REAL / country.folder)).public
    write_page(folder, folder / "balance.html")
    return Opened(country, folder / "balance.html", public)


@pytest.fixture
def tab(browser: Browser, real: Opened) -> Iterator[Tab]:
    opened = Tab(browser, real.page)
    yield opened
    opened.close()
    assert opened.complaints == []
    assert opened.requests == []


@pytest.mark.parametrize(("language", "size"), [("da", WIDE), ("en", NARROW)])
def test_every_view_opens_for_everyone(
    browser: Browser, real: Opened, language: str, size: tuple[int, int]
) -> None:
    tab = Tab(browser, real.page, size)
    for view in real.views:
        tab.go(f"#/{language}//{view}")
        for word in ("undefined", "NaN", "null", "Infinity"):
            assert word not in tab.text, view
        assert tab.barriers == [], view
        assert tab.width <= size[0], view
    tab.close()
    assert tab.complaints == [] and tab.requests == []


def test_danish_fits_a_phone(browser: Browser, real: Opened) -> None:
    tab = Tab(browser, real.page, NARROW)
    for view in real.views:
        tab.go(f"#/da//{view}")
        assert tab.width <= NARROW[0], view
    tab.close()


def test_it_says_which_side_is_missing(tab: Tab, real: Opened) -> None:
    country = real.country
    for number, language in enumerate(LANGUAGES):
        for view in ("overview", f"title/{country.title}", "thresholds", "method"):
            tab.go(f"#/{language}///{view}")
            assert country.missing[number] in tab.text, view
        tab.go(f"#/{language}///title/{country.title}")
        assert country.unknown[number] not in tab.text
    tab.go("#/da///shortage")
    listed = tab.find("table.titles tbody tr").count()
    assert (country.missing[0] in tab.text) == (listed == 0)


def test_the_list_is_the_public_one(tab: Tab, real: Opened) -> None:
    for region in ("DK", real.country.region):
        expected = real.rows(real.country.figures, region)
        tab.go(f"#/en//{region}/overview?all")
        shown = dict(
            tab.page.evaluate(
                "[...document.querySelectorAll('table.titles tbody tr')].map(row => "
                "[row.querySelector('a').href.split('/').pop().split('?')[0], "
                "row.innerText])"
            )
        )
        assert shown.keys() == {title for title, _, _ in expected}
        for title, rate, more in expected:
            figures = re.findall(r"[\d.]+–[\d.]+%|[\d.]+%|not shown", shown[title])
            assert figures[:2] == [rate, more], title


def test_a_long_list_begins_with_forty_and_goes_on(tab: Tab, real: Opened) -> None:
    titles = len(real.rows(real.country.figures, "DK"))
    rows = tab.go("#/en///overview").find("table.titles tbody tr")
    assert rows.count() == 40 < titles
    tab.page.click("[data-all]")
    tab.until(f"document.querySelectorAll('.titles tbody tr').length === {titles}")
    first = rows.nth(40).locator("a").get_attribute("href")
    tab.until(f"document.activeElement.getAttribute('href') === {first!r}")


def test_the_shortage_list_prints_whole(tab: Tab, real: Opened) -> None:
    sql = "select count(*) from balance.assessment where region_id = 'DK' and "
    ((lacking,),) = real.rows(sql + "in_shortage")
    rows = tab.go("#/en///shortage").find("table.titles tbody tr")
    assert rows.count() == min(40, int(lacking))
    tab.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert rows.count() == int(lacking)


def test_areas_are_bars_with_the_public_shares(tab: Tab, real: Opened) -> None:
    expected = real.rows(SHARES.format(verdict=real.country.verdict))
    tab.go("#/en///overview")
    shown = tab.find(".bars li").all_inner_texts()
    assert tab.find(".map").count() == 0
    assert len(shown) == len(expected)
    for name, share in expected:
        (row,) = (text for text in shown if text.startswith(name))
        assert row.endswith(share), name


def test_a_title_has_every_area_and_two_pages_of_paper(tab: Tab, real: Opened) -> None:
    country = real.country
    tab.go(f"#/en//{country.region}/title/{country.title}")
    areas = tab.find(".areas-of-title tbody tr").all_inner_texts()
    names = [name for (name,) in real.rows("select name_en from reference.region")]
    assert sorted(text.split("\n")[0].split("\t")[0] for text in areas) == sorted(names)
    for region in ("DK", country.region):
        (rate,) = (
            rate
            for title, rate, _ in real.rows(country.figures, region)
            if title == country.title
        )
        tab.go(f"#/en//{region}/title/{country.title}")
        assert rate in tab.find("tr.current").inner_text()
    printed = tab.page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) <= 2
