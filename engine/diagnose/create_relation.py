"""Make a relation; an engine error becomes problems placed in the template."""

from __future__ import annotations

from engine.compile.query import Query
from engine.diagnose.binder_errors import sql_problems
from engine.engines.base import Engine
from engine.engines.errors import Refused
from engine.problems import ProblemError


def create_relation(engine: Engine, query: Query) -> list[str]:
    """Make a query's relation and return notes.

    Raises ProblemError with all faults, each placed in the template.
    """
    try:
        return query.materialization.create(engine, query)
    except Refused as refusal:
        problems = sql_problems(engine, query, refusal)
        raise ProblemError(problems) from refusal
