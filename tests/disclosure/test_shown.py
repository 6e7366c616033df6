"""The gate of the balance: no hidden count has one value left, whatever one knows."""

from __future__ import annotations

import pytest

from tests.disclosure.universe import SECRETS, every_country, given_away


@pytest.mark.parametrize(
    ("regions", "most", "whole", "least"),
    [(1, 25, 25, 5), (2, 30, 26, 5), (3, 12, 9, 3), (4, 9, 7, 3)],
)
def test_no_country_gives_a_count_away(
    regions: int, most: int, whole: int, least: int
) -> None:
    """Every country of one title: the reader knows the rules and the reasons."""
    with every_country(regions, most, least) as connection:
        assert given_away(connection, whole, least) == []


@pytest.mark.parametrize(
    ("rule", "instead"),
    [
        ("{% set enough = 2 %}", "{% set enough = 0 %}"),
        ("when cell.region_id = decided.second_region then 'sum'", ""),
        ("where region.unemployed >= {{ 2 * least + enough }}", "where true"),
        ("and decided.small_regions <= {{ least - 2 }} then", "then"),
        ("when cell.few is not null then 'small'", "when cell.few is null then null"),
    ],
)
def test_each_rule_is_needed(rule: str, instead: str) -> None:
    """Without it some small country gives a count away."""
    with every_country(2, 16, 3, rule=((rule, instead),)) as connection:
        assert given_away(connection, 14, 3)


def test_what_is_shown_is_what_is() -> None:
    with every_country(2, 12, 3) as connection:
        wrong = connection.execute(
            "select count(*) from supply.unemployed as u inner join supply.shown as s "
            "using (period, region_id, occupation_id) "
            "where coalesce(s.unemployed, u.unemployed) <> u.unemployed "
            "or coalesce(s.left_within_3_months, u.left_within_3_months) "
            "<> u.left_within_3_months "
            "or s.unemployed is not null and s.unemployed_figure <> u.unemployed "
            "or s.left_within_3_months is not null "
            "and s.left_figure <> u.left_within_3_months"
        ).fetchall()
        assert wrong == [(0,)]


def test_a_count_from_1_to_4_has_2_5_in_its_place() -> None:
    with every_country(1, 30, 5) as connection:
        rows = connection.execute(
            "select u.unemployed, u.left_within_3_months, s.unemployed_figure, "
            "s.left_figure from supply.unemployed as u inner join supply.shown as s "
            "using (period, region_id, occupation_id) where region_id = 'r0'"
        ).fetchall()
    for unemployed, left, figure, left_figure in rows:
        assert figure == (2.5 if 0 < unemployed < 5 else unemployed)
        if unemployed >= 10 and left < 5:
            assert left_figure == 2.5
        elif unemployed >= 10 and unemployed - left < 5:
            assert left_figure == unemployed - 2.5
        assert 0 <= left_figure <= figure


@pytest.mark.parametrize("least", [0, 1])
def test_nothing_is_hidden_below_two(least: int) -> None:
    with every_country(2, 9, least) as connection:
        assert connection.execute(
            "select count(*) from supply.shown where unemployed_hidden is not null "
            "or left_hidden is not null or unemployed is null"
        ).fetchall() == [(0,)]


def test_the_secrets_are_the_counts_that_the_rule_names() -> None:
    """The attack looks at all of them: few, and none, who left or stayed."""
    with every_country(1, 12, 5) as connection:
        for count, secret in SECRETS.items():
            hidden = connection.execute(
                f"select distinct {count} from class where region_id = 'r0' "
                f"and {secret.format(least=5)} order by 1"
            ).fetchall()
            least = 1 if count == "unemployed" else 0
            assert hidden == [(number,) for number in range(least, 5)]
