"""Groups of answers: they add up, as counted another way, and what is withheld of them
cannot be had from what is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.harness import built, rows

Row = dict[str, Any]
Cell = tuple[str, str, str]
FIELDS = {"nurse": "health", "doctor": "health", "cook": "hotel", "smith": None}
REGIONS = ("north", "east", "west")
OUTCOMES = ("filled", "filled_other_profile", "unfilled")
LEVELS = ("country", "field", "industry", "occupation")

answers = st.lists(
    st.fixed_dictionaries(
        {
            "region_id": st.sampled_from(REGIONS),
            "occupation_id": st.sampled_from(list(FIELDS)),
            "outcome": st.sampled_from(OUTCOMES),
            "firm_id": st.one_of(st.none(), st.integers(1, 12)),
            "industry": st.sampled_from(["86", "561010", None]),
            "weight": st.sampled_from([0.5, 1.0, 3.25]),
        }
    ),
    min_size=1,
    max_size=60,
)


def tables(survey: list[Row]) -> dict[str, list[Row]]:
    return {
        "region": [{"region_id": r, "name_da": r, "name_en": r} for r in REGIONS],
        "occupation": [
            {"occupation_id": title, "title_da": title, "field_da": field}
            for title, field in FIELDS.items()
        ],
        "recruitment_survey": [
            {"answer_id": number, "period": "2025H1", **answer}
            for number, answer in enumerate(survey)
        ],
    }


def keys_of(answer: Row) -> Iterator[Cell]:
    industry = {"86": "Q", "56": "I"}.get((answer["industry"] or "")[:2], "unknown")
    names = ("all", FIELDS[answer["occupation_id"]] or "unknown", industry)
    for level, key in zip(LEVELS, (*names, answer["occupation_id"]), strict=True):
        for region in ("DK", answer["region_id"]):
            yield level, key, region


def groups(survey: list[Row]) -> dict[Cell, list[Row]]:
    by_cell = defaultdict(list)
    for number, answer in enumerate(survey):
        for key in keys_of(answer):
            by_cell[key].append({"number": number, **answer})
    return by_cell


def firms(group: list[Row]) -> dict[Any, list[Row]]:
    by_firm = defaultdict(list)
    for answer in group:
        firm = answer["firm_id"]
        by_firm[("answer", answer["number"]) if firm is None else firm].append(answer)
    return by_firm


def sums(group: list[Row]) -> Row:
    """A row of recruitment.tally, counted firm by firm."""
    of = [
        (
            sum(a["weight"] for a in firm),
            sum(a["weight"] for a in firm if a["outcome"] == "unfilled"),
        )
        for firm in firms(group).values()
    ]
    other = [a["weight"] for a in group if a["outcome"] == "filled_other_profile"]
    return {
        "answers": len(group),
        "firms": len(of),
        "attempts": sum(w for w, _ in of),
        "weight_squares": sum(a["weight"] ** 2 for a in group),
        "firm_squares": sum(w * w for w, _ in of),
        "unfilled": sum(u for _, u in of),
        "unfilled_squares": sum(u * u for _, u in of),
        "unfilled_products": sum(w * u for w, u in of),
        "other_profile": sum(other),
    }


def cell_of(row: Mapping[str, Any]) -> Cell:
    return row["level"], row["key"], row["region_id"]


@settings(max_examples=20)
@given(survey=answers)
def test_the_sums_as_counted_firm_by_firm(survey: list[Row]) -> None:
    with built(tables(survey), until=["recruitment.tally"]) as connection:
        tallies = {cell_of(r): r for r in rows(connection, "recruitment.tally")}
    wanted = groups(survey)
    assert set(tallies) == set(wanted)
    for cell, group in wanted.items():
        for name, value in sums(group).items():
            assert tallies[cell][name] == pytest.approx(value), (cell, name)


def lines(cells: set[Cell]) -> Iterator[tuple[Cell, set[Cell]]]:
    """What adds up to what."""
    for level, key in {cell[:2] for cell in cells}:
        parts = {c for c in cells if c[:2] == (level, key) and c[2] != "DK"}
        yield (level, key, "DK"), parts
    for region in ("DK", *REGIONS):
        here = {cell for cell in cells if cell[2] == region}
        for part in ("field", "industry"):
            yield ("country", "all", region), {c for c in here if c[0] == part}
        for key in {c[1] for c in here if c[0] == "field"}:
            titles = {
                c
                for c in here
                if c[0] == "occupation" and (FIELDS[c[1]] or "unknown") == key
            }
            yield ("field", key, region), titles


@settings(max_examples=60, deadline=None)
@given(survey=answers)
def test_no_sum_gives_a_withheld_group_back(survey: list[Row]) -> None:
    with built(tables(survey), until=["recruitment.shown"]) as connection:
        shown = {cell_of(r) for r in rows(connection, "recruitment.shown")}
    count = {cell: len(firms(group)) for cell, group in groups(survey).items()}
    assert all(count[cell] >= 3 for cell in shown)
    for whole, parts in lines(set(count)):
        hidden = parts - shown
        if whole in shown and hidden:
            assert len(hidden) > 1, (whole, hidden)
            assert sum(count[cell] for cell in hidden) >= 3, (whole, hidden)
        elif parts and whole in count and whole not in shown:
            assert hidden, whole


def wrong(connection: duckdb.DuckDBPyConnection) -> int:
    counted = connection.execute(
        "select count(*) from recruitment.check_sums"
    ).fetchone()
    assert counted is not None
    return int(counted[0])


def test_titles_that_do_not_add_up_are_a_fault() -> None:
    survey = [
        {
            "region_id": "east",
            "occupation_id": "nurse",
            "outcome": "filled",
            "weight": 2.0,
        }
    ] * 5
    until = ["recruitment.check_sums"]
    with built(tables(survey), until=until) as connection:
        assert wrong(connection) == 0
        connection.execute(
            "update recruitment.tally set attempts = attempts + 1 "
            "where level = 'occupation' and region_id = 'DK'"
        )
        assert wrong(connection) == 2  # all titles, and those of their field


@settings(max_examples=20, deadline=None)
@given(
    survey=answers,
    attempts=st.lists(st.sampled_from([0.0, 1.0, 5.5, 40.0]), min_size=12, max_size=12),
)
def test_made_weights_add_up_to_the_attempts(
    survey: list[Row], attempts: list[float]
) -> None:
    """Each title's attempts, where its answers or nobody else's represent them."""
    unweighted = [answer | {"weight": None} for answer in survey]
    cells = [(region, title) for region in REGIONS for title in FIELDS]
    given_attempts = dict(zip(cells, attempts, strict=True))
    recruitment = [
        {"period": "2025H1", "region_id": r, "occupation_id": t, "attempts": number}
        for (r, t), number in given_attempts.items()
    ]
    inputs = tables(unweighted) | {"recruitment": recruitment}
    until = ["recruitment.answer", "recruitment.check_weight"]
    with built(inputs, until=until) as connection:
        weights = rows(connection, "recruitment.answer")
        assert rows(connection, "recruitment.check_weight") == []
    count: dict[tuple[str, str], int] = defaultdict(int)
    for answer in survey:
        count[answer["region_id"], answer["occupation_id"]] += 1
    total = sum(max(number, count[cell]) for cell, number in given_attempts.items())
    assert sum(row["weight"] for row in weights) == pytest.approx(total)
    if all(count[cell] for cell, number in given_attempts.items() if number):
        for cell in count:
            here = sum(
                row["weight"]
                for row in weights
                if (row["region_id"], row["occupation_id"]) == cell
            )
            assert here == pytest.approx(max(given_attempts[cell], count[cell]))
