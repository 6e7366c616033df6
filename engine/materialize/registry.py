"""The kinds of materialization: modules of this package with a MATERIALIZATION."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import engine.materialize
from engine.materialize.base import Materialization, directive_offset
from engine.problems import ProblemError, nearest

if TYPE_CHECKING:
    from engine.compile.query import Query
    from engine.engines.base import Engine


class Unknown(Materialization):
    """An unknown kind; making the relation fails with a problem."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def create(self, engine: Engine, query: Query) -> list[str]:
        registered = kinds()
        reason = f"{self.kind} is no materialization"
        hint = nearest(self.kind, registered) or f"Known: {', '.join(registered)}."
        raise ProblemError(query.problem(reason, directive_offset(query), hint))


@cache
def kinds() -> dict[str, Materialization]:
    """The materializations by the word that `@materialize` takes."""
    modules = [
        import_module(f"{engine.materialize.__name__}.{module.name}")
        for module in iter_modules(engine.materialize.__path__)
        if module.name not in ("base", "registry")
    ]
    declared = [vars(module).get("MATERIALIZATION") for module in modules]
    return {one.kind: one for one in declared if isinstance(one, Materialization)}


def materialization(kind: str) -> Materialization:
    """The materialization of a word."""
    return kinds().get(kind) or Unknown(kind)
