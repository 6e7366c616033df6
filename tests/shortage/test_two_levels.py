"""Precisions against scipy's beta-binomial, the update against Bayes' rule."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import special, stats

from engine.names import Name
from tests.harness import Tables, built, compiled, materialize
from tests.strategies import tables as any_tables

PRECISION = compiled().queries[Name("shortage", "precision")]


def kappa_of(counts: list[tuple[int, int]], mean: float) -> tuple[float, int]:
    """The title level's kappa and cells, of unfilled among answers."""
    rows = [
        {
            "period": "2025H1",
            "occupation_id": f"t{number}",
            "answers_national": n,
            "effective_national": float(n),
            "unfilled_national": float(y),
            "is_predicted": True,
            "predicted_rate": mean,
        }
        for number, (y, n) in enumerate(counts)
    ]
    needed = ["reference.period", "shortage.general_prediction", "shortage.cell"]
    with built({}, until=needed) as connection:
        connection.execute("delete from reference.period")
        connection.execute(
            "insert into reference.period by name select '2025H1' as period"
        )
        connection.execute("delete from shortage.general_prediction")
        connection.executemany(
            "insert into shortage.general_prediction by name select"
            " $period as period, $occupation_id as occupation_id,"
            " $answers_national as answers_national,"
            " $effective_national as effective_national,"
            " $unfilled_national as unfilled_national,"
            " $is_predicted as is_predicted, $predicted_rate as predicted_rate",
            rows,
        )
        materialize(connection, PRECISION)
        fetched = connection.execute(
            "select kappa, cells from shortage.precision where level = 'title'"
        ).fetchone()
    assert fetched is not None
    return float(fetched[0]), int(fetched[1])


@pytest.mark.parametrize("kappa", [4.0, 20.0, 80.0])
def test_moments_give_back_the_precision_that_counts_were_drawn_with(
    kappa: float,
) -> None:
    mean, size = 0.15, 900
    draw = np.random.default_rng(int(kappa))
    trials = draw.integers(1, 60, size)
    law = stats.betabinom(trials, kappa * mean, kappa * (1 - mean))
    events = law.rvs(random_state=draw)
    estimate, cells = kappa_of(
        list(zip(events.tolist(), trials.tolist(), strict=True)), mean
    )
    assert cells == size
    assert abs(math.log(estimate / kappa)) < 0.35


@given(tables=any_tables())
@settings(max_examples=8)
def test_the_rate_and_its_variance_are_those_of_bayes(tables: Tables) -> None:
    """The prior of mean A and weight k, over its quantiles, times the likelihood. The
    quantiles lie closer towards both ends, where a skewed prior has its mass."""
    with built(tables, until=["shortage.regional_rate"]) as connection:
        computed = connection.execute(
            "select distinct adjusted_rate, prior_weight, answers_used, unfilled_used,"
            " shortage_rate, variance from shortage.regional_rate"
            " where shortage_basis in ('2', '3') and prior_weight >= 1 order by all"
        ).fetchall()
    logit = np.linspace(-18, 18, 1_201)
    below, above = special.expit(logit), special.expit(-logit)
    for mean, weight, n, y, rate, variance in computed:
        prior = stats.beta(weight * mean, weight * (1 - mean))
        x = np.where(logit < 0, prior.ppf(below), prior.isf(above))
        log = special.xlogy(y, x) + special.xlog1py(n - y, -x)
        weights = np.exp(log - log.max()) * below * above
        posterior = np.average(x, weights=weights)
        spread = np.average((x - posterior) ** 2, weights=weights)
        assert rate == pytest.approx(posterior, abs=2e-3)
        assert variance == pytest.approx(spread, abs=2e-3)
