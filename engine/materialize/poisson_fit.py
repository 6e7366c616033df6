"""The Poisson fit: a training set becomes a table of coefficients.

Weighted Poisson regression with logarithmic link, without penalty, one model per
group. Covariance: the inverse Fisher information times φ, the Pearson χ² by its
degrees of freedom; standard errors are √ of its diagonal (McCullagh & Nelder,
Generalized Linear Models, 1989, chapter 6).
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TOLERANCE = 1e-10
ITERATIONS = 200


@dataclass(frozen=True)
class Model:
    """Which columns of the training set play which part."""

    group: str
    target: str
    weight: str
    predictors: tuple[str, ...]
    intercept: bool

    @property
    def terms(self) -> tuple[str, ...]:
        return (("intercept",) if self.intercept else ()) + self.predictors


@dataclass(frozen=True)
class Pair:
    """Two terms of a group's model: the first's coefficient, and their covariance."""

    group: str
    term: str
    other_term: str
    estimate: float
    std_error: float
    covariance: float


class NotFitted(Exception):
    """The model has no answer; the message says why."""


def import_regressor() -> None:
    """Load scikit-learn, which takes a second, ahead of the first fit."""
    import sklearn.linear_model  # noqa: F401


def fit_groups(model: Model, rows: pa.Table) -> tuple[list[Pair], list[str]]:
    """Fit one model per group of `rows`; also the reasons of those not fitted."""
    import pyarrow.compute as pc

    pairs: list[Pair] = []
    reasons: list[str] = []
    groups = pc.unique(rows[model.group]).to_pylist()
    for group in sorted(groups):
        part = rows.filter(pc.equal(rows[model.group], group))
        try:
            estimates, covariance = fit(model, part)
        except NotFitted as reason:
            reasons.append(f"{model.group} {group}: {reason}")
            continue
        pairs += _pairs(group, model.terms, estimates, covariance)
    return pairs, reasons


def _pairs(
    group: str, terms: tuple[str, ...], estimates: Floats, covariance: Floats
) -> Iterator[Pair]:
    for row, term in enumerate(terms):
        error = math.sqrt(covariance[row, row])
        for column, other in enumerate(terms):
            shared = float(covariance[row, column])
            yield Pair(group, term, other, float(estimates[row]), error, shared)


def fit(model: Model, rows: pa.Table) -> tuple[Floats, Floats]:
    """Estimates, one per term, and their covariance matrix. Raises NotFitted."""
    import numpy as np

    target = _column(rows, model.target)
    weight = _column(rows, model.weight)
    predictors = [_column(rows, name) for name in model.predictors]
    constant = [np.ones(len(target))] if model.intercept else []
    design = np.column_stack([*constant, *predictors])
    _require_rank(design, weight)
    _require_maximum(design, target)
    estimates = _maximise(design[:, len(constant) :], target, weight, model.intercept)
    estimates = _last_step(design, target, weight, estimates)
    mean = np.exp(design @ estimates)
    inverse = np.linalg.inv(_information(design, weight * mean))
    chi2 = float(np.sum(weight * (target - mean) ** 2 / mean))
    dispersion = chi2 / (len(target) - design.shape[1])
    return estimates, (inverse + inverse.T) / 2 * dispersion


def _column(rows: pa.Table, name: str) -> Floats:
    import numpy as np

    return np.asarray(rows[name].to_numpy(), dtype=np.float64)


def _require_rank(design: Floats, weight: Floats) -> None:
    import numpy as np

    count, terms = design.shape
    if count <= terms:
        raise NotFitted(f"{count} rows for {terms} coefficients")
    weighted = design * np.sqrt(weight)[:, None]
    scale = np.linalg.norm(weighted, axis=0)
    if not scale.all() or np.linalg.matrix_rank(weighted / scale, 1e-9) < terms:
        raise NotFitted("the predictors do not vary independently")


def _require_maximum(design: Floats, target: Floats) -> None:
    """The likelihood has a maximum unless a direction lowers some rows with target
    0, raises none, and leaves every row with a target alone: separation."""
    import numpy as np
    from scipy.linalg import null_space
    from scipy.optimize import linprog

    free = null_space(design[target > 0]) if target.any() else np.eye(design.shape[1])
    if not free.size:
        return
    slopes = design[target == 0] @ free
    slopes = slopes / np.maximum(np.abs(slopes).max(axis=0), 1e-300)
    found = linprog(
        slopes.sum(axis=0), A_ub=slopes, b_ub=np.zeros(len(slopes)), bounds=(-1, 1)
    )
    if found.fun < -1e-7:
        raise NotFitted("the target is 0 wherever a predictor could lower it")


def _information(design: Floats, weight: Floats) -> Floats:
    return design.T @ (design * weight[:, None])


def _last_step(
    design: Floats, target: Floats, weight: Floats, estimates: Floats
) -> Floats:
    """One Newton step from where the solver's tolerance let it stop."""
    import numpy as np

    mean = np.exp(design @ estimates)
    score = design.T @ (weight * (target - mean))
    step = np.linalg.solve(_information(design, weight * mean), score)
    return np.asarray(estimates + step, dtype=np.float64)


def _maximise(
    predictors: Floats, target: Floats, weight: Floats, intercept: bool
) -> Floats:
    import numpy as np
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import PoissonRegressor

    regressor: Any = PoissonRegressor(
        alpha=0,
        fit_intercept=intercept,
        solver="newton-cholesky",
        tol=TOLERANCE,
        max_iter=ITERATIONS,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        warnings.simplefilter("error", RuntimeWarning)
        try:
            regressor.fit(predictors, target, sample_weight=weight)
        except (ConvergenceWarning, RuntimeWarning, np.linalg.LinAlgError) as warning:
            reason = str(warning).split(".")[0]
            raise NotFitted(f"the fit did not converge ({reason})") from warning
    first = [regressor.intercept_] if intercept else []
    return np.array([*first, *regressor.coef_], dtype=np.float64)
