"""The page for those who use keys alone, forced colours or no motion."""

from __future__ import annotations

import pytest

from tests.browser import needs_chromium
from tests.page.tab import Tab

pytestmark = needs_chromium


@pytest.mark.parametrize("view", ["overview", "title/T01", "changes", "method"])
def test_tab_goes_through_everything_and_shows_where(tab: Tab, view: str) -> None:
    """From the top to the end without a trap, each stop once and with an outline."""
    tab.go(f"#/en/2025H2/DK/{view}")
    stops = tab.page.evaluate(
        "[...document.querySelectorAll('a[href], button, input, select, summary, "
        "[tabindex]')].filter(node => node.tabIndex >= 0 && "
        "(node.checkVisibility() || node.className === 'skip')).length"
    )
    visited = []
    for _ in range(stops):
        tab.page.keyboard.press("Tab")
        seen = tab.page.evaluate(
            "(() => { const node = document.activeElement; const all = "
            "[...document.querySelectorAll('*')]; const lit = node.matches('.map a') ? "
            "node.querySelector('path') : node; const style = getComputedStyle(lit); "
            "return [all.indexOf(node), style.outlineStyle !== 'none' || "
            "parseFloat(style.strokeWidth) >= 5, node.outerHTML.slice(0, 80)]; })()"
        )
        visited.append(seen[0])
        assert seen[1], f"no sign of the focus on {seen[2]}"
    assert len(set(visited)) == stops > 20
    assert visited == sorted(visited)


def test_forced_colours_keep_the_marks(tab: Tab) -> None:
    border = "getComputedStyle(document.querySelector('.classes span')).borderTopWidth"
    fill = "getComputedStyle(document.querySelector('.legend .mark path')).fill"
    tab.go("#/da/2025H2/n/overview")
    before = tab.page.evaluate(fill)
    assert tab.page.evaluate(border) == "0px"
    tab.page.emulate_media(forced_colors="active")
    assert tab.page.evaluate(border) == "1px"
    assert tab.page.evaluate(fill) == before
    line = "getComputedStyle(document.querySelector('.tabs a{0}')).borderBottomColor"
    current, other = "[aria-current]", ":not([aria-current])"
    assert tab.page.evaluate(line.replace("{0}", current)) != tab.page.evaluate(
        line.replace("{0}", other)
    )
    tab.page.emulate_media(forced_colors="active", color_scheme="dark")
    behind = "getComputedStyle(document.querySelector('{0}')).backgroundColor"
    assert tab.page.evaluate(behind.replace("{0}", "body")) == "rgb(0, 0, 0)"
    for picture in ("#quadrant", ".map", ".legend .mark", ".titles .bar"):
        behind_it = tab.page.evaluate(behind.replace("{0}", picture))
        assert behind_it == "rgb(255, 255, 255)", "its words are dark"


def test_motion_only_where_it_is_wanted(tab: Tab) -> None:
    moving = (
        "[...document.querySelectorAll('*')].filter(node => "
        "getComputedStyle(node).transitionDuration !== '0s').length"
    )
    tab.page.emulate_media(reduced_motion="no-preference")
    tab.go("#/da/2025H2/n/overview")
    assert tab.page.evaluate(moving) > 0
    tab.page.emulate_media(reduced_motion="reduce")
    assert tab.page.evaluate(moving) == 0
