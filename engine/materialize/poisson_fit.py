"""`@materialize(poisson, …)`: a training set becomes a table of coefficients.

Weighted Poisson regression with logarithmic link, without penalty, one model per
group. Covariance: the inverse Fisher information times φ, the Pearson χ² by its
degrees of freedom; standard errors are √ of its diagonal (McCullagh & Nelder,
Generalized Linear Models, 1989, chapter 6).
"""

from __future__ import annotations

import math
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.materialize.base import Materialization, directive_offset, option
from engine.problems import ProblemError

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from engine.compile.query import Query
    from engine.engines.base import Engine

    Floats = NDArray[np.float64]

TOLERANCE = 1e-10
ITERATIONS = 200
_ONE_FIT = threading.Lock()  # warning filters and limits of threads are the process's


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


COLUMNS = {
    "term": "the predictor, or intercept",
    "other_term": "another, or the same",
    "estimate": "the term's coefficient, on the scale of the logarithm",
    "std_error": "its standard error, scaled by Pearson's χ² by degrees of freedom",
    "covariance": "of the two terms' coefficients, scaled likewise",
}


class PoissonFit(Materialization):
    """The query is the training set; a row is a group and a pair of terms."""

    kind = "poisson"
    libraries = ("scikit-learn", "numpy", "scipy")
    part = "training set"

    made = COLUMNS

    def kept(self, query: Query) -> list[str]:
        return [option(query, "group", "group")]

    def create(self, engine: Engine, query: Query) -> list[str]:
        import pyarrow as pa
        from threadpoolctl import threadpool_limits

        model = model_of(query)
        rows = engine.arrow(query.sql)
        with _ONE_FIT, threadpool_limits(1):  # the groups are too small to share out
            pairs, reasons = fit_groups(model, rows)
        texts, numbers = ("term", "other_term"), ("estimate", "std_error", "covariance")
        fitted = {
            model.group: pa.array([pair.group for pair in pairs], pa.string()),
            **{n: pa.array([getattr(p, n) for p in pairs], pa.string()) for n in texts},
            **{
                n: pa.array([getattr(p, n) for p in pairs], pa.float64())
                for n in numbers
            },
        }
        engine.create_from_rows(query.name, pa.table(fitted))
        return [f"not fitted, {reason}" for reason in reasons]

    def influences(self, query: Query) -> Iterator[tuple[str | None, str | None]]:
        """Every coefficient depends on the whole training set."""
        sources = [*(column.name.lower() for column in query.columns), None]
        targets = [*(column.name.lower() for column in query.output), None]
        for target in targets:
            for source in sources:
                yield target, source

    def prepare(self) -> None:
        """Load scikit-learn, which takes a second."""
        import sklearn.linear_model  # noqa: F401


MATERIALIZATION = PoissonFit()


def model_of(query: Query) -> Model:
    """The roles of the query's columns in the model. Raises ProblemError."""
    names = [column.name for column in query.columns]
    roles = [option(query, role, role) for role in ("group", "target", "weight")]
    missing = [role for role in roles if role not in names]
    if missing:
        reason = f"the fit needs the column {missing[0]}"
        hint = "Name group, target and weight in @materialize(poisson, …)."
        raise ProblemError(query.problem(reason, directive_offset(query), hint))
    group, target, weight = roles
    predictors = tuple(name for name in names if name not in roles)
    intercept = option(query, "intercept", "true") != "false"
    return Model(group, target, weight, predictors, intercept)


class NotFitted(Exception):
    """The model has no answer; the message says why."""


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

    fixed = design[target > 0]
    negligible = np.finfo(np.float64).eps * max(fixed.shape)
    # R of the QR decomposition has the null space of the rows, and is small
    factor = np.linalg.qr(fixed, mode="r")
    free = null_space(factor, negligible) if len(fixed) else np.eye(design.shape[1])
    if not free.size:
        return
    slopes = design[target == 0] @ free
    slopes = slopes / np.maximum(np.abs(slopes).max(axis=0), 1e-300)
    optimum = linprog(
        slopes.sum(axis=0), A_ub=slopes, b_ub=np.zeros(len(slopes)), bounds=(-1, 1)
    )
    if optimum.fun < -1e-7:
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
