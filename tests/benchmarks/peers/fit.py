"""The fit of a model, by the engine's own function, for those who run its SQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
from threadpoolctl import threadpool_limits

from engine.materialize.poisson_fit import Model, fit_groups

TEXTS, NUMBERS = ("term", "other_term"), ("estimate", "std_error", "covariance")


def coefficients(roles: Mapping[str, Any], training_set: pa.Table) -> pa.Table:
    """A row per group and pair of terms; `roles` are the parts that columns play."""
    model = Model(**{**roles, "predictors": tuple(roles["predictors"])})
    order = [(name, "ascending") for name in training_set.column_names]
    with threadpool_limits(1):
        pairs, _ = fit_groups(model, training_set.sort_by(order))
    columns = {model.group: pa.array([pair.group for pair in pairs], pa.string())}
    for names, kind in ((TEXTS, pa.string()), (NUMBERS, pa.float64())):
        columns |= {n: pa.array([getattr(p, n) for p in pairs], kind) for n in names}
    return pa.table(columns)
