"""The compiled queries of a project: what each needs, and in which order they come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

from engine.compile.parameters import Parameter
from engine.compile.query import Query
from engine.compile.settings import Settings
from engine.names import Name
from engine.problems import Problem, ProblemError, UsageError, display_path, nearest

if TYPE_CHECKING:
    from engine.compile.rendered import LazyTemplates


@dataclass(frozen=True)
class Compiled:
    """The queries of a project and the parameters that they were rendered with.

    `files` are the files of all relations; `broken` are the queries that did not
    compile, as far as they could be read.
    """

    root: Path
    settings: Settings
    files: Mapping[Name, Path]
    queries: dict[Name, Query]
    parameters: dict[str, Parameter]
    templates: LazyTemplates
    broken: Mapping[Name, Query] = field(default_factory=dict)

    @property
    def synthetic(self) -> list[Query]:
        """The queries of the synthetic country, in order."""
        schema = self.settings.synthetic
        return self.ordered(n for n in self.queries if n.schema == schema)

    @property
    def build(self) -> list[Query]:
        """The queries of a build, in order."""
        schema = self.settings.synthetic
        return self.ordered(n for n in self.queries if n.schema != schema)

    def ordered(self, names: Iterable[Name]) -> list[Query]:
        """The named queries and everything they read, in dependency order."""
        graph = {n: sorted(self.needs(n)) for n in sorted(self.upstream(names))}
        try:
            return [self.queries[n] for n in TopologicalSorter(graph).static_order()]
        except CycleError as error:
            raise ProblemError(self._cycle(error.args[1])) from error

    def upstream(self, names: Iterable[Name]) -> set[Name]:
        """The names and everything they and their checks read, directly or not."""
        reached: set[Name] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting += self.needs(name)
        return reached

    def reads(self, name: Name) -> set[Name]:
        return {n for n in self.queries[name].reads if n in self.queries}

    def needs(self, name: Name) -> set[Name]:
        """The relations to build before this one: those that it or its checks read."""
        checked = self.queries[name].checked_against
        return self.reads(name) | {n for n in checked if n in self.queries}

    def find(self, text: str) -> Query:
        """The relation of that name. Raises UsageError with the nearest name."""
        name = Name.of(text)
        if name not in self.queries:
            hint = nearest(text, map(str, self.queries)) or ""
            raise UsageError(f"No relation is named {text}. {hint}".strip())
        return self.queries[name]

    def _cycle(self, names: list[Name]) -> Problem:
        steps = list(reversed(names))
        query = self.queries[steps[0]]
        path = " reads ".join(str(name) for name in steps)
        paths = (self.queries[name].path for name in dict.fromkeys(steps))
        files = ", ".join(map(display_path, paths))
        offset = dict(query.mentions).get(steps[1])
        return query.problem(f"a circle: {path}", offset, f"The files: {files}")
