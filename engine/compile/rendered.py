"""The SQL of a template, and the way back to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from engine.problems import Place

Uses = tuple[dict[str, str], dict[str, str]]


class Origin(Protocol):
    """The templates that SQL was rendered from."""

    @property
    def sources(self) -> Mapping[str, str]: ...
    def place(
        self, name: str, sql: str, offset: int
    ) -> tuple[Place, tuple[Place, ...]]: ...
    def uses(self, name: str) -> Uses: ...
    def expression(self, text: str) -> str: ...


@dataclass(frozen=True)
class Rendered:
    """The SQL of one template, and the way back to it."""

    name: str
    sql: str
    templates: Origin

    def place(self, offset: int) -> tuple[Place, tuple[Place, ...]]:
        """The template's place for an offset of the SQL, and those of macro calls."""
        return self.templates.place(self.name, self.sql, offset)

    @property
    def source(self) -> str:
        """The text of the template."""
        return self.templates.sources[self.name]

    def uses(self) -> Uses:
        """The parameters and macros that the template uses, each with its text."""
        return self.templates.uses(self.name)
