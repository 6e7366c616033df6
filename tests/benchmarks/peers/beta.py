"""The closed forms of macros/beta.sql on arrays: cdf and quantiles of Beta(a, b).

The same formulas with the same constants, so that what they decide is the same; scipy's
are exact and slower. NaN in, NaN out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Formula = Callable[[Floats, Floats], Floats]
LOW, HIGH = 0.025, 0.975
DEVIATE = 1.959964


def cdf(x: float, a: Floats, b: Floats) -> Floats:
    """P(X <= x) for 0 < x < 1."""
    return _by_case(
        a,
        b,
        [
            (b <= 0, lambda a, b: np.zeros_like(a)),
            (a <= 0, lambda a, b: np.ones_like(a)),
            (a > 0, lambda a, b: _shifted_cdf(x, a, b)),
        ],
    )


def interval(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """The ends of the equal-tailed 95 pct interval."""
    return _quantile(LOW, a, b), _quantile(HIGH, a, b)


def _by_case(
    a: Floats, b: Floats, cases: Sequence[tuple[NDArray[np.bool_], Formula]]
) -> Floats:
    """Each element by the first case that holds for it; NaN where none does."""
    values = np.full(a.shape, np.nan)
    open_ = ~np.isnan(a + b)
    for holds, formula in cases:
        here = open_ & holds
        values[here] = formula(a[here], b[here])
        open_ &= ~here
    return values


def _stirling(v: Floats) -> Floats:
    return 1 / (12 * v + 0.4 / v)


def _shifted_cdf(x: float, a: Floats, b: Floats) -> Floats:
    """Peizer and Pratt at (a+3, b+3), then back by the recurrence."""
    s = a + b
    d = (
        b
        + 2.6666666667
        - (s + 5.3333333333) * (1 - x)
        + 0.02 * (x / (b + 3) - (1 - x) / (a + 3) + (x - 0.5) / (s + 6))
    )
    deviance = (b + 2.5) * np.log((b + 2.5) / ((s + 5) * (1 - x))) + (a + 2.5) * np.log(
        (a + 2.5) / ((s + 5) * x)
    )
    quadratic = (b + 2.5 - (s + 5) * (1 - x)) ** 2 / (2 * (s + 5) * x * (1 - x))
    w = (
        d**2
        / (2 * (s + 5.1666666667) * x * (1 - x))
        * (1e-4 + np.maximum(0, deviance))
        / (1e-4 + quadratic)
    )
    tail = np.sqrt(1 - np.exp(-w * (1 + 0.2732395447 / (1 + 0.147 * w))))
    value = 0.5 + 0.5 * np.sign(d) * tail + _shift(x, a, b)
    return np.asarray(np.clip(value, 0.0, 1.0))


def _shift(x: float, a: Floats, b: Floats) -> Floats:
    """I_x(a, b) - I_x(a+3, b+3)."""
    s = a + b
    leading = np.exp(
        a * np.log(x)
        + b * np.log(1 - x)
        + 1.0810614668
        + (s + 1.5) * np.log(s + 2)
        + _stirling(s + 2)
        - (a + 1.5) * np.log(a + 2)
        - _stirling(a + 2)
        - (b + 1.5) * np.log(b + 2)
        - _stirling(b + 2)
    )
    v = x * (1 - x)
    third = (b + 2) / (s + 4) - x
    second = (b + 1) / (s + 2) - x + v * (s + 3) * (s + 4) / ((a + 2) * (b + 2)) * third
    first = b / s - x + v * (s + 1) * (s + 2) / ((a + 1) * (b + 1)) * second
    return np.asarray((a + 1) * (b + 1) / (s + 1) * leading * first)


def _quantile(p: float, a: Floats, b: Floats) -> Floats:
    return _by_case(
        a,
        b,
        [
            (b <= 1e-9, lambda a, b: _two_points(p, a, b)),
            (a <= 1e-9, lambda a, b: np.zeros_like(a)),
            (a + b < 1, lambda a, b: _small_shapes(p, a, b)),
            ((a < 1) & (a <= b), lambda a, b: 1 - _small_shape_tail(p, a, b)),
            (b < 1, lambda a, b: _small_shape_tail(1 - p, b, a)),
            ((a < 2) | (b < 2), lambda a, b: _near_one(p, a, b)),
            (a >= 2, lambda a, b: _paulson(p, a, b)),
        ],
    )


def _two_points(p: float, a: Floats, b: Floats) -> Floats:
    return np.where((a <= 1e-9) & (p * (a + b) <= b), 0.0, 1.0)


def _small_shapes(p: float, a: Floats, b: Floats) -> Floats:
    lower = _small_log_odds(p, a, b)
    upper = _small_log_odds(1 - p, b, a)
    with np.errstate(over="ignore"):  # 1 / infinity is the 0 that is meant
        return np.asarray(
            1 / (1 + np.exp(np.maximum(0, -lower) + np.minimum(0, upper)))
        )


def _small_log_odds(p: float, a: Floats, b: Floats) -> Floats:
    s = a + b
    start = np.log(p * s / b) / a - b * (1.6449 - s * (1.2021 - 0.518 * s))
    c = s / (a + 1) * (1 - 0.207 * b * (1 - s))
    y = start
    for _ in range(3):
        y = start + c * np.log(1 + np.exp(np.minimum(50, y)))
    return y


def _small_shape_tail(p: float, a: Floats, b: Floats) -> Floats:
    tail = np.log(1 - np.power(p, 1 / a))
    polynomial = 0.4245549 - a * 0.1010678
    polynomial = -0.6998588 + a * polynomial
    polynomial = 0.9512363 + a * polynomial
    gamma = 1 + a * (-0.5748646 + a * polynomial)
    rate = np.power(b * (b + 1) / ((a + b) * (a + b + 1) * gamma), 1 / a)
    below = (b + 1.5 + 0.5 * a) * rate - 0.137 * b * tail
    return np.asarray(np.exp(tail * (1 - 0.137 * tail) / below))


def _near_one(p: float, a: Floats, b: Floats) -> Floats:
    one = np.ones_like(a)
    at_b = (2 - b) * (np.power(p, 1 / a) - _paulson(p, a, one))
    at_a = (2 - a) * (1 - np.power(1 - p, 1 / b) - _paulson(p, one, b))
    return np.clip(_paulson(p, a, b) + np.where(b <= a, at_b, at_a), 0.0, 1.0)


def _paulson(p: float, a: Floats, b: Floats) -> Floats:
    if p < 0.5:
        return 1 - 1 / (1 + _paulson_odds(a, b))
    return 1 / (1 + _paulson_odds(b, a))


def _paulson_odds(a: Floats, b: Floats) -> Floats:
    zz = round(9 * DEVIATE**2, 6)
    left, right = 9 * a - 1, 9 * b - 1
    under = np.maximum(a * right**2 + b * left**2 - zz * a * b, 0)
    root = np.maximum(left**2 - zz * a, 0) / (left * right + np.sqrt(zz * under))
    return np.asarray((b / a) ** 2 * root**3)
