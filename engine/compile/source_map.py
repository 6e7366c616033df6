"""Render templates with invisible marks that map each character to its origin.

From a marked rendering a map leads from each character of the SQL to the character of
the template (and of the macros) that wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jinja2 import FunctionLoader, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.idtracking import VAR_LOAD_RESOLVE
from jinja2.lexer import Lexer
from jinja2.sandbox import SandboxedEnvironment

DATA, OPEN, END, CLOSE = "\ue000", "\ue001", "\ue002", "\ue003"
MARK = re.compile(f"[{DATA}{OPEN}](\\d+){END}|{CLOSE}")


class Generator(CodeGenerator):
    """Notes the names that a template looks up elsewhere, while its Python is written;
    `jinja2.meta` would write it once more for them."""

    environment: Environment

    def enter_frame(self, frame: Frame) -> None:
        super().enter_frame(frame)
        for action, name in frame.symbols.loads.values():
            if action == VAR_LOAD_RESOLVE and name is not None:
                self.environment.open_names.add(name)


class Environment(SandboxedEnvironment):
    """Strict and sandboxed; with `marked`, output carries its origin."""

    code_generator_class = Generator

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
        self.open_names: set[str] = set()  # of the template compiled last

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


def _output_offsets(env: Environment, source: str, name: str) -> Iterator[int]:
    """Where each piece of text and each `{{` of a template begins."""
    for offset, kind, text in lexemes(env.lexer, source, name):
        if kind in ("data", "variable_begin") and text:
            yield offset


def lexemes(lexer: Lexer, source: str, name: str) -> Iterator[tuple[int, str, str]]:
    """Jinja's lexemes of a template as (offset, kind, text).

    Jinja gives no offsets and drops the spaces that `-%}` strips, so each text is
    searched from the end of the one before.
    """
    position = 0
    for _, kind, text in lexer.tokeniter(source, name):
        position = max(source.find(text, position), position)
        yield position, kind, text
        position += len(text)


@dataclass(frozen=True)
class Segment:
    """From character `start` of the SQL on: the template frames, innermost last."""

    start: int
    frames: tuple[tuple[str, int], ...]
    exact: bool


def segments_of(
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
