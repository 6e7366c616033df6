"""The catalog in a browser, opened from its files."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import needs_chromium
from tests.catalog.site import browse

pytestmark = needs_chromium


def test_the_pages_open_without_a_complaint(catalog: Path) -> None:
    for path in (catalog / "index.html", catalog / "relation/balance.assessment.html"):
        for dark in (False, True):
            page, faults = browse(path, dark=dark)
            assert not faults
            assert "Which relation" in page.text or "balance.assessment" in page.text


def test_search_finds_a_column_and_leads_to_it(catalog: Path) -> None:
    page, faults = browse(catalog / "index.html", query="?q=exit_rate")
    assert not faults
    assert "found" in page.text
    options = [a for a in page.all("li") if a.get("role") == "option"]
    addresses = [str(a.get("href")) for a in page.all("a")]
    assert options
    wanted = "relation/supply.prospects.html#exit_rate"
    assert any(address.endswith(wanted) for address in addresses)


def test_search_from_a_relations_page_in_words(catalog: Path) -> None:
    start = catalog / "relation" / "supply.spell.html"
    page, _ = browse(start, query="?q=general%20tendency")
    hits = [str(a.get("href")) for a in page.all("a") if a.get("tabindex") == "-1"]
    assert "/relation/shortage." in hits[0]
    assert (start.parent / Path(hits[0].split("#")[0]).name).is_file()


def test_search_for_what_is_not_there(catalog: Path) -> None:
    page, faults = browse(catalog / "index.html", query="?q=zzzz")
    assert "0 found" in page.text and not faults
    assert not [a for a in page.all("li") if a.get("role") == "option"]


def test_a_search_without_hits_says_so_to_the_eye(
    catalog: Path, browser: Browser
) -> None:
    tab = browser.new_page()
    tab.goto(f"{(catalog / 'index.html').as_uri()}?q=zzzz")
    box = tab.locator("#count").bounding_box()
    assert box and box["height"] > 20 and box["width"] > 100
    tab.fill("#search", "exit_rate")
    box = tab.locator("#count").bounding_box()
    assert box and box["height"] <= 1  # heard only: the hits are there to be seen
    tab.close()


def test_the_picture_opens_on_the_relation(catalog: Path, browser: Browser) -> None:
    tab = browser.new_page(viewport={"width": 900, "height": 900})
    tab.goto((catalog / "relation/balance.assessment.html").as_uri())
    assert tab.evaluate(
        "(() => { const d = document.querySelector('.drawing');"
        " return d.scrollWidth > d.clientWidth })()"
    )  # else it could open on nothing else
    here = tab.locator(".drawing .here").bounding_box()
    frame = tab.locator(".drawing").bounding_box()
    assert here and frame
    assert frame["x"] <= here["x"]
    assert here["x"] + here["width"] <= frame["x"] + frame["width"]
    assert frame["y"] <= here["y"]
    assert here["y"] + here["height"] <= frame["y"] + frame["height"]
    tab.close()


@pytest.mark.parametrize(("width", "list_first"), [(390, False), (1280, True)])
def test_on_a_phone_the_text_comes_before_the_list(
    width: int, list_first: bool, catalog: Path, browser: Browser
) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 800})
    tab.goto((catalog / "relation/balance.assessment.html").as_uri())
    text, names = (tab.locator(s).bounding_box() for s in ("main", "nav"))
    assert text and names
    if list_first:  # beside it, on its left
        assert names["x"] < text["x"] and abs(names["y"] - text["y"]) < 2
    else:
        assert text["y"] + text["height"] <= names["y"] + 1
    tab.close()
