"""What must hold of any input."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.names import Name
from tests.harness import Tables, built, compiled, materialize, rows
from tests.strategies import tables as any_tables

Row = dict[str, Any]
OPEN = {"disclosure_min": 0}
few = settings(max_examples=12)


def tendencies(tables: Tables) -> dict[tuple[str, ...], float | None]:
    with built(tables, until=["shortage.general_tendency"]) as connection:
        computed = rows(connection, "shortage.general_tendency")
    return {
        (row["period"], row["region_id"], row["occupation_id"]): row["general_tendency"]
        for row in computed
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
    here=st.lists(OUTCOMES, min_size=1, max_size=40),
    others=st.lists(OUTCOMES, min_size=30, max_size=40),
    data=st.data(),
)
@few
def test_own_answers_never_change_own_tendency(
    here: list[str], others: list[str], data: st.DataObject
) -> None:
    """With 30 answers elsewhere, whatever the region's own turn out to be."""
    changed = data.draw(st.lists(OUTCOMES, min_size=len(here), max_size=len(here)))
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
        known | {"recruitment_survey": answered(here, "east") + elsewhere}
    )
    after = tendencies(
        known | {"recruitment_survey": answered(changed, "east") + elsewhere}
    )
    expected = min(max(others.count("unfilled") / len(others), 0.001), 0.98)
    assert before[key] == after[key] == pytest.approx(expected, rel=1e-12)


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
def test_more_answers_count_for_more(tables: Tables) -> None:
    """The rate lies between the model and the answers, by what each is worth."""
    for row in rates(tables, {}):
        if row["shortage_basis"] in ("2", "3"):
            model, weight = row["adjusted_rate"], row["prior_weight"]
            answers = row["unfilled_used"] / row["answers_used"]
            share = weight / (weight + row["answers_used"])
            assert weight > 0
            mixed = share * model + (1 - share) * answers
            assert row["shortage_rate"] == pytest.approx(mixed, rel=1e-12)
            assert row["alpha"] + row["beta"] == pytest.approx(
                weight + row["answers_used"], rel=1e-12
            )


def weights(tables: Tables, kappa: float) -> list[tuple[float, float]]:
    """prior_weight and tendency_weight of each cell, with kappa at both levels."""
    until = ["shortage.precision", "shortage.cell", "shortage.general_prediction"]
    wanted = ["shortage.regional_rate"]
    with built(tables, until=[*until, *wanted]) as connection:
        connection.execute("update shortage.precision set kappa = ?", [kappa])
        for name in ("general_tendency", "regional_tendency", "regional_rate"):
            query = compiled().queries[Name("shortage", name)]
            connection.execute(f"drop table {query.name.quoted}")
            materialize(connection, query)
        sums = connection.execute(
            """
            select rate.prior_weight, tendency.tendency_weight
            from shortage.regional_rate as rate
            inner join shortage.general_tendency as tendency
                using (period, region_id, occupation_id)
            order by period, region_id, occupation_id
            """
        ).fetchall()
    return sums


@given(tables=any_tables())
@few
def test_the_more_alike_the_more_the_model_counts(tables: Tables) -> None:
    """With a greater kappa G rests on more, and A is worth kappa answers at most."""
    vague, sharp = weights(tables, 5), weights(tables, 500)
    for (prior, tendency), (sharper_prior, sharper_tendency) in zip(
        vague, sharp, strict=True
    ):
        if tendency is not None:
            assert sharper_tendency >= tendency - 1e-9
        if prior is not None:
            assert 1 / 0.95 - 1 - 1e-9 <= prior <= 5 + 1e-9
            assert sharper_prior <= 500 + 1e-9


@given(tables=any_tables())
@few
def test_precisions_stay_within_their_bounds(tables: Tables) -> None:
    with built(tables, until=["shortage.precision"]) as connection:
        for row in rows(connection, "shortage.precision"):
            least = 1 if row["level"] == "title" else 3
            assert least <= row["kappa"] <= 3000
            if row["level"] == "region" and row["cells"] < 30:
                assert row["kappa"] == 100


@given(tables=any_tables())
@few
def test_the_steady_category_moves_only_with_a_decisive_side(tables: Tables) -> None:
    known: dict[tuple[str, str], Row] = {}
    with built(tables, OPEN, until=["balance.assessment"]) as connection:
        steady = rows(connection, "balance.steady_category")
        likely = {
            (row["period"], row["region_id"], row["occupation_id"]): row
            for row in rows(connection, "balance.unrounded")
        }
    for row in sorted(steady, key=lambda row: str(row["period"])):
        key = row["region_id"], row["occupation_id"]
        p = likely[row["period"], *key]
        for side, probability in (
            ("good_prospects_steady", p["p_good_prospects"]),
            ("in_shortage_steady", p["p_shortage"]),
        ):
            before = known.get(key, {}).get(side)
            if before is not None and row[side] != before:
                assert probability >= 0.7 - 1e-9 or probability <= 0.3 + 1e-9
        assert (row["category_steady"] is None) >= (p["category"] is None)
        known[key] = row


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
