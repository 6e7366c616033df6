"""Every view against the public file: charts, lists, lists of changes, words."""

from __future__ import annotations

import hashlib
import re
import shutil
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser

from engine.page.write import write_page
from tests.browser import needs_chromium
from tests.page.tab import Tab
from tests.projects.page_country import CARE, PERIODS, REGIONS, TITLES

pytestmark = needs_chromium
Public = duckdb.DuckDBPyConnection
PERCENT = "format('{{:.1f}}%', round(1000 * {0}) / 10)"
RANGE = (
    "format('{:.1f}–{:.1f}%', round(1000 * shortage_rate_low) / 10, "
    "round(1000 * shortage_rate_high) / 10)"
)
NEW, STILL, LEFT = (
    "lacking and not lacked",
    "lacking and lacked",
    "not lacking and lacked",
)


def ids(tab: Tab, rows: str) -> list[str]:
    """The titles that rows of a table lead to."""
    return list(
        tab.page.evaluate(
            "rows => [...document.querySelectorAll(rows)].map(row => "
            "row.querySelector('th a').href.split('/').pop().split('?')[0])",
            rows,
        )
    )


def column(public: Public, sql: str, *values: str) -> list[str]:
    return [row[0] for row in public.execute(sql, values).fetchall()]


def test_the_finding_is_the_public_count(tab: Tab, public: Public) -> None:
    for period in PERIODS:
        for region, (_, name) in (("DK", ("", "The whole country")), *REGIONS.items()):
            (counts,) = public.execute(
                "select count_if(in_shortage), count(category) from balance.assessment "
                "where period = ? and region_id = ? and category is not null",
                [period, region],
            ).fetchall()
            label = f"Half-year {period[-1]}, {period[:4]}"
            tab.go(f"#/en/{period}/{region}/overview")
            lack = f"{counts[0]} of {counts[1]} titles lack labour"
            assert tab.heading == f"{name}, {label}: {lack}"


def test_a_mark_of_the_quadrant_is_where_its_rates_are(
    tab: Tab, public: Public
) -> None:
    """Across linear in the exit rate, up by the square root of the shortage rate; in
    a strip on the side that is known where the exit rate does not decide."""
    shapes = set()
    strips = 0
    for region in ("DK", *REGIONS):
        tab.go(f"#/en/2025H2/{region}/overview")
        left, right, top, base, exits, shortages = tab.page.evaluate(
            "(({left, right, top, bottom, width, height}) => [left, width - right, "
            "top, height - bottom, CORE.axes.exit, CORE.axes.shortage])(quadrant.plot)"
        )
        marks = tab.page.evaluate(
            "quadrant.points.map(p => [TITLES.id[p.title], p.x, p.y, p.size])"
        )
        assert tab.find("#quadrant path[fill-opacity]").count() == len(marks)
        paint = "path => path.getAttribute('stroke-width') + path.getAttribute('fill')"
        drawn = tab.find("#quadrant path[fill-opacity]").evaluate_all(
            f"paths => paths.map({paint})"
        )
        shapes |= set(drawn)
        sizes = {}
        for title, x, y, size in marks:
            (row,) = public.execute(
                "select exit_rate, shortage_rate, full_time_employees, good_prospects, "
                "(exit_rate >= 0.35) is not distinct from good_prospects "
                "from balance.assessment where period = '2025H2' and region_id = ? "
                "and occupation_id = ?",
                [region, title],
            ).fetchall()
            exit_rate, rate, employees, good, decides = row
            up = (min(1000 * rate, shortages) / shortages) ** 0.5
            assert y == pytest.approx(base - up * (base - top), abs=0.5)
            if decides:
                across = min(1000 * exit_rate, exits) / exits
                assert x == pytest.approx(left + across * (right - left), abs=0.5)
            else:
                strips += 1
                assert x > right if good else x < left
            sizes[employees or 0] = size
        assert all(a[1] <= b[1] for a, b in pairwise(sorted(sizes.items())))
    assert strips, "a title without a usable exit rate"
    assert len({one[-7:] for one in shapes}) >= 4, "colours of four categories"


def test_categories_differ_in_shape_and_colour(tab: Tab) -> None:
    tab.go("#/en/2025H2/DK/overview")
    marks = tab.find(".legend .mark path")
    for name in ("d", "fill"):
        assert (
            len(set(marks.evaluate_all(f"m => m.map(p => p.getAttribute('{name}'))")))
            == 4
        )


def test_a_row_has_its_interval_and_its_half_years(tab: Tab, public: Public) -> None:
    tab.go("#/en/2025H2/s/overview")
    rows = dict(
        zip(
            ids(tab, "table.titles tbody tr"),
            tab.find("table.titles tbody tr").all_inner_texts(),
            strict=True,
        )
    )
    facts = dict(
        zip(
            rows,
            tab.find("table.titles .history").evaluate_all(
                "all => all.map(one => one.getAttribute('aria-label'))"
            ),
            strict=True,
        )
    )
    for title, interval in public.execute(
        f"select occupation_id, {RANGE} from balance.assessment "
        "where period = '2025H2' and region_id = 's'"
    ).fetchall():
        assert interval is None or interval in rows[title]
        history = column(
            public,
            "select half_year.label_en || ': ' || coalesce(category.label_en, "
            "'Not assessed') from balance.assessment as cell "
            "inner join reference.period as half_year using (period) "
            "left join reference.category as category "
            "on cell.category = category.category "
            "where region_id = 's' and occupation_id = ? order by period",
            title,
        )
        assert facts[title] == "; ".join(history)


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("title", "period"),
        ("exit", "round(1000 * exit_rate) desc nulls last"),
        ("shortage", "round(1000 * shortage_rate) desc nulls last"),
        ("employees", "round(full_time_employees) desc nulls last"),
    ],
)
def test_a_column_sorts(tab: Tab, public: Public, sort: str, order: str) -> None:
    tab.go("#/en/2025H2/n/overview?sort=class")
    tab.page.click(f"[data-sort={sort}]")
    tab.drawn()
    expected = column(
        public,
        "select occupation_id from balance.assessment "
        "inner join reference.occupation using (occupation_id) "
        f"where period = '2025H2' and region_id = 'n' "
        f"order by {order}, strip_accents(coalesce(title_en, title_da))",
    )
    assert ids(tab, "table.titles tbody tr") == expected
    assert tab.find("th[aria-sort]").count() == 1
    assert tab.page.evaluate("document.activeElement.dataset.sort") == sort


def test_a_field_alone(tab: Tab, public: Public) -> None:
    tab.go("#/en/2025H2/n/overview")
    tab.page.select_option("#field", label=CARE[1])
    tab.drawn()
    expected = column(
        public,
        "select occupation_id from reference.occupation where field_en = ?",
        CARE[1],
    )
    assert sorted(ids(tab, "table.titles tbody tr")) == sorted(expected)
    assert len(expected) == 4


def test_how_sure_and_how_large_are_told_apart(tab: Tab, public: Public) -> None:
    for title, sure, rate, interval in public.execute(
        "select occupation_id, round(100 * p_category)::int || '%', "
        f"{PERCENT.format('shortage_rate')}, {RANGE} from balance.assessment "
        "where period = '2025H2' and region_id = 'DK' "
        "and p_category between 0.1 and 0.9 order by 1 limit 4"
    ).fetchall():
        tab.go(f"#/en/2025H2/DK/title/{title}")
        names = tab.find(".verdict dt").all_inner_texts()
        facts = dict(zip(names, tab.find(".verdict dd").all_inner_texts(), strict=True))
        assert f"assessment is {sure}." in facts["How sure is it?"]
        assert rate in facts["How large is the shortage?"]
        low, high = interval.split("–")
        assert f"between {low} and {high}" in facts["How large is the shortage?"]


def test_a_title_compares_the_areas(tab: Tab, public: Public) -> None:
    tab.go("#/en/2025H2/n/title/T02")
    rows = tab.find(".areas-of-title tbody tr").all_inner_texts()
    expected = public.execute(
        f"select name_en, label_en, {PERCENT.format('shortage_rate')}, {RANGE} "
        "from balance.assessment inner join reference.region using (region_id) "
        "inner join reference.category using (category) "
        "where period = '2025H2' and occupation_id = 'T02' order by region.sort_order"
    ).fetchall()
    assert len(rows) == len(expected) == 1 + len(REGIONS)
    for text, figures in zip(rows, expected, strict=True):
        assert all(figure in text for figure in figures), (text, figures)


def test_a_chart_over_time_tells_its_figures(tab: Tab, public: Public) -> None:
    tab.go("#/en/2025H1/s/title/T09")
    chart = tab.find("svg[role=img][aria-label^='Shortage rate.']")
    label = chart.get_attribute("aria-label") or ""
    steps = column(
        public,
        f"select half_year.label_en || ': ' || {PERCENT.format('shortage_rate')} || "
        f"' (' || {RANGE} || '), ' || category.label_en "
        "from balance.assessment as cell "
        "inner join reference.period as half_year using (period) "
        "inner join reference.category as category "
        "on cell.category = category.category "
        "where region_id = 's' and occupation_id = 'T09' order by period",
    )
    assert label == "Shortage rate. " + "; ".join(steps)
    assert chart.locator("circle").count() == len(PERIODS)
    assert tab.find("svg[role=img][aria-label^='Exit rate.']").count() == 1


def test_what_it_would_take(tab: Tab, public: Public) -> None:
    across = {"shortage": "Good prospects", "good": "Shortage"}
    seen = set()
    for title, category, rate in public.execute(
        f"select occupation_id, category, {PERCENT.format('shortage_rate')} "
        "from balance.assessment where period = '2025H2' and region_id = 'DK' "
        "and category in ('shortage', 'good') order by 1"
    ).fetchall():
        if category in seen:
            continue
        seen.add(category)
        tab.go(f"#/en/2025H2/DK/title/{title}")
        steps = tab.find("section:has(h2:has-text('What would it take')) li")
        verb = "fall below" if category == "shortage" else "reach"
        words = steps.first.inner_text().split()
        wanted = f"The shortage rate would have to {verb} 12.0%; it is {rate}".split()
        assert words[: len(wanted)] == wanted
        assert " ".join(words[-len(across[category].split()) :]) == across[category]
        assert "exit rate would have to" in steps.nth(1).inner_text()
    assert seen == across.keys()


def test_the_shortage_list_tells_what_moved(tab: Tab, public: Public) -> None:
    lists = "list_contains(['shortage', 'paradox'], {0})"
    moved = f"{lists.format('category')} <> {lists.format('previous_category')}"
    for region in ("DK", "o"):
        tab.go(f"#/en/2025H2/{region}/shortage")
        for key, condition in (("new", NEW), ("still", STILL), ("left", LEFT)):
            expected = column(
                public,
                "with cell as (select occupation_id, coalesce(in_shortage, false) as "
                "lacking from balance.assessment where period = '2025H2' and "
                "region_id = $1), before as (select occupation_id, "
                "coalesce(in_shortage, false) as lacked from balance.assessment where "
                "period = '2025H1' and region_id = $1) select occupation_id from cell "
                f"inner join before using (occupation_id) where {condition}",
                region,
            )
            assert sorted(ids(tab, f"#list_{key} tbody tr")) == sorted(expected)
        for title, crossed, sure in public.execute(
            "select occupation_id, crossed, round(100 * p_change)::int || '%' "
            "from balance.transition where period = '2025H2' and region_id = ? "
            f"and {moved} and p_change between 0.01 and 0.99",
            [region],
        ).fetchall():
            row = tab.find(f"tr:has(a[href$='/title/{title}'])").inner_text()
            words = {
                "demand": "The shortage rate crossed",
                "both": "Both sides crossed",
            }
            assert words[crossed] in row
            assert f"The change is real: {sure}" in row


def test_the_matrix_of_changes_is_the_public_one(tab: Tab, public: Public) -> None:
    expected = public.execute(
        "with cell as (from balance.assessment where region_id = 'n') "
        "select coalesce(old.category, 'none'), coalesce(new.category, 'none'), "
        "count(*) from cell as new inner join cell as old using (occupation_id) "
        "where new.period = '2025H2' and old.period = '2025H1' group by all"
    ).fetchall()
    tab.go("#/en/2025H2/n/changes")
    shown = tab.find(".matrix a").evaluate_all(
        "all => all.map(a => [...decodeURIComponent(a.href).split('/').slice(-2), "
        "Number(a.innerText)])"
    )
    assert sorted(map(tuple, shown)) == sorted(expected)
    old, new, count = max(expected, key=lambda row: (row[0] != row[1], row[2]))
    tab.go(f"#/en/2025H2/n/changes/{old}/{new}")
    assert len(ids(tab, "table.titles tbody tr")) == count


def test_how_to_read_has_the_public_figures(tab: Tab, public: Public) -> None:
    tab.go("#/en/2025H2/s/method")
    for text in column(
        public,
        f"select label_en || '|' || {PERCENT.format('value')} from reference.basis "
        "inner join balance.coverage "
        "on measure = 'employment_basis_' || shortage_basis where period = '2025H2'",
    ):
        label, share = text.split("|")
        assert share in tab.find(f'tr:has(td:text-is("{label}"))').inner_text()
    parameters = column(public, "select distinct name from reference.parameter")
    named = tab.find("table.parameters th code").all_inner_texts()
    assert sorted(named) == sorted(parameters)
    files = "select file_name from reference.provenance where file_name is not null"
    for file in column(public, files):
        assert file in tab.find("section:has(#method_sources)").inner_text()
    for key in ("classes", "questions", "uncertainty", "disclosure", "accessibility"):
        assert len(tab.find(f"section:has(#method_{key})").inner_text()) > 100
    hidden = tab.find("section:has(#method_disclosure) li").all_inner_texts()
    shares = column(
        public,
        "select round(percent)::int || '%' from balance.suppression_share "
        "where period = '2025H2' and percent is not null order by measure desc",
    )
    assert [text.split(": ")[1] for text in hidden] == shares and shares
    example = tab.find(".example")
    title = (example.locator("a").get_attribute("href") or "").split("/")[-1]
    (figures,) = public.execute(
        f"select {PERCENT.format('shortage_rate')}, {RANGE}, "
        "round(100 * p_shortage)::int || '%' from balance.assessment "
        "where period = '2025H2' and region_id = 's' and occupation_id = ?",
        [title],
    ).fetchall()
    assert all(figure in example.inner_text() for figure in figures)


def test_the_data_say_how_to_cite_them(tab: Tab, public: Public) -> None:
    files = column(
        public,
        "select table_name || ' ' || coalesce(sha256, 'None') "
        "from reference.provenance order by table_name",
    )
    fingerprint = hashlib.sha256("\0".join(files).encode()).hexdigest()[:12]
    tab.go("#/en/2025H2/n/data")
    assert fingerprint in tab.find("blockquote").inner_text()
    assert fingerprint in tab.go("#/en/2025H2/n/title/T01").text
    tab.go("#/en/2025H2/n/data")
    with tab.page.expect_download() as waiting:
        tab.page.click("[data-csv=area]")
    header = Path(waiting.value.path()).read_text("utf-8-sig").splitlines()[0]
    listed = ",".join(tab.find("section tbody th code").all_inner_texts())
    assert listed.replace(" ", "").split(",") == header.split(",")


def test_lists_neighbours_and_substitutes(
    browser: Browser, warehouse: Path, tmp_path: Path
) -> None:
    """A title's lists as published; neighbours in their order, with good prospects
    alone; who could be qualified, with what is withheld."""
    shutil.copy(warehouse / "balance.duckdb", tmp_path)
    with duckdb.connect(str(tmp_path / "balance.duckdb")) as public:
        good = column(
            public,
            "select occupation_id from assessment where period = '2025H2' and "
            "region_id = 'DK' and good_prospects and occupation_id <> 'T03' "
            "order by occupation_id desc",
        )
        poor = column(
            public,
            "select occupation_id from assessment where period = '2025H2' and "
            "region_id = 'DK' and not good_prospects and occupation_id <> 'T03'",
        )
        near = [poor[0], *good[:3]]
        for rank, other in enumerate(near, start=1):
            public.execute(
                "insert into neighbour by name select 'T03' as occupation_id, "
                "? as neighbour_id, 30 as persons, ? as similarity, ? as rank",
                [other, 1 / rank, rank],
            )
        for rank, unemployed in enumerate((40, None), start=1):
            public.execute(
                "insert into substitution by name select '2025H2' as period, 'DK' as "
                "region_id, 'T03' as occupation_id, ? as neighbour_id, "
                "? as unemployed, ? as rank",
                [good[rank], unemployed, rank],
            )
        lists = column(
            public,
            "select name_en from positive_list inner join reference.positive_list "
            "using (list_id) where period = '2025H2' and region_id = 'DK' and "
            "occupation_id = 'T03' and status in ('new', 'still')",
        )
    write_page(tmp_path, tmp_path / "balance.html")
    tab = Tab(browser, tmp_path / "balance.html").go("#/en/2025H2/DK/title/T03")
    links = tab.find(".related a").evaluate_all(
        "all => all.map(a => a.href.split('/').pop())"
    )
    assert links == near[1:]
    table = "#substitution tbody tr"
    assert ids(tab, table) == [good[1], good[2]]
    cells = tab.find(table).all_inner_texts()
    assert cells[0].endswith("40") and cells[1].endswith("not shown")
    on = tab.find("section:has(h2:has-text('Positive lists')) li").all_inner_texts()
    assert lists and [text.split(":")[0] for text in on] == lists
    assert tab.complaints == [] and tab.barriers == []
    tab.close()


def test_titles_are_all_there(tab: Tab) -> None:
    tab.go("#/da/2025H2/o/overview")
    assert tab.find("table.titles tbody tr").count() == len(TITLES)
    assert re.search(r"18 stillinger: Øst & Å", tab.text)
