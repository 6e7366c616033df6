"""Survival and cumulative incidence with their errors, worked out for many worlds.

Only to look for worlds that publish the same curves; the project's own SQL judges them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def curves(ends: Array, still: int) -> Array:
    """Figures of worlds: ends is worlds x reasons x months, from month 1 on.

    Returns worlds x curves x 2 x months: first the survival, then each reason's
    incidence (that of `still`, who have not left, is 0); of each the value and its
    standard error.
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
    return np.stack([values, np.sqrt(variances)], axis=2)


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
    worth = np.where(weight > 0, least * (1 - 1e-9) * weight, 1)
    power = 10 ** np.floor(np.log10(worth))
    factor = np.select(
        [worth <= power, worth <= 2 * power, worth <= 5 * power], [1, 2, 5], 10
    )
    step: Array = power * factor
    return step


def limits(
    now: Array, ends: Array, still: int, has_rows: Sequence[bool], least: int
) -> tuple[Array, Array, Array]:
    """Least and most of each figure, endless where it is not told, and its step.

    `now` is curves x 2 x months as `curves` gives them, the survival first, and of each
    curve `has_rows` says whether it has any; `ends` is reasons x months.
    """
    at_risk = np.cumsum(ends.sum(axis=0)[::-1])[::-1]
    shown = np.array(has_rows)[:, None, None] & (rounded(at_risk, least) > 0)
    step = steps(weights(ends[None], still, least)[0], least)
    floored = now.copy()
    floored[:, 1] = np.maximum(now[:, 1], step)
    middle = whole(floored, step)
    middle[0, 0] = 1 - whole(1 - now[0, 0], step)
    low = np.where(shown, middle - step / 2, -np.inf)
    low[:, 1] = np.where(middle[:, 1] < 1.2 * step, -np.inf, low[:, 1])
    high = np.where(shown, middle + step / 2, np.inf)
    return low, high, np.broadcast_to(step, now.shape)


def finer(step: Array) -> Array:
    """The next finer step."""
    power = 10 ** np.floor(np.log10(step) + 1e-9)
    factor = np.select([step < 1.5 * power, step < 3 * power], [0.5, 1], 2)
    return np.asarray(power * factor)


def whole(figure: Any, step: Any) -> Any:
    """To whole steps; of two that are as near, to the higher."""
    return np.floor(np.round(figure / step, 9) + 0.5) * step
