"""The story of a title in the newest half-year ends with what the balance feeds."""

from __future__ import annotations

from pathlib import Path

import duckdb

from engine.balance.explain import Cell, story


def test_it_tells_of_lists_and_goes_on_with_the_numbers(balance: Path) -> None:
    with duckdb.connect(str(balance), read_only=True) as connection:
        cells = connection.execute(
            "select period, region_id, occupation_id from balance.assessment "
            "where period = (select max(period) from reference.period) "
            "and region_id = 'DK' order by all limit 1"
        ).fetchall()
        ((steps_of_lists,),) = connection.execute(
            "select count(*) from balance.outlook where region_id = 'DK' "
            "and occupation_id = $1 and language = 'en'",
            [cells[0][2]],
        ).fetchall()
    steps = story(balance.parent, Cell(*cells[0]), "en")
    assert [number for number, *_ in steps] == [*range(1, len(steps) + 1)]
    assert steps_of_lists >= 1
    assert [topic for _, topic, _ in steps][-steps_of_lists] == "Positive lists"
