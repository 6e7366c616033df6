"""Poisson models by half-year with scikit-learn, and what they predict."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.linear_model import PoissonRegressor
from threadpoolctl import threadpool_limits

Floats = NDArray[np.float64]


def predicted(
    rows: pl.DataFrame, terms: list[str], columns: tuple[str, str, str], constant: bool
) -> pl.DataFrame:
    """Rows with log_rate and log_error, null without all terms or without a fit.

    `columns`: the events, the exposure, and whether a row is fitted.
    """
    known = pl.all_horizontal(pl.col(term).is_not_null() for term in terms)
    rows = rows.with_row_index("row").with_columns(known=known)
    parts = [
        of_group(group, terms, columns, constant)
        for _, group in rows.filter("known").group_by("period")
    ]
    none = pl.DataFrame(schema={"row": rows.schema["row"]}).with_columns(
        log_rate=pl.lit(0.0), log_error=pl.lit(0.0)
    )
    predictions = pl.concat([none, *(part for part in parts if part is not None)])
    joined = rows.join(predictions, on="row", how="left", maintain_order="left")
    return joined.drop("row", "known")


def of_group(
    group: pl.DataFrame,
    terms: list[str],
    columns: tuple[str, str, str],
    constant: bool,
) -> pl.DataFrame | None:
    events, exposure, fits = columns
    x = group.select(terms).to_numpy()
    x = np.column_stack([np.ones(len(x)), x]) if constant else x
    chosen = group[fits].to_numpy()
    fitted = fit(x[chosen], *(group[c].to_numpy()[chosen] for c in (events, exposure)))
    if fitted is None:
        return None
    estimates, covariance = fitted
    variance = ((x @ covariance) * x).sum(axis=1)
    return group.select(
        "row",
        log_rate=pl.Series(x @ estimates),
        log_error=pl.Series(np.sqrt(np.maximum(variance, 0))),
    )


def fit(x: Floats, events: Floats, exposure: Floats) -> tuple[Floats, Floats] | None:
    """Coefficients and their covariance, scaled by Pearson's chi square; None without
    enough rows or full rank."""
    if len(x) <= x.shape[1]:
        return None
    if np.linalg.matrix_rank(x / np.linalg.norm(x, axis=0), 1e-9) < x.shape[1]:
        return None
    rate = events / exposure
    model = PoissonRegressor(
        alpha=0,
        fit_intercept=False,
        solver="newton-cholesky",
        tol=1e-12,
        max_iter=200,
    )
    with threadpool_limits(1):  # a half-year's titles are too few to share out
        estimates = model.fit(x, rate, sample_weight=exposure).coef_
    mean = np.exp(x @ estimates)
    inverse = np.linalg.inv(x.T @ (x * (exposure * mean)[:, None]))
    chi2 = float(np.sum(exposure * (rate - mean) ** 2 / mean))
    return estimates, inverse * chi2 / (len(x) - x.shape[1])
