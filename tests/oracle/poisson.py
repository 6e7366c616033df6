"""Section 5: a Poisson regression, fitted where it has a maximum."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import (
    GLM,
)

from tests.oracle.given import TIE

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """Coefficients by term; no terms where the model is not fitted, status says why."""

    status: str
    estimate: dict[str, float] = field(default_factory=dict)
    std_error: dict[str, float] = field(default_factory=dict)
    covariance: Matrix = field(default_factory=lambda: np.zeros((0, 0)))


def has_full_rank(design: Matrix) -> bool:
    singular = np.linalg.svd(design, compute_uv=False)
    return bool(singular.min() > 1e-9 * max(1.0, singular.max()))


def has_maximum(design: Matrix, counts: Matrix) -> bool:
    """No direction leaves every positive count's rate as it is and lowers others'."""
    scale = np.abs(design).max(axis=0)
    columns = design / np.where(scale > 0, scale, 1)
    zero = counts == 0
    if not zero.any():
        return True
    solution = linprog(
        columns[zero].sum(axis=0),
        A_ub=columns[zero],
        b_ub=np.zeros(int(zero.sum())),
        A_eq=columns[~zero] if (~zero).any() else None,
        b_eq=np.zeros(int((~zero).sum())) if (~zero).any() else None,
        bounds=(-1, 1),
        options={"primal_feasibility_tolerance": 1e-10},
    )
    return bool(solution.fun > -1e-7)


def climb(design: Matrix, y: Matrix, offset: Matrix) -> Matrix:
    """Newton's method with halved steps: where the iterations below may start.

    Those of statsmodels clip small means and can end beside the maximum.
    """

    def log_likelihood(b: Matrix) -> float:
        eta = design @ b + offset
        return float(y @ eta - np.exp(eta).sum()) if eta.max() < 700 else -math.inf

    b = np.zeros(design.shape[1])
    for _ in range(500):
        root = np.exp((design @ b + offset) / 2)
        step = np.linalg.lstsq(design * root[:, None], y / root - root, rcond=None)[0]
        while log_likelihood(b + step) < log_likelihood(b) - TIE:
            step = step / 2
        b = b + step
        if np.abs(step).max() < TIE:
            break
    return b


def fit_poisson(
    rows: Sequence[Sequence[float]],
    counts: Sequence[float],
    exposures: Sequence[float],
    terms: Sequence[str],
) -> Fit:
    """Rates y/m with weight m, which is the counts y with the offset ln m."""
    if len(rows) <= len(terms):
        return Fit("too few rows")
    design, y = np.asarray(rows, float), np.asarray(counts, float)
    if not has_full_rank(design):
        return Fit("not full rank")
    if not has_maximum(design, y):
        return Fit("no maximum")
    offset = np.log(np.asarray(exposures))
    model = GLM(y, design, family=Poisson(), offset=offset)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = model.fit(
            start_params=climb(design, y, offset),
            scale="X2",
            tol_criterion="params",
            tol=1e-13,
            rtol=1e-13,
        )
    return Fit(
        "fitted",
        {t: float(v) for t, v in zip(terms, fitted.params, strict=True)},
        {t: float(v) for t, v in zip(terms, fitted.bse, strict=True)},
        np.asarray(fitted.cov_params(), float),
    )


def linear(fit: Fit, predictors: Sequence[float]) -> float:
    values = fit.estimate.values()
    return math.fsum(b * x for b, x in zip(values, predictors, strict=True))


def linear_error(fit: Fit, predictors: Sequence[float]) -> float:
    """The standard error of `linear`, from the whole covariance."""
    x = np.asarray(predictors, float)
    return math.sqrt(max(float(x @ fit.covariance @ x), 0.0))
