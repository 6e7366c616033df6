"""Rows expected and rows there, compared in Python: a case shows what differs.

Two warehouses are compared by SQL instead, in engine.warehouse.compare_relation.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Row = tuple[Any, ...]
# of all columns, or by column; the default for those not named
Tolerance = float | Mapping[str, float]
DEFAULT_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Difference:
    """A missing or unexpected row, or its other cells: column, expected, actual."""

    kind: str
    row: Mapping[str, Any]
    cells: tuple[tuple[str, Any, Any], ...] = ()
    relation: str = ""


def compare(
    header: Sequence[str],
    key: Sequence[str],
    wanted: Sequence[Row],
    actual: Sequence[Row],
    tolerance: Tolerance = DEFAULT_TOLERANCE,
    *,
    partial: bool = False,
) -> Iterator[Difference]:
    """Match equal rows in any order, then the others by key, if there is one.

    Where `partial`, rows that are not wanted may be there too.
    """
    within = [_tolerance_of(name, tolerance) for name in header]
    left = list(actual)
    missing = []
    for row in wanted:
        match = next((r for r in left if _same_row(row, r, within)), None)
        if match is None:
            missing.append(row)
        else:
            left.remove(match)
    positions = [header.index(name) for name in key if name in header]
    by_key = len(positions) == len(key) > 0
    for row in missing:
        other = next(
            (r for r in left if by_key and all(r[p] == row[p] for p in positions)), None
        )
        if other is None:
            yield Difference("missing", dict(zip(header, row, strict=True)))
            continue
        left.remove(other)
        cells = tuple(
            (name, a, b)
            for name, a, b, near in zip(header, row, other, within, strict=True)
            if not same(a, b, near)
        )
        yield Difference("other", {header[p]: row[p] for p in positions}, cells)
    for row in [] if partial else left:
        yield Difference("unexpected", dict(zip(header, row, strict=True)))


def _tolerance_of(column: str, tolerance: Tolerance) -> float:
    if isinstance(tolerance, Mapping):
        return tolerance.get(column, DEFAULT_TOLERANCE)
    return tolerance


def _same_row(one: Row, other: Row, within: Sequence[float]) -> bool:
    return all(same(a, b, near) for a, b, near in zip(one, other, within, strict=True))


def same(one: Any, other: Any, tolerance: float) -> bool:
    """Equal; floats within the tolerance, relative or absolute; NULL only NULL."""
    if isinstance(one, float | Decimal) and isinstance(other, float | Decimal):
        a, b = float(one), float(other)
        if math.isnan(a) or math.isnan(b):
            return math.isnan(a) and math.isnan(b)
        return math.isclose(a, b, rel_tol=tolerance, abs_tol=tolerance)
    return bool(one == other)
