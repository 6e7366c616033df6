"""The survey's intervals hold the truth as often as they say, also where employers
answer several times."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.harness import built, rows

OCCUPATIONS = 400
TRUTH = 0.15


def simulated(answers_a_firm: int, seed: int) -> dict[str, list[dict[str, Any]]]:
    """Titles with 60 answers each, of known truth. Two kinds of attempts are asked with
    different probability, and weighted so; a firm's answers lean to one outcome."""
    random = np.random.default_rng(seed)
    survey: list[dict[str, Any]] = []
    for title in range(OCCUPATIONS):
        for number in range(60 // answers_a_firm):
            often = random.random() < 0.5
            mean = 0.05 if often else 0.175  # weighted 1 to 4: 0.15 in all
            firm = random.beta(mean * 3, (1 - mean) * 3)
            rate = firm if answers_a_firm > 1 else mean
            for _ in range(answers_a_firm):
                unfilled = random.random() < rate
                survey.append(
                    {
                        "answer_id": len(survey),
                        "period": "2025H1",
                        "region_id": "east",
                        "occupation_id": f"T{title}",
                        "outcome": "unfilled" if unfilled else "filled",
                        "weight": 1.0 if often else 4.0,
                        "firm_id": title * 1000 + number,
                    }
                )
    titles = [
        {"occupation_id": f"T{n}", "title_da": f"t {n}", "field_da": f"field {n % 20}"}
        for n in range(OCCUPATIONS)
    ]
    region = [{"region_id": "east", "name_da": "east", "name_en": "east"}]
    return {"occupation": titles, "region": region, "recruitment_survey": survey}


@pytest.mark.parametrize("answers_a_firm", [1, 4])
def test_intervals_hold_the_truth(answers_a_firm: int) -> None:
    tables = simulated(answers_a_firm, seed=answers_a_firm)
    with built(tables, until=["recruitment.outcome"]) as connection:
        outcomes = rows(connection, "recruitment.outcome")
    titles = [
        r for r in outcomes if r["level"] == "occupation" and r["region_id"] == "DK"
    ]
    assert len(titles) == OCCUPATIONS
    held = np.mean([r["low"] <= TRUTH <= r["high"] for r in titles])
    print(f"\n{answers_a_firm} answers a firm: {held:.3f} of intervals hold the truth")
    assert 0.93 <= held <= 0.99
    fields = [r for r in outcomes if r["level"] == "field" and r["region_id"] == "DK"]
    assert np.mean([r["low"] <= TRUTH <= r["high"] for r in fields]) >= 0.85
    assert np.mean([r["unfilled_share"] for r in titles]) == pytest.approx(
        TRUTH, abs=0.01
    )


def test_answers_that_are_counted_as_independent_would_not() -> None:
    """The same answers without their firms: too narrow, by the way firms lean."""
    tables = simulated(4, seed=4)
    for answer in tables["recruitment_survey"]:
        answer["firm_id"] = None
    with built(tables, until=["recruitment.outcome"]) as connection:
        outcomes = rows(connection, "recruitment.outcome")
    titles = [
        r for r in outcomes if r["level"] == "occupation" and r["region_id"] == "DK"
    ]
    held = np.mean([r["low"] <= TRUTH <= r["high"] for r in titles])
    assert held < 0.93
