"""The fit agrees with statsmodels, and says so when there is nothing to fit."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.materialize.poisson_fit import Model, NotFitted, fit, fit_groups


def training_set(seed: int, rows: int, intercept: bool) -> tuple[Model, pa.Table]:
    """Random answers to a known model; the weights are counts of answers."""
    draw = np.random.default_rng(seed)
    first, second = draw.normal(0, 1, rows), draw.uniform(0, 1, rows)
    weight = draw.integers(1, 400, rows).astype(float)
    constant = -2.0 if intercept else 0.1
    mean = np.exp(constant - 0.3 * first + 0.8 * second)
    target = draw.poisson(weight * mean) / weight
    model = Model("period", "rate", "answers", ("first", "second"), intercept)
    columns = {"rate": target, "answers": weight, "first": first, "second": second}
    return model, pa.table({"period": ["2025H1"] * rows, **columns})


@given(seed=st.integers(0, 10_000), rows=st.integers(8, 300), intercept=st.booleans())
@settings(max_examples=50)
def test_agrees_with_statsmodels(seed: int, rows: int, intercept: bool) -> None:
    model, table = training_set(seed, rows, intercept)
    estimates, covariance = fit(model, table)
    weight = table["answers"].to_numpy()
    predictors = np.column_stack([table["first"], table["second"]])
    design = sm.add_constant(predictors) if intercept else predictors
    counts = table["rate"].to_numpy() * weight
    family = sm.families.Poisson()
    reference = sm.GLM(counts, design, family=family, offset=np.log(weight)).fit(
        scale="X2", tol=1e-14, maxiter=200
    )
    np.testing.assert_allclose(estimates, reference.params, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(covariance, reference.cov_params(), rtol=1e-6, atol=1e-9)


def test_groups_are_fitted_one_by_one() -> None:
    model, first = training_set(1, 40, True)
    _, second = training_set(2, 40, True)
    other = second.set_column(0, "period", pa.array(["2025H2"] * 40))
    few = first.slice(0, 3).set_column(0, "period", pa.array(["2024H2"] * 3))
    pairs, reasons = fit_groups(model, pa.concat_tables([first, other, few]))
    assert reasons == ["period 2024H2: 3 rows for 3 coefficients"]
    terms = ["intercept", "first", "second"]
    assert [(pair.group, pair.term, pair.other_term) for pair in pairs] == [
        (period, term, other)
        for period in ("2025H1", "2025H2")
        for term in terms
        for other in terms
    ]
    estimates, covariance = fit(model, first)
    assert [pair.estimate for pair in pairs[:9:3]] == list(estimates)
    assert [pair.covariance for pair in pairs[:9]] == list(covariance.flat)
    assert [pair.std_error for pair in pairs[:9:3]] == list(
        np.sqrt(np.diag(covariance))
    )


def test_what_cannot_be_fitted_says_why() -> None:
    model, table = training_set(3, 40, True)
    twice = table.set_column(4, "second", table["first"])
    with pytest.raises(NotFitted, match="vary independently"):
        fit(model, twice)
    nothing = table.set_column(1, "rate", pa.array([0.0] * 40))
    with pytest.raises(NotFitted, match="target is 0"):
        fit(model, nothing)
    where_low = np.where(table["first"].to_numpy() > 0, 1.0, 0.0)
    flag = (table["first"].to_numpy() > 0).astype(float)
    separated = table.set_column(1, "rate", pa.array(where_low)).set_column(
        3, "first", pa.array(flag)
    )
    with pytest.raises(NotFitted, match="target is 0"):
        fit(model, separated)
