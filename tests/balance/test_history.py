"""Transitions and sensitivity, held against the balance itself."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.harness import Tables, built, rows
from tests.strategies import tables as any_tables

Row = dict[str, Any]
OPEN = {"disclosure_min": 0}


def two_half_years(before: int, after: int) -> dict[str, list[Row]]:
    """One title in one region, 40 answers a half-year; 25 unemployed, 10 leave."""
    import datetime as dt

    answers = [
        {
            "answer_id": 100 * half + number,
            "period": f"2025H{half}",
            "region_id": "east",
            "occupation_id": "cook",
            "outcome": "unfilled" if number < unfilled else "filled",
            "weight": 1.0,
        }
        for half, unfilled in ((1, before), (2, after))
        for number in range(40)
    ]
    spells = [
        {
            "person_id": person,
            "region_id": "east",
            "start_date": dt.date(2025, 1, 1),
            "end_date": dt.date(2025, 6, 1) if person < 10 else None,
            "job_ready": True,
        }
        for person in range(35)
    ]
    targets = [
        {
            "person_id": person,
            "occupation_id": "cook",
            "start_date": dt.date(2025, 1, 1),
        }
        for person in range(25)
    ]
    return {
        "region": [{"region_id": "east", "name_da": "Øst", "name_en": "East"}],
        "occupation": [{"occupation_id": "cook", "title_da": "Kok"}],
        "recruitment_survey": answers,
        "unemployment_spell": spells,
        "job_target": targets,
    }


def test_a_transition_says_which_side_crossed_and_by_how_much() -> None:
    """2025H1: 10 of 25 left, 8 of 40 unfilled. 2025H2: no exit among 15, basis gone."""
    with built(two_half_years(8, 2), OPEN, until=["balance.transition"]) as connection:
        (transition,) = [
            row
            for row in rows(connection, "balance.transition")
            if row["region_id"] == "east"
        ]
    assert (
        transition["previous_period"] == "2025H1" and transition["period"] == "2025H2"
    )
    assert (
        transition["previous_category"] == "shortage" and transition["category"] is None
    )
    assert transition["crossed"] == "assessed"
    assert transition["previous_supply_margin"] == pytest.approx(10 / 25 - 0.35)
    assert transition["previous_shortage_margin"] == pytest.approx(8 / 40 - 0.12)
    assert transition["shortage_margin"] == pytest.approx(2 / 40 - 0.12)


def test_the_demand_side_alone() -> None:
    tables = two_half_years(8, 2)
    tables["job_target"] += [
        {**row, "person_id": row["person_id"] + 10} for row in tables["job_target"][15:]
    ]
    parameters = OPEN | {"exit_threshold": 0, "observed_until": "2026-01-01"}
    with built(tables, parameters, until=["balance.transition"]) as connection:
        (transition,) = [
            row
            for row in rows(connection, "balance.transition")
            if row["region_id"] == "east"
        ]
    assert (transition["previous_category"], transition["category"]) == (
        "shortage",
        "good",
    )
    assert transition["crossed"] == "demand"


@given(tables=any_tables(), exit_=st.integers(25, 45), shortage=st.integers(6, 18))
@settings(max_examples=8)
def test_sensitivity_is_what_other_thresholds_would_give(
    tables: Tables, exit_: int, shortage: int
) -> None:
    until = ["balance.assessment", "balance.sensitivity"]
    low = OPEN | {"min_unemployed": 2, "min_answers": 3}
    with built(tables, low, until=until) as connection:
        before = rows(connection, "balance.assessment")
        published = {
            (row["period"], row["region_id"]): row["occupations_changed"]
            for row in rows(connection, "balance.sensitivity")
            if round(row["exit_threshold"] * 100) == exit_
            and round(row["shortage_threshold"] * 100) == shortage
        }
    other = {"exit_threshold": exit_ / 100, "shortage_threshold": shortage / 100}
    with built(tables, low | other, until=until[:1]) as connection:
        after = rows(connection, "balance.assessment")
    changed: dict[tuple[str, str], int] = {}
    for old, new in zip(before, after, strict=True):
        if old["category"] is not None:
            key = (old["period"], old["region_id"])
            differs = old["category"] != new["category"]
            changed[key] = changed.get(key, 0) + differs
    assert published == changed
