"""Columns that a format cannot hold, reported before anything is written."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.problems import Place, Problem, ProblemError

if TYPE_CHECKING:
    from engine.export.table import Field, Table

FIRST_EXCEL_YEAR = 1900
LONGEST_CELL = 32_767
EXACT = 2**53  # whole numbers up to here are exact as a double, as Excel has numbers
LARGEST_DECIMAL = 10**38
HINT = "Export .parquet; or cast the column to text in its query."


def refuse_unfit(table: Table, ending: str, file: Path) -> None:
    """Raises ProblemError with a problem for each column that would lose values."""
    fields = table.fields
    if ending == ".json":
        fields = [field for field in fields if field not in table.others]
    reasons = ((field, _reason(table, field, ending)) for field in fields)
    problems = [
        Problem(
            f"{table.name}.{field.name} {reason}", place=Place(file), hint=_hint(ending)
        )
        for field, reason in reasons
        if reason
    ]
    if problems:
        raise ProblemError(problems)


def _hint(ending: str) -> str:
    return HINT if ending != ".parquet" else "Cast the column to text in its query."


def _reason(table: Table, field: Field, ending: str) -> str | None:
    if ending == ".parquet":
        return _no_parquet(table, field)
    if field.is_nested or field.base in ("BLOB", "GEOMETRY"):
        return f"is {field.type}: {ending} has no cell for that"
    if ending == ".xlsx":
        return next(_no_cell(table, field), None)
    if ending == ".csv" or not field.is_number:
        return None
    return next(_no_number(table, field, ending), None)


def _no_parquet(table: Table, field: Field) -> str | None:
    if field.has_far_dates:
        return "has a date that is infinite or not of the years 1 to 9999"
    if field.base in ("UNION", "VARIANT"):
        return f"is {field.type}: .parquet has no such type"
    if field.base == "HUGEINT":
        values = [value for value in table.column(field) if value is not None]
        if any(abs(value) >= LARGEST_DECIMAL for value in values):
            return "has a number of more than 38 digits"
    return None


def _no_cell(table: Table, field: Field) -> Iterator[str]:
    """Why a cell of Excel would change or lose a value."""
    if field.has_far_dates:
        yield "has a date that is infinite or not of the years 1 to 9999"
        return
    for value in table.column(field):
        if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            if not math.isfinite(value):
                yield f"has {value}: Excel has no such number"
            elif _loses_digits(value):
                yield f"has {value}: Excel keeps some 15 digits"
        elif hasattr(value, "year") and value.year < FIRST_EXCEL_YEAR:
            yield f"has {value}: Excel has no dates before {FIRST_EXCEL_YEAR}"
        elif hasattr(value, "year") and _has_microseconds(value):
            yield f"has {value}: Excel keeps thousandths of a second"
        elif isinstance(value, str) and len(value) > LONGEST_CELL:
            yield f"has a text of {len(value):,} letters: a cell takes {LONGEST_CELL:,}"


def _no_number(table: Table, field: Field, ending: str) -> Iterator[str]:
    for value in table.column(field):
        if value is not None and not math.isfinite(value):
            yield f"has {value}: {ending} has no such number"
        elif ending == ".json" and _is_inexact_fraction(value):
            yield f"has {value}: more digits than a number of JSON keeps"


def _loses_digits(value: int | float | Decimal) -> bool:
    """Whether a value changes as a double, which has some 15 digits."""
    if isinstance(value, float):
        return False
    return _is_inexact_fraction(value) or (
        value == int(value) and not -EXACT <= value <= EXACT
    )


def _is_inexact_fraction(value: Any) -> bool:
    """Whether a decimal number with a fraction changes as a double."""
    if not isinstance(value, Decimal) or value == value.to_integral_value():
        return False
    return Decimal(repr(float(value))) != value


def _has_microseconds(value: Any) -> bool:
    left = getattr(value, "microsecond", 0) % 1000
    return bool(left or getattr(value, "nanosecond", 0))
