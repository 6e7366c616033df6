"""Jinja templates: strict, sandboxed, and traceable to the character.

Queries are rendered plainly. Only when a place is asked for is the template
rendered again with invisible marks, from which a map leads from each character
of the SQL to the character of the template (and of the macros) that wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, TemplateSyntaxError, nodes
from jinja2.exceptions import TemplateError, UndefinedError
from jinja2.runtime import Macro
from jinja2.sandbox import SandboxedEnvironment

from engine.problems import Place, Problem, ProblemError, nearest

DATA, OPEN, END, CLOSE = "\ue000", "\ue001", "\ue002", "\ue003"
MARK = re.compile(f"[{DATA}{OPEN}](\\d+){END}|{CLOSE}")


class _Environment(SandboxedEnvironment):
    """Strict and sandboxed; with `marked`, output carries its origin."""

    def __init__(
        self, sources: Mapping[str, str], *, marked: bool, only: str | None = None
    ) -> None:
        super().__init__(
            undefined=StrictUndefined,
            loader=FunctionLoader(lambda name: (sources[name], name, lambda: True)),
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
            cache_size=-1,
        )
        self.marked = marked
        self.only = only
        self.origins: list[tuple[str, int]] = []

    def _parse(
        self, source: str, name: str | None, filename: str | None
    ) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if self.marked and name and self.only in (None, name):
            self._mark(tree, source, name)
        return tree

    def _mark(self, tree: nodes.Template, source: str, name: str) -> None:
        offsets = _output_offsets(self, source, name)
        for output in tree.find_all(nodes.Output):
            marked: list[nodes.Expr] = []
            for node in output.nodes:
                self.origins.append((name, next(offsets)))
                index = len(self.origins) - 1
                if isinstance(node, nodes.TemplateData):
                    marked += [_text(f"{DATA}{index}{END}"), node]
                else:
                    marked += [_text(f"{OPEN}{index}{END}"), node, _text(CLOSE)]
            output.nodes = marked


def _text(data: str) -> nodes.TemplateData:
    return nodes.TemplateData(data)


def _output_offsets(env: _Environment, source: str, name: str) -> Iterator[int]:
    """Where each piece of text and each `{{` of a template begins."""
    position = 0
    for _, kind, value in env.lexer.tokeniter(source, name):
        found = source.find(value, position)
        position = found if found >= 0 else position
        if kind in ("data", "variable_begin") and value:
            yield position
        position += len(value)


@dataclass(frozen=True)
class Segment:
    """From character `start` of the SQL on: the template frames, innermost last."""

    start: int
    frames: tuple[tuple[str, int], ...]
    exact: bool


@dataclass(frozen=True)
class Rendered:
    """The SQL of one template, and the way back to it."""

    name: str
    sql: str
    templates: Templates

    def place(self, offset: int) -> tuple[Place, tuple[Place, ...]]:
        """The template's place behind a character of the SQL, and the callers'."""
        return self.templates.place(self.name, self.sql, offset)


class Templates:
    """The queries' and macros' texts with the parameters they may name."""

    def __init__(
        self,
        queries: Mapping[str, str],
        macros: Mapping[str, str],
        context: Mapping[str, Any],
    ) -> None:
        self.sources = {**macros, **queries}
        self._macro_names = list(macros)
        self._context = dict(context)
        self._plain = self._environment(marked=False)
        self._marked: dict[str | None, _Environment] = {}
        self._segments: dict[tuple[str, str | None], tuple[str, list[Segment]]] = {}

    def render(self, name: str) -> Rendered:
        """The SQL of a template. Raises ProblemError naming file and line."""
        self._undefined_names(name)
        return Rendered(name, self._render(self._plain, name), self)

    def place(
        self, name: str, sql: str, offset: int
    ) -> tuple[Place, tuple[Place, ...]]:
        plain, segments = self._map(name)
        if plain != sql:  # a macro's answer depends on its own text: not into macros
            plain, segments = self._map(name, only=name)
        if plain != sql:
            return Place(Path(name)), ()
        segment = [s for s in segments if s.start <= offset][-1]
        *callers, (file, start) = segment.frames
        inner = start + (offset - segment.start if segment.exact else 0)
        return (
            self._place(file, inner),
            tuple(self._place(*caller) for caller in reversed(callers)),
        )

    def _place(self, file: str, offset: int) -> Place:
        return Place.at(Path(file), self.sources[file], offset)

    def _map(self, name: str, only: str | None = None) -> tuple[str, list[Segment]]:
        key = (name, only)
        if key not in self._segments:
            if only not in self._marked:
                self._marked[only] = self._environment(marked=True, only=only)
            env = self._marked[only]
            self._segments[key] = _segments(self._render(env, name), name, env.origins)
        return self._segments[key]

    def _environment(self, *, marked: bool, only: str | None = None) -> _Environment:
        env = _Environment(self.sources, marked=marked, only=only)
        env.globals.update(self._context)
        problems: list[Problem] = []
        origin: dict[str, str] = {}
        for name in self._macro_names:
            try:
                module = env.get_template(name).make_module()
            except TemplateError as error:
                problems.append(self._problem(error, name))
                continue
            for key, value in vars(module).items():
                if not isinstance(value, Macro):
                    continue
                if key in origin:
                    problems.append(
                        Problem(
                            f"macro {key} stands in two files: {origin[key]} and "
                            f"{name}",
                            Place(Path(name)),
                            "Rename one of them.",
                        )
                    )
                origin[key] = name
                env.globals[key] = value
        if problems:
            raise ProblemError(problems)
        return env

    def _render(self, env: _Environment, name: str) -> str:
        try:
            return env.get_template(name).render()
        except ProblemError:
            raise
        except Exception as error:
            raise ProblemError(self._problem(error, name)) from error

    def _undefined_names(self, name: str) -> None:
        """All undefined names of a template at once, each at its line."""
        try:
            tree = self._plain.parse(self.sources[name], name)
        except TemplateSyntaxError as error:
            raise ProblemError(self._problem(error, name)) from error
        from jinja2.meta import find_undeclared_variables

        unknown = find_undeclared_variables(tree) - set(self._plain.globals)
        problems = [self._undefined(tree, name, word) for word in sorted(unknown)]
        if problems:
            raise ProblemError(problems)

    def _undefined(self, tree: nodes.Template, name: str, word: str) -> Problem:
        uses = (n for n in tree.find_all(nodes.Name) if n.name == word)
        line = next(uses).lineno
        place = Place.at_line(Path(name), self.sources[name], line)
        found = re.search(rf"\b{re.escape(word)}\b", place.text or "")
        if found:
            place = Place(place.file, line, found.start() + 1, place.text)
        hint = nearest(word, self._plain.globals)
        return Problem(f"{word} is neither a parameter nor a macro", place, hint)

    def _problem(self, error: Exception, name: str) -> Problem:
        if isinstance(error, TemplateSyntaxError):
            file = error.filename or error.name or name
            lines = [(file, error.lineno)]
            reason = error.message or "this is not a Jinja template"
        else:
            lines = list(_template_lines(error, self.sources)) or [(name, 0)]
            kind = "" if isinstance(error, UndefinedError) else "the template failed: "
            reason = f"{kind}{error}"
        places = [
            Place.at_line(Path(file), self.sources.get(file, ""), line)
            if line
            else Place(Path(file))
            for file, line in lines
        ]
        *callers, place = places
        return Problem(reason, place, called_from=tuple(reversed(callers)))


def _template_lines(
    error: Exception, sources: Mapping[str, str]
) -> Iterator[tuple[str, int]]:
    """The template lines a traceback went through, outermost first."""
    trace = error.__traceback__
    while trace:
        file = trace.tb_frame.f_code.co_filename
        if file in sources:
            yield file, trace.tb_lineno
        trace = trace.tb_next


def _segments(
    marked: str, name: str, origins: list[tuple[str, int]]
) -> tuple[str, list[Segment]]:
    """The plain text of a marked rendering, and where each part came from."""
    plain: list[str] = []
    length = 0
    stack: list[tuple[str, int]] = []
    segments = [Segment(0, ((name, 0),), False)]
    position = 0
    for mark in MARK.finditer(marked):
        plain.append(marked[position : mark.start()])
        length += mark.start() - position
        position = mark.end()
        if mark[0] == CLOSE:
            stack.pop()
            frames, exact = tuple(stack) or ((name, 0),), False
        elif mark[0][0] == OPEN:
            stack.append(origins[int(mark[1])])
            frames, exact = tuple(stack), False
        else:
            frames, exact = (*stack, origins[int(mark[1])]), True
        segments.append(Segment(length, frames, exact))
    plain.append(marked[position:])
    return "".join(plain), segments
