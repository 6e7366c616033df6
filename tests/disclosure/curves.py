"""Survival and cumulative incidence with their intervals, worked out for many worlds.

Only to look for worlds that publish the same curves; the project's own SQL judges them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Z = 1.959963984540054


def curves(ends: Array, still: int) -> Array:
    """Figures of worlds: ends is worlds x reasons x months, from month 1 on.

    Returns worlds x curves x 4 x months: first the survival, then each reason's
    incidence (that of `still`, who have not left, is 0); of each the value, standard
    error, low and high.
    """
    at_risk = np.cumsum(ends.sum(axis=1)[:, ::-1], axis=1)[:, ::-1]
    exits = ends.copy()
    exits[:, still] = 0
    n, d = at_risk, exits.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        survival = np.cumprod(np.where(n > 0, 1 - d / n, 1), axis=1)
        greenwood = np.cumsum(np.where(n > d, d / n / (n - d), 0), axis=1)
        variance = np.where(survival > 0, survival**2 * greenwood, 0)
        n, d = n[:, None], d[:, None]
        before = np.concatenate([np.ones_like(survival[:, :1]), survival], axis=1)
        s = before[:, None, :-1]
        value = np.cumsum(np.where(n > 0, s * exits / n, 0), axis=2)
        a = np.where((n > 1) & (n > d), d / (n - 1) / (n - d), 0)
        b = np.where(n > 1, s**2 * (n - exits) * exits / (n - 1) / n**2, 0)
        c = np.where(
            (n > 1) & (n > d), s * exits * (n - exits) / n / (n - d) / (n - 1), 0
        )

    def total(x: Array) -> Array:
        return np.cumsum(x, axis=2)

    aalen = value**2 * total(a) - 2 * value * total(value * a) + total(value**2 * a)
    aalen += total(b) - 2 * (value * total(c) - total(value * c))
    values = np.concatenate([survival[:, None], value], axis=1)
    variances = np.concatenate([variance[:, None], np.maximum(aalen, 0)], axis=1)
    figures = [values, np.sqrt(variances)]
    figures += [bound(values, variances, sign) for sign in (1, -1)]
    return np.stack(figures, axis=2)


def bound(value: Array, variance: Array, sign: int) -> Array:
    """An end of the log-minus-log interval: 1 the lower one, -1 the upper one."""
    inside = (value > 1e-300) & (value < 1 - 1e-15) & (variance > 0)
    p = np.where(inside, value, 0.5)
    power = np.exp(-sign * Z * np.sqrt(variance) / (p * np.log(p)))
    return np.where(inside, p**power, value)


def weights(ends: Array, still: int, least: int) -> Array:
    """What a spell is worth by the rounded counts: worlds x months; 1 where none is."""
    at_risk = np.cumsum(ends.sum(axis=1)[:, ::-1], axis=1)[:, ::-1]
    exits = ends.sum(axis=1) - ends[:, still]
    shown = rounded(at_risk, least)
    stay = shown - rounded(exits, least)
    with np.errstate(divide="ignore", invalid="ignore"):
        more = np.where(shown[:, 1:] > 0, stay[:, :-1] / shown[:, 1:], 1)
        left = np.log(np.where(more > 0, more, 1))
        grown = np.cumsum(np.pad(left, ((0, 0), (1, 0))), axis=1)
        weight = np.maximum(np.exp(grown), 1) / shown[:, :1]
    return np.where(np.isfinite(weight), weight, 1)


def rounded(count: Array, least: int) -> Array:
    """To whole multiples of the least count that is told; just one of them is 0."""
    nearest: Array = least * np.floor(np.asarray(count) / least + 0.5)
    return np.where(nearest > least, nearest, 0)


def steps(weight: Array, least: int) -> Array:
    """1, 2 or 5 times a power of ten, at least what `least` spells are worth."""
    worth = np.where(weight > 0, least * weight, 1)
    power = 10 ** np.floor(np.log10(worth))
    factor = np.select(
        [worth <= power, worth <= 2 * power, worth <= 5 * power], [1, 2, 5], 10
    )
    step: Array = power * factor
    return step
