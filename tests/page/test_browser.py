"""The page in a browser: what it shows, where its links lead, what the keys do."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser

from engine.page.write import write_page
from tests.browser import needs_chromium
from tests.page.tab import Tab
from tests.projects.page_country import REGIONS, TITLES

pytestmark = needs_chromium
VIEWS = (
    "overview",
    "overview?field=1&show=shortage&sure=close&sort=title&all",
    "title/T01",
    "title/T18",
    "title/no_such_title",
    "shortage",
    "changes",
    "changes/good/shortage",
    "thresholds",
    "method",
    "data",
)
FIGURES = """
    select
        coalesce(category.label_en, 'Not assessed'),
        case when shortage_rate is null then 'not shown'
            else format('{:.1f}%', round(1000 * shortage_rate) / 10) end,
        format(
            '{:.1f}–{:.1f}%',
            round(1000 * shortage_rate_low) / 10, round(1000 * shortage_rate_high) / 10
        ),
        case when unemployed is null then 'not shown' else unemployed::text end,
        coalesce(format('{:,}', round(full_time_employees)::bigint), 'not shown'),
        coalesce(answers::text, 'not shown')
    from balance.assessment as cell
    left join reference.category as category on cell.category = category.category
    where period = ? and region_id = ? and occupation_id = ?
"""


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_opens_alone_in_both_languages(tab: Tab, view: str) -> None:
    for language in ("da", "en"):
        tab.go(f"#/{language}/2025H2/n/{view}")
        assert tab.heading
        assert tab.page.evaluate("document.documentElement.lang") == language
        assert tab.page.title().startswith(tab.heading.split("\n")[0])


def test_without_an_address_the_country_newest_in_danish(tab: Tab) -> None:
    tab.go()
    assert tab.heading.startswith("Hele landet, 2. halvår 2025: ")


def test_it_opens_in_the_language_it_was_written_for(
    browser: Browser, warehouse: Path, tmp_path: Path
) -> None:
    file = tmp_path / "balance.html"
    write_page(warehouse, file, language="en")
    opened = Tab(browser, file).go()
    assert opened.heading.startswith("The whole country, ")
    assert opened.go("#/da").heading.startswith("Hele landet, ")
    opened.close()


@pytest.mark.parametrize(
    ("period", "region"), list(product(("2024H2", "2025H2"), ("DK", "o")))
)
def test_figures_of_a_title_are_the_public_ones(
    tab: Tab, public: duckdb.DuckDBPyConnection, period: str, region: str
) -> None:
    for number in (1, 9, 13, 18):
        title = f"T{number:02}"
        row = public.execute(FIGURES, [period, region, title]).fetchone()
        assert row is not None
        category, rate, interval, unemployed, employees, answers = row
        tab.go(f"#/en/{period}/{region}/title/{title}")
        assert tab.find(".verdict strong").inner_text() == category
        current = tab.find("tr.current").inner_text()
        assert rate in current
        assert interval is None or interval in current
        facts = tab.find(".facts").inner_text()
        for name, value in (
            ("Job-ready unemployed", unemployed),
            ("Employees (full-time equivalents)", employees),
            ("Answers from employers", answers),
        ):
            assert re.search(rf"{re.escape(name)}\s+{value}\b", facts), (name, facts)


def test_the_story_is_the_published_one(
    tab: Tab, public: duckdb.DuckDBPyConnection
) -> None:
    for language, title in product(("da", "en"), ("T01", "T18")):
        published = public.execute(
            "select explanation from balance.explanation where period = '2025H2' and "
            "region_id = 's' and occupation_id = ? and language = ? and step > 1 "
            "order by step",
            [title, language],
        ).fetchall()
        tab.go(f"#/{language}/2025H2/s/title/{title}")
        shown = tab.find(".story span").all_inner_texts()
        assert shown == [text for (text,) in published] and shown


def test_the_list_is_the_public_one(
    tab: Tab, public: duckdb.DuckDBPyConnection
) -> None:
    tab.go("#/en/2025H2/s/overview?sort=shortage")
    expected = public.execute(
        "select coalesce(title_en, title_da), "
        "format('{:.1f}%', round(1000 * shortage_rate) / 10) "
        "from balance.assessment join reference.occupation using (occupation_id) "
        "where period = '2025H2' and region_id = 's' "
        "order by round(1000 * shortage_rate) desc nulls last"
    ).fetchall()
    rows = tab.find("table.titles tbody tr").all_inner_texts()
    assert len(rows) == len(expected) == len(TITLES)
    shown = {row.split("\n")[0].split("\t")[0]: row for row in rows}
    for title, rate in expected:
        assert (rate or "not shown") in shown[title]


def test_counts_are_the_public_ones(
    tab: Tab, public: duckdb.DuckDBPyConnection
) -> None:
    for region in ("DK", *REGIONS):
        counts = public.execute(
            "select coalesce(label_en, 'not assessed'), occupations "
            "from balance.category_count left join reference.category "
            "using (category) where period = '2025H1' and region_id = ?",
            [region],
        ).fetchall()
        tab.go(f"#/en/2025H1/{region}/overview")
        legend = tab.find(".legend").inner_text().replace("\n", " ")
        for label, count in counts:
            pair = (count, label) if label == "not assessed" else (label, count)
            assert re.search(rf"{pair[0]}\s+{pair[1]}\b", legend), (pair, legend)


def test_changes_are_the_public_ones(
    tab: Tab, public: duckdb.DuckDBPyConnection
) -> None:
    moved = public.execute(
        "select count(*) from balance.transition "
        "where period = '2025H2' and region_id = 'DK'"
    ).fetchone()
    assert moved is not None
    tab.go("#/en/2025H2/DK/changes")
    assert tab.find(".lead").inner_text().startswith(f"{moved[0]} of {len(TITLES)} ")
    entered = public.execute(
        "select title_en from balance.transition as change "
        "join reference.occupation using (occupation_id) "
        "where period = '2025H2' and region_id = 'DK' "
        "and category in ('shortage', 'paradox') "
        "and coalesce(previous_category, 'none') not in ('shortage', 'paradox')"
    ).fetchall()
    tab.go("#/en/2025H2/DK/shortage")
    new = tab.find("section:has(h2:has-text('New:'))")
    shown = new.locator("tbody th a").all_inner_texts() if entered else []
    assert sorted(shown) == sorted(title for (title,) in entered)


def test_what_is_withheld_is_not_shown(
    tab: Tab, public: duckdb.DuckDBPyConnection
) -> None:
    hidden = public.execute(
        "select period, region_id, occupation_id from balance.assessment "
        "where unemployed is null and region_id <> 'DK' order by all limit 3"
    ).fetchall()
    assert hidden
    for period, region, title in hidden:
        tab.go(f"#/en/{period}/{region}/title/{title}")
        facts = tab.find(".facts").inner_text()
        assert re.search(r"Job-ready unemployed\s+not shown", facts)


def test_thresholds_are_the_public_ones(
    tab: Tab, public: duckdb.DuckDBPyConnection
) -> None:
    expected = public.execute(
        "select occupations_changed from balance.sensitivity where period = '2025H2' "
        "and region_id = 'n' order by exit_threshold, shortage_threshold"
    ).fetchall()
    tab.go("#/en/2025H2/n/thresholds")
    shown = [int(text.split()[0]) for text in tab.find(".heat td").all_inner_texts()]
    assert shown == [value for (value,) in expected]


def test_a_link_carries_area_half_year_and_language(tab: Tab) -> None:
    tab.go("#/en/2025H1/s/shortage")
    tab.page.select_option("#area", label="North")
    tab.drawn()
    tab.page.select_option("#period", label="Half-year 2, 2024")
    tab.drawn()
    tab.page.click("#languages a[lang=da]")
    tab.drawn()
    assert tab.address == "#/da/2024H2/n/shortage"
    heading = tab.heading
    tab.go(tab.address)
    assert tab.heading == heading == "Mangellisten: Nord, 2. halvår 2024"
    tab.page.go_back()


def test_filters_stand_in_the_address(tab: Tab) -> None:
    tab.go("#/en/2025H2/DK/overview")
    tab.page.select_option("#field", label="Teaching")
    tab.drawn()
    tab.page.click("[data-sort=title]")
    tab.drawn()
    tab.page.click("[data-class='2']")
    tab.drawn()
    rows = tab.find("table.titles tbody tr").count()
    address = tab.address
    assert "field=" in address and "sort=title" in address and "show=" in address
    tab.go(address)
    assert tab.find("table.titles tbody tr").count() == rows
    assert tab.heading.startswith("The whole country, Teaching, ")


SEARCHES = {
    "lærer": {"Folkeskolelærer", "Gymnasielærer", "Lærervikar"},
    "LAERER": {"Folkeskolelærer", "Gymnasielærer", "Lærervikar"},
    "chauffør": {"Chauffør", "Buschauffør", "Lastbilchauffør"},
    "chauffoer": {"Chauffør", "Buschauffør", "Lastbilchauffør"},
    "smed": {"Smed", "Klejnsmed"},
    "sygeplerske": {"Sygeplejerske", "Hjemmesygeplejerske"},
    "nurse": {"Sygeplejerske", "Hjemmesygeplejerske"},
    "aale": {"Åleopdrætter"},
    "2341": {"Folkeskolelærer", "Lærervikar"},
    "transport": {"Lastbilchauffør", "Buschauffør", "Chauffør", "Havnearbejder"},
    "håndværk tøm": {"Tømrer"},
    "zzzz": {"Ingen stillinger passer."},
}


@pytest.mark.parametrize("asked", SEARCHES)
def test_search_finds_what_people_type(tab: Tab, asked: str) -> None:
    tab.go("#/da/2025H2/DK/overview")
    tab.page.fill("#search", asked)
    hits = tab.find("#hits li > span:first-child, #hits li[aria-disabled]")
    shown = set(hits.all_inner_texts())
    assert SEARCHES[asked] <= shown
    assert len(shown) <= len(SEARCHES[asked]) + 1


def test_search_ranks_the_word_itself_first(tab: Tab) -> None:
    tab.go("#/da/2025H2/DK/overview")
    for asked, first in (("chauffør", "Chauffør"), ("smed", "Smed"), ("læ", "Læ")):
        tab.page.fill("#search", asked)
        shown = tab.find("#hits li > span:first-child").first.inner_text()
        assert shown.startswith(first)


def test_the_keyboard_reaches_a_title_by_search(tab: Tab) -> None:
    tab.go("#/da/2025H2/DK/overview")
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.className") == "skip"
    tab.page.focus("#search")
    tab.page.keyboard.type("syg")
    tab.page.keyboard.press("ArrowDown")
    chosen = tab.find("#hits [aria-selected=true]")
    assert chosen.count() == 1
    active = tab.find("#search").get_attribute("aria-activedescendant")
    assert active == chosen.get_attribute("id")
    tab.page.keyboard.press("Enter")
    tab.until("location.hash.includes('title')")
    tab.drawn()
    assert tab.heading == "Sygeplejerske"
    assert tab.page.evaluate("document.activeElement.id") == "main"
    tab.page.fill("#search", "syg")
    tab.page.keyboard.press("Escape")
    assert not tab.find("#hits").is_visible()


def test_the_chart_is_one_tab_stop_with_arrows(tab: Tab) -> None:
    tab.go("#/en/2025H2/DK/overview")
    stops = "document.querySelectorAll('#quadrant a, #quadrant [tabindex]').length"
    assert tab.page.evaluate(stops) == 0
    tab.page.focus("[data-rove] a[tabindex='0']")
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.id") == "quadrant"
    heard = {tab.find("#live").inner_text()}
    for key in ("ArrowLeft", "ArrowDown", "ArrowRight", "ArrowUp"):
        tab.page.keyboard.press(key)
        heard.add(tab.find("#live").inner_text())
    assert len(heard) > 1 and all("Shortage rate" in text for text in heard)
    tab.page.keyboard.press("Escape")
    assert not tab.find("#tip").is_visible()
    tab.page.keyboard.press("Shift+Tab")
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.press("Enter")
    tab.until("location.hash.includes('title')")


def test_the_map_is_one_tab_stop_with_arrows(tab: Tab) -> None:
    tab.go("#/en/2025H2/DK/overview")
    stops = tab.find(".map a[tabindex='0']")
    assert stops.count() == 1 and tab.find(".map a").count() == len(REGIONS)
    stops.focus()
    tab.page.keyboard.press("ArrowUp")
    tab.page.keyboard.press("Enter")
    tab.until("!location.hash.includes('/DK/')")


def test_the_switch_leaves_no_word_of_the_other_language(
    tab: Tab, public: duckdb.DuckDBPyConnection
) -> None:
    """Every text node outside `lang` of the other language is looked at: none is a
    word of the page, a label or a topic that only the other language has."""
    from engine.page.content import read_words

    pairs = [tuple(pair) for pair in read_words().values()]
    for table in ("category", "basis", "region", "period"):
        columns = [c[0] for c in public.execute(f"from reference.{table}").description]
        kind = "name" if "name_da" in columns else "label"
        pairs += public.execute(
            f"select {kind}_da, {kind}_en from reference.{table}"
        ).fetchall()
    pairs += public.execute(
        "select title_da, title_en from reference.occupation where title_da <> title_en"
    ).fetchall()
    texts = """language => {
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const found = [];
        while (walker.nextNode()) {
            const near = walker.currentNode.parentElement;
            if (near.closest('script, style, noscript, [hidden]')) continue;
            const marked = near.closest('[lang]')?.lang ?? language;
            const text = walker.currentNode.textContent.trim();
            if (marked === language && text) found.push(text);
        }
        for (const node of document.querySelectorAll('[aria-label]'))
            if (!node.closest('[hidden]')) found.push(node.getAttribute('aria-label'));
        return found;
    }"""
    for position, language in enumerate(("da", "en")):
        here = {pair[position] for pair in pairs}
        foreign = {pair[1 - position] for pair in pairs} - here
        for view in VIEWS:
            tab.go(f"#/{language}/2025H2/n/{view}")
            shown = set(tab.page.evaluate(texts, language))
            assert len(shown) > 10
            assert not shown & foreign, (language, view, shown & foreign)


@pytest.mark.parametrize("width", (320, 390, 768, 1280))
def test_nothing_is_wider_than_the_window(
    browser: Browser, page_file: Path, width: int
) -> None:
    tab = Tab(browser, page_file, (width, 800))
    for view in VIEWS:
        tab.go(f"#/da/2025H2/o/{view}")
        assert tab.width <= width, view
    tab.close()
    assert tab.complaints == []


@pytest.mark.parametrize("width", (390, 1280))
@pytest.mark.parametrize("language", ("da", "en"))
def test_axe_finds_nothing(
    browser: Browser, page_file: Path, width: int, language: str
) -> None:
    tab = Tab(browser, page_file, (width, 900))
    for view in VIEWS:
        tab.go(f"#/{language}/2025H2/n/{view}")
        assert tab.barriers == [], view
    tab.close()


def test_axe_sees_a_barrier(tab: Tab) -> None:
    tab.go("#/en/2025H2/n/data")
    tab.page.evaluate("document.querySelector('label[for=area]').remove()")
    assert [rule for rule, _ in tab.barriers] == ["select-name"]


def test_targets_are_large_enough(tab: Tab) -> None:
    tab.go("#/da/2025H2/n/overview")
    small = tab.page.evaluate(
        """[...document.querySelectorAll('button, select, input, .tabs a')]
        .filter(node => node.offsetParent)
        .map(node => node.getBoundingClientRect())
        .filter(box => box.height < 24 || box.width < 24).length"""
    )
    assert small == 0


def test_a_title_prints_on_two_pages(tab: Tab) -> None:
    tab.go("#/da/2025H2/n/title/T01")
    printed = tab.page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) <= 2
    tab.page.emulate_media(media="print")
    assert not tab.find("header").is_visible()
    assert tab.find(".verdict").is_visible()


def test_csv_holds_the_public_figures(
    tab: Tab, public: duckdb.DuckDBPyConnection
) -> None:
    tab.go("#/en/2025H2/n/data")
    with tab.page.expect_download() as waiting:
        tab.page.click("[data-csv=all]")
    path = waiting.value.path()
    differing = public.execute(
        """
        select count(*), count_if(
            written.category is distinct from cell.category
            or abs(written.shortage_rate - cell.shortage_rate) > 0.00051
            or (written.shortage_rate is null) <> (cell.shortage_rate is null)
            or abs(written.exit_rate - cell.exit_rate) > 0.00051
            or (written.exit_rate is null) <> (cell.exit_rate is null)
            or written.unemployed is distinct from cell.unemployed
            or abs(written.p_shortage - cell.p_shortage) > 0.0051
            or written.shortage_basis::text is distinct from cell.shortage_basis
        )
        from balance.assessment as cell
        inner join read_csv(?) as written using (period, region_id, occupation_id)
        """,
        [str(path)],
    ).fetchone()
    assert differing == (3 * 4 * len(TITLES), 0)


def test_danish_csv_is_for_a_danish_spreadsheet(tab: Tab) -> None:
    tab.go("#/da/2025H2/n/title/T01")
    with tab.page.expect_download() as waiting:
        tab.page.click("[data-csv=title]")
    text = Path(waiting.value.path()).read_text("utf-8")
    assert text.startswith("\ufeffperiod;region_id;region;")
    assert re.search(r";0,\d", text)
    assert len(text.splitlines()) == 1 + 3 * 4


def test_a_page_with_a_folder_loads_what_it_needs(
    browser: Browser, warehouse: Path, tmp_path: Path, tab: Tab
) -> None:
    file = tmp_path / "large.html"
    write_page(warehouse, file, limit=1)
    large = Tab(browser, file).go("#/en/2025H2/n/overview")
    names = [Path(url).name for url in large.requests]
    assert names == ["cells-n.js"]
    assert all(url.startswith(tmp_path.as_uri()) for url in large.requests)
    large.go("#/en/2025H2/n/title/T01")
    tab.go("#/en/2025H2/n/title/T01")
    assert large.text == tab.text
    assert large.complaints == []
    large.close()


def test_without_javascript_the_main_figures(browser: Browser, page_file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_file.as_uri())
    text = page.inner_text("main")
    assert "stillinger mangler arbejdskraft" in text
    assert "titles lack labour" in text
    context.close()
