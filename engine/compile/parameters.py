"""Parameters: declared as rows in SQL, overridden on the command line.

`reference.parameter_default` declares them. A name with one row is a constant; a
name with several, each from a period on, becomes a CASE on the query's `period`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from engine.compile.query import Query
from engine.names import literal
from engine.problems import ProblemError, UsageError, nearest

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
KINDS = {"word": "true or false", "number": "a number", "date": "a date or null"}


@dataclass(frozen=True)
class Value:
    """A value and the period from which it holds (None: always)."""

    value: str
    from_period: str | None


@dataclass(frozen=True)
class Parameter:
    """A named value of the rules; `override` is the value for this run."""

    name: str
    values: tuple[Value, ...]
    override: str | None = None

    @property
    def expression(self) -> bool | int | float | str | Periodic:
        """The text that `{{ name }}` renders to in a template."""
        if self.override is not None:
            return python_value(self.override)
        if len(self.values) == 1 and self.values[0].from_period is None:
            return python_value(self.values[0].value)
        return Periodic(self)


@dataclass(frozen=True)
class Periodic:
    """A parameter whose value depends on the period: a CASE in SQL."""

    parameter: Parameter

    def __str__(self) -> str:
        rows = sorted(
            self.parameter.values, key=lambda v: v.from_period or "", reverse=True
        )
        cases = [
            f"when period >= {literal(row.from_period)} then {sql_value(row.value)}"
            if row.from_period
            else f"else {sql_value(row.value)}"
            for row in rows
        ]
        return f"(case {' '.join(cases)} end)"

    def __bool__(self) -> bool:
        raise TypeError(
            f"{self.parameter.name} depends on the period, so a template cannot "
            "decide on it; write a CASE in SQL"
        )


def read_parameters(query: Query) -> list[list[str | None]]:
    """The declared rows: name, value and period from which it holds."""
    from engine.engines.errors import Refused
    from engine.engines.sql_text import rows_of_constants

    try:
        rows = rows_of_constants(f"select name, value, from_period from ({query.sql})")
    except Refused as refusal:
        reason = str(refusal).splitlines()[0]
        raise ProblemError(query.problem(reason, None, None)) from refusal
    problems = []
    for name, value, _ in rows:
        if _kind(value) is None:
            reason = f"the value {value!r} of {name} is no number, date, true or false"
            problems.append(query.problem(reason, query.sql.find(f"'{name}'"), None))
    if problems:
        raise ProblemError(problems)
    return [list(row) for row in rows]


def parameters_of(rows: Iterable[Sequence[Any]]) -> dict[str, Parameter]:
    """The parameters of the declared rows, in their order."""
    parameters: dict[str, Parameter] = {}
    for name, value, from_period in rows:
        earlier = parameters[name].values if name in parameters else ()
        parameters[name] = Parameter(name, (*earlier, Value(value, from_period)))
    return parameters


def overridden(
    parameters: dict[str, Parameter], settings: Mapping[str, str]
) -> dict[str, Parameter]:
    """The parameters with values for this run. Raises UsageError for unknown names."""
    result = dict(parameters)
    for name, value in settings.items():
        if name not in result:
            hint = nearest(name, result) or f"Known: {', '.join(result)}."
            raise UsageError(f"No parameter is named {name}. {hint}")
        wanted = _kind(result[name].values[0].value)
        if _kind(value) != wanted:
            raise UsageError(
                f"{name} takes {KINDS[wanted or 'number']}, not {value!r}."
            )
        result[name] = replace(result[name], override=value)
    return result


def _kind(value: str | None) -> str | None:
    """The kind of a value: word, number or date (also null); None for others."""
    if value is None:
        return None
    if value.lower() in ("true", "false"):
        return "word"
    if value.lower() == "null" or _is_date(value):
        return "date"
    return "number" if NUMBER.fullmatch(value) else None


def _is_date(value: str) -> bool:
    try:
        return bool(DATE.fullmatch(value) and date.fromisoformat(value))
    except ValueError:
        return False


def sql_value(value: str) -> str:
    """A value as SQL; a date is a literal of type DATE, also if null."""
    if _kind(value) != "date":
        return value
    return "cast(null as date)" if value.lower() == "null" else f"date '{value}'"


def python_value(value: str) -> bool | int | float | str:
    """A value as a template uses it; a date is its SQL."""
    kind = _kind(value)
    if kind == "word":
        return value.lower() == "true"
    if kind == "date":
        return sql_value(value)
    return float(value) if set(value) & set(".eE") else int(value)
