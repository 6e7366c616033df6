"""Read a query that does not compile, to find its other faults.

An unknown name in a template is replaced by the nearest known one, else by NULL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.compile.query import Query
from engine.compile.read_query import faults_of, read_query
from engine.compile.templates import UNDEFINED
from engine.names import Name
from engine.problems import Problem, ProblemError, nearest_name

if TYPE_CHECKING:
    from engine.compile.rendered import LazyTemplates

MOST = 10
UNKNOWN = re.compile(UNDEFINED.format(r"(\w+)"))
NOTHING = "null"
Make = Callable[[Mapping[str, Any]], "LazyTemplates"]


@dataclass(frozen=True)
class Lenient:
    """The query, if it could be read, and the problems met while reading."""

    query: Query | None
    problems: tuple[Problem, ...]


def read_leniently(
    name: Name, path: Path, context: Mapping[str, Any], make: Make
) -> Lenient:
    """Read a query that failed; `make` makes templates with additional names."""
    guesses: dict[str, Any] = {}
    problems: list[Problem] = []
    for _ in range(MOST):
        try:
            rendered = make(guesses).render(str(path))
            query = read_query(name, path, rendered)
        except ProblemError as error:
            unknown_words = [
                m[1] for p in error.problems if (m := UNKNOWN.match(p.reason))
            ]
            new = set(unknown_words) - set(guesses)
            if not new and NOTHING in guesses.values():
                return Lenient(None, tuple(problems))  # it may follow from a guess
            problems += error.problems
            if not new:
                return Lenient(None, tuple(problems))
            guesses |= {word: _guess(word, context) for word in new}
            continue
        return Lenient(query, (*problems, *faults_of(query)))
    return Lenient(None, tuple(problems))


def _guess(word: str, context: Mapping[str, Any]) -> Any:
    near = nearest_name(word, context)
    return context[near] if near else NOTHING
