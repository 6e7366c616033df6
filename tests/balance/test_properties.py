"""What must hold of any input."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.harness import Tables, built, rows
from tests.strategies import tables as any_tables

Row = dict[str, Any]
few = settings(max_examples=12)


def tendencies(tables: Tables) -> dict[tuple[str, ...], float | None]:
    with built(tables, until=["shortage.general_tendency"]) as connection:
        found = rows(connection, "shortage.general_tendency")
    return {
        (row["period"], row["region_id"], row["occupation_id"]): row["general_tendency"]
        for row in found
    }


def rates(tables: Tables, parameters: dict[str, Any]) -> list[Row]:
    with built(tables, parameters, until=["shortage.regional_rate"]) as connection:
        return rows(connection, "shortage.regional_rate")


def assessed(tables: Tables, parameters: dict[str, Any]) -> list[Row]:
    settings = {"disclosure_min": 0} | parameters
    with built(tables, settings, until=["balance.assessment"]) as connection:
        return rows(connection, "balance.assessment")


def answered(outcomes: list[str], region: str, start: int = 0) -> list[Row]:
    return [
        {
            "answer_id": start + number,
            "period": "2025H1",
            "region_id": region,
            "occupation_id": "nurse",
            "outcome": outcome,
            "weight": 1.0,
        }
        for number, outcome in enumerate(outcomes)
    ]


OUTCOMES = st.sampled_from(["filled", "filled_other_profile", "unfilled"])


@given(
    own=st.lists(OUTCOMES, min_size=1, max_size=40),
    others=st.lists(OUTCOMES, min_size=30, max_size=40),
    data=st.data(),
)
@few
def test_own_answers_never_change_own_tendency(
    own: list[str], others: list[str], data: st.DataObject
) -> None:
    """With N ≥ 30 whatever the region's own answers turn out to be."""
    changed = data.draw(st.lists(OUTCOMES, min_size=len(own), max_size=len(own)))
    known: dict[str, list[Row]] = {
        "region": [
            {"region_id": name, "name_da": name, "name_en": name}
            for name in ("east", "west")
        ],
        "occupation": [{"occupation_id": "nurse", "title_da": "Sygeplejerske"}],
    }
    elsewhere = answered(others, "west", 1000)
    key = ("2025H1", "east", "nurse")
    before = tendencies(
        known | {"recruitment_survey": answered(own, "east") + elsewhere}
    )
    after = tendencies(
        known | {"recruitment_survey": answered(changed, "east") + elsewhere}
    )
    expected = max(others.count("unfilled") / len(others), 0.001)
    assert before[key] == after[key] == expected


@given(tables=any_tables())
@few
def test_a_light_prior_gives_the_answers_a_heavy_one_the_model(tables: Tables) -> None:
    light = rates(tables, {"prior_answers": 1e-9})
    heavy = rates(tables, {"prior_answers": 1e9})
    for row in light:
        if row["shortage_basis"] in ("2", "3"):
            answers = row["unfilled"] / row["answers"]
            assert abs(row["shortage_rate"] - answers) < 1e-6
    for row in heavy:
        if row["shortage_basis"] in ("2", "3"):
            assert abs(row["shortage_rate"] - row["adjusted_rate"]) < 1e-6


@given(tables=any_tables())
@few
def test_the_national_rate_lies_between_the_regions(tables: Tables) -> None:
    with built(tables, until=["shortage.rate"]) as connection:
        outside = connection.execute(
            """
            select nation.shortage_rate, min(region.shortage_rate)
            from shortage.rate as nation
            inner join shortage.rate as region
                on nation.period = region.period
                and nation.occupation_id = region.occupation_id
                and region.region_id <> 'DK'
            where nation.region_id = 'DK' and nation.shortage_rate is not null
            group by nation.period, nation.occupation_id, nation.shortage_rate
            having nation.shortage_rate < min(region.shortage_rate) - 1e-12
                or nation.shortage_rate > max(region.shortage_rate) + 1e-12
            """
        ).fetchall()
    assert not outside


@given(tables=any_tables())
@few
def test_every_assessable_cell_has_one_basis(tables: Tables) -> None:
    for row in assessed(tables, {}):
        known = row["shortage_rate"] is not None
        assert (row["shortage_basis"] is not None) == known
        assert (row["in_shortage"] is not None) == known
        bases = {"national"} if row["region_id"] == "DK" else set("123456")
        assert not known or row["shortage_basis"] in bases


@given(tables=any_tables(), raised=st.floats(0, 0.5))
@few
def test_higher_thresholds_never_add(tables: Tables, raised: float) -> None:
    """A higher shortage threshold adds no shortage, a higher exit one no prospects."""
    before = assessed(tables, {})
    after = assessed(
        tables,
        {
            "shortage_threshold": round(0.12 + raised, 3),
            "exit_threshold": round(0.35 + raised, 3),
        },
    )
    for old, new in zip(before, after, strict=True):
        assert not (new["in_shortage"] and not old["in_shortage"])
        assert not (new["good_prospects"] and not old["good_prospects"])
