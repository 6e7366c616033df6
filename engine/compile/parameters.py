"""Parameters: declared as rows in SQL, overridden on the command line.

`reference.parameter_default` declares them. A name with one row is a constant; a
name with several, each from a period on, becomes a CASE on the query's `period`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.compile.query import Query
from engine.names import Name, literal
from engine.problems import ProblemError, UsageError, nearest

NAME = Name("reference", "parameter_default")
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True)
class Value:
    """A value and the period from which it holds (None: always)."""

    value: str
    from_period: str | None


@dataclass(frozen=True)
class Parameter:
    """A named value of the rules; `override` is what `--set` gave."""

    name: str
    values: tuple[Value, ...]
    override: str | None = None

    @property
    def expression(self) -> bool | int | float | Periodic:
        """What `{{ name }}` stands for in a template."""
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
            f"when period >= {literal(row.from_period)} then {row.value}"
            if row.from_period
            else f"else {row.value}"
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
        if not _is_value(value):
            reason = f"the value {value!r} of {name} is no number, true or false"
            problems.append(query.problem(reason, query.sql.find(f"'{name}'"), None))
    if problems:
        raise ProblemError(problems)
    return [list(row) for row in rows]


def parameters_of(rows: Iterable[Sequence[Any]]) -> dict[str, Parameter]:
    """The parameters of the declared rows, in their order."""
    found: dict[str, Parameter] = {}
    for name, value, from_period in rows:
        earlier = found[name].values if name in found else ()
        found[name] = Parameter(name, (*earlier, Value(value, from_period)))
    return found


def overridden(
    parameters: dict[str, Parameter], settings: Mapping[str, str]
) -> dict[str, Parameter]:
    """The parameters with `--set` applied. Raises UsageError for what is unknown."""
    result = dict(parameters)
    for name, value in settings.items():
        if name not in result:
            hint = nearest(name, result) or f"Known: {', '.join(result)}."
            raise UsageError(f"No parameter is named {name}. {hint}")
        if not _is_value(value) or _is_word(value) != _is_word(
            result[name].values[0].value
        ):
            kind = (
                "true or false"
                if _is_word(result[name].values[0].value)
                else ("a number")
            )
            raise UsageError(f"{name} takes {kind}, not {value!r}.")
        result[name] = replace(result[name], override=value)
    return result


def _is_word(value: str) -> bool:
    return value.lower() in ("true", "false")


def _is_value(value: str | None) -> bool:
    return value is not None and (_is_word(value) or bool(NUMBER.fullmatch(value)))


def python_value(value: str) -> bool | int | float:
    if _is_word(value):
        return value.lower() == "true"
    return float(value) if set(value) & set(".eE") else int(value)
