"""What would be published with primary suppression alone: SPEC section 9, no more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.disclosure.worlds import SHOWN, Limits, Shown, World, published

UNEMPLOYED, LEFT, RATE, RATIO = (
    SHOWN.index(name)
    for name in (
        "unemployed",
        "left_within_3_months",
        "exit_rate",
        "unemployment_ratio",
    )
)


def primary_only(worlds: Sequence[World], limits: Limits) -> list[Shown]:
    open_ = published(worlds, limits._replace(disclosure_min=0))
    return [tuple(_hidden(row, limits.disclosure_min) for row in s) for s in open_]


def _hidden(row: tuple[Any, ...], least: int) -> tuple[Any, ...]:
    cells = list(row)
    unemployed, left = row[UNEMPLOYED], row[LEFT]
    if 1 <= unemployed < least:
        cells[UNEMPLOYED] = cells[RATIO] = None
    if any(1 <= n < least for n in (unemployed, left, unemployed - left)):
        cells[LEFT] = cells[RATE] = None
    return tuple(cells)
