"""The catalog in a browser, opened from its files."""

from __future__ import annotations

from pathlib import Path

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
    found = [str(a.get("href")) for a in page.all("a") if a.get("tabindex") == "-1"]
    assert "/relation/shortage." in found[0]
    assert (start.parent / Path(found[0].split("#")[0]).name).is_file()


def test_search_for_what_is_not_there(catalog: Path) -> None:
    page, faults = browse(catalog / "index.html", query="?q=zzzz")
    assert "0 found" in page.text and not faults
    assert not [a for a in page.all("li") if a.get("role") == "option"]
