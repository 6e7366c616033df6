"""The Danish labour-market balance as an embedded, SQL-centric analytics engine.

    import engine

    project = engine.open_project()            # .build(), .what_if(), .lineage()
    warehouse = engine.open_warehouse()        # .relation(), .explain()

The names are loaded when they are first used; `engine.api` documents them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.2.0"

if TYPE_CHECKING:
    from engine.api import (
        Changes,
        Influence,
        Project,
        Relation,
        Report,
        Story,
        StoryStep,
        Warehouse,
        open_project,
        open_warehouse,
    )
    from engine.problems import Problem, ProblemError, UnavailableError, UsageError

__all__ = [
    "Changes",
    "Influence",
    "Problem",
    "ProblemError",
    "Project",
    "Relation",
    "Report",
    "Story",
    "StoryStep",
    "UnavailableError",
    "UsageError",
    "Warehouse",
    "open_project",
    "open_warehouse",
]

_PROBLEMS = ("Problem", "ProblemError", "UnavailableError", "UsageError")


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = "engine.problems" if name in _PROBLEMS else "engine.api"
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
