"""The SQL of templates, and the way back to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from engine.problems import Place

if TYPE_CHECKING:
    from engine.compile.templates import Templates

Uses = tuple[dict[str, str], dict[str, str]]


class LazyTemplates:
    """The templates of a project, read when one is rendered or placed: a build in which
    every query is kept reads none."""

    def __init__(
        self,
        queries: Mapping[str, str],
        macros: Mapping[str, str],
        context: Mapping[str, Any],
    ) -> None:
        self.sources = {**macros, **queries}
        self.context = context
        self.used: dict[str, Uses] = {}
        self._parts = queries, macros

    @cached_property
    def templates(self) -> Templates:
        """Raises ProblemError for the faults of macros."""
        from engine.compile.templates import Templates

        return Templates(*self._parts, self.context)

    def render(self, name: str) -> Rendered:
        """A template with its SQL. Raises ProblemError naming file and line."""
        return Rendered(name, self.templates.render(name), self)

    def expression(self, text: str) -> str:
        """The text of an expression of templates, such as a macro called."""
        return self.templates.expression(text)

    def uses(self, name: str) -> Uses:
        if name not in self.used:
            self.used[name] = self.templates.uses(name)
        return self.used[name]


@dataclass(frozen=True)
class Rendered:
    """The SQL of one template, and the way back to it."""

    name: str
    sql: str
    lazy: LazyTemplates

    def place(self, offset: int) -> tuple[Place, tuple[Place, ...]]:
        """The template's place for an offset of the SQL, and those of macro calls."""
        return self.lazy.templates.place(self.name, self.sql, offset)

    @property
    def source(self) -> str:
        """The text of the template."""
        return self.lazy.sources[self.name]

    def uses(self) -> Uses:
        """The parameters and macros that the template uses, each with its text."""
        return self.lazy.uses(self.name)
