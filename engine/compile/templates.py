"""Jinja templates: strict, sandboxed, and traceable to the character.

Queries are rendered without marks. To look up a place, the template is rendered again
with marks.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from jinja2 import Template, TemplateSyntaxError, nodes
from jinja2.environment import TemplateModule
from jinja2.exceptions import TemplateRuntimeError, UndefinedError
from jinja2.lexer import Lexer
from jinja2.runtime import Macro

from engine.compile.loaded_template import LoadedTemplate, load, names_in
from engine.compile.source_map import Environment, Segment, lexemes, segments_of
from engine.problems import Place, Problem, ProblemError, nearest

BLOCKS = ("if", "for", "macro", "call", "filter", "raw")
UNDEFINED = "{} is neither a parameter nor a macro"
NOT_PROVIDED = re.compile(r"parameter '(\w+)' was not provided$")
REFUSED = re.compile(r"macro '(\w+)' takes ")


class Templates:
    """The templates of queries and macros, and the parameters that they may use."""

    def __init__(
        self,
        queries: Mapping[str, str],
        macros: Mapping[str, str],
        context: Mapping[str, Any],
    ) -> None:
        self.sources = {**macros, **queries}
        self._macro_names = list(macros)
        self._context = dict(context)
        self._plain: Environment
        self._environment(marked=False)
        self._marked: dict[str | None, Environment] = {}
        self._segments: dict[tuple[str, str | None], tuple[str, list[Segment]]] = {}
        self._names: dict[str, frozenset[str]] = {}

    def render(self, name: str) -> str:
        """The SQL of a template. Raises ProblemError naming file and line."""
        loaded = self._load(name)
        self._undefined_names(name, loaded)
        return self._render(self._plain, name, loaded.template)

    def place(
        self, name: str, sql: str, offset: int
    ) -> tuple[Place, tuple[Place, ...]]:
        plain, segments = self._map(name)
        if plain != sql:  # marks changed a macro's output: map the query's text only
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
            self._segments[key] = segments_of(
                self._render(env, name), name, env.origins
            )
        return self._segments[key]

    def _environment(self, *, marked: bool, only: str | None = None) -> Environment:
        env = Environment(self.sources, marked=marked, only=only)
        loaded: dict[str, LoadedTemplate] = {}
        if not marked:
            self._plain = env  # needed for hints when a macro file fails
            loaded = _load_macros(env, self._macro_names, self.sources)
            self._macro_names = _callees_first(self._macro_names, loaded)
        env.globals.update(self._context)
        env.globals["fail"] = fail
        problems: list[Problem] = []
        origin: dict[str, str] = {}
        taken = set(env.globals)
        for name in self._macro_names:
            try:
                preloaded = loaded.get(name)
                module = _module(
                    env, preloaded.template if preloaded else env.get_template(name)
                )
            except Exception as error:
                problems.append(self._problem(error, name))
                continue
            for key, value in vars(module).items():
                if not isinstance(value, Macro):
                    continue
                if key in taken:
                    problems.append(self._shadowing(key, name))
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

    def _shadowing(self, macro: str, file: str) -> Problem:
        """A macro with the name of a parameter, or of a function of Jinja."""
        kind = "a parameter" if macro in self._context else "a function of templates"
        at = re.search(rf"macro\s+({macro})\b", self.sources[file])
        place = self._place(file, at.start(1)) if at else Place(Path(file))
        return Problem(f"the macro {macro} hides {kind}", place, "Rename it.")

    def _load(self, name: str) -> LoadedTemplate:
        try:
            loaded = load(self._plain, self.sources[name], name)
        except TemplateSyntaxError as error:  # an unknown filter is one, too
            raise ProblemError(self._problem(error, name)) from error
        self._names[name] = loaded.names
        return loaded

    def _render(
        self, env: Environment, name: str, template: Template | None = None
    ) -> str:
        try:
            return (template or env.get_template(name)).render()
        except ProblemError:
            raise
        except Exception as error:
            raise ProblemError(self._problem(error, name)) from error

    def _undefined_names(self, name: str, loaded: LoadedTemplate) -> None:
        """All undefined names of a template at once, each at its line."""
        if unknown := loaded.open_names - set(self._plain.globals):
            source = self.sources[name]
            passed_to_macros = _passed_to_macros(self._plain.parse(source, name))
            raise ProblemError(
                Problem(UNDEFINED.format(word), self._place(name, offset), hint)
                for offset, word in _words(self._plain, source, name)
                if word in unknown
                for hint in [self._hint(word, passed_to_macros)]
            )

    def _hint(self, word: str, passed_to_macros: set[str]) -> str | None:
        """The nearest name; a word passed to a macro may be a column to be quoted."""
        quotes = f"A macro is given a column as text: '{word}'."
        near = nearest(word, self._plain.globals)
        return near or (quotes if word in passed_to_macros else None)

    def expression(self, text: str) -> str:
        """A short text rendered with the project's macros and parameters."""
        return self._plain.from_string(text).render()

    # what a template uses ----------------------------------------------------

    def uses(self, name: str) -> tuple[dict[str, str], dict[str, str]]:
        """The parameters (with their text) and macros (with a hash of their source)
        that a template names, directly or through macros."""
        names: set[str] = set()
        waiting = list(self._names.get(name, ()))
        while waiting:
            word = waiting.pop()
            if word not in names:
                names.add(word)
                waiting += self._macros[word][1] if word in self._macros else ()
        parameters = {w: str(self._context[w]) for w in names & set(self._context)}
        macros = {w: self._macros[w][0] for w in names & set(self._macros)}
        return dict(sorted(parameters.items())), dict(sorted(macros.items()))

    @cached_property
    def _macros(self) -> dict[str, tuple[str, set[str]]]:
        """Each macro's hash and the names it uses, its file's settings included."""
        by_name: dict[str, tuple[str, set[str]]] = {}
        for file in self._macro_names:
            tree = self._plain.parse(self.sources[file], file)
            macros = [node for node in tree.body if isinstance(node, nodes.Macro)]
            settings = [n for n in tree.body if isinstance(n, nodes.Assign)]
            shared = set().union(*map(names_in, settings))
            for macro in macros:
                text = repr([*settings, macro])
                digest = hashlib.sha256(text.encode()).hexdigest()
                by_name[macro.name] = (digest, names_in(macro) | shared)
        return by_name

    # faults ------------------------------------------------------------------

    def _problem(self, error: Exception, name: str) -> Problem:
        if isinstance(error, TemplateSyntaxError):
            files = (f for f in (error.filename, error.name) if f in self.sources)
            return self._syntax(error, next(files, name))
        lines = list(_template_lines(error, self.sources)) or [(name, 0)]
        word = _quoted(str(error)) if isinstance(error, UndefinedError) else None
        if problem := self._call(str(error), lines):
            return problem
        *callers, place = [self._at_word(file, line, word) for file, line in lines]
        called_from = tuple(reversed(callers))
        if word and str(error).endswith(" is undefined") and "." not in word:
            hint = nearest(word, self._plain.globals)
            return Problem(UNDEFINED.format(word), place, hint, called_from)
        by_fail = type(error) is TemplateRuntimeError  # what fail() raises
        reason = str(error) if by_fail else f"the template failed: {error}"
        return Problem(reason, place, None, called_from)

    def _syntax(self, error: TemplateSyntaxError, file: str) -> Problem:
        words = (error.message or str(error)).rstrip(".")
        source = self.sources.get(file, "")
        left_open = _left_open(Environment({}, marked=False).lexer, source, file)
        if "end of template" in words and left_open is not None:
            offset, name = left_open
            reason = f"not a Jinja template: {name} is not closed"
            return Problem(reason, self._place(file, offset), f"Add {{% end{name} %}}.")
        reason = f"not a Jinja template: {words}"
        word = _quoted(reason)
        place = self._at_word(file, error.lineno, word)
        names_by_kind = {"filter": self._plain.filters, "test": self._plain.tests}
        kind = re.match(r"No (filter|test) named", words)
        return Problem(
            reason, place, nearest(word or "", names_by_kind[kind[1]]) if kind else None
        )

    def _call(self, words: str, lines: list[tuple[str, int]]) -> Problem | None:
        """A macro called with wrong arguments, placed at the call."""
        missing = NOT_PROVIDED.match(words)
        refused = REFUSED.match(words)
        if missing:
            inside = [self._macro_around(*line) for line in lines]
            calls = (n for n, m in enumerate(inside) if m and missing[1] in _needs(m))
            at = next(calls, 0)
            macro, lines = inside[at], lines[:at]
        else:
            macro = self._macro_named(refused[1]) if refused else None
        if macro is None or not lines:
            return None
        reason = f"the macro {macro.name} needs {missing[1]}" if missing else words
        *callers, place = [self._at_word(*line, macro.name) for line in lines]
        hint = f"It takes {macro.name}({', '.join(a.name for a in macro.args)})."
        return Problem(reason, place, hint, tuple(reversed(callers)))

    def _macro_around(self, file: str, line: int) -> nodes.Macro | None:
        """The macro around a line of a file."""
        macros = self._plain.parse(self.sources[file], file).find_all(nodes.Macro)
        return max((m for m in macros if m.lineno <= line), key=_line, default=None)

    def _macro_named(self, name: str) -> nodes.Macro | None:
        files = (self._plain.parse(self.sources[f], f) for f in self._macro_names)
        macros = (macro for tree in files for macro in tree.find_all(nodes.Macro))
        return next((macro for macro in macros if macro.name == name), None)

    def _at_word(self, file: str, line: int, word: str | None) -> Place:
        """The word on that line, else the first expression or statement there."""
        if not line:
            return Place(Path(file))
        place = Place.at_line(Path(file), self.sources.get(file, ""), line)
        text = place.text or ""
        inside = re.search(r"\{[{%]-?\s*", text)
        start = inside.end() if inside else 0
        bare = text.find(word, start) if word else -1
        column = bare if bare >= 0 else start if inside else _indent(text)
        return Place(place.file, line, column + 1, place.text)


def _left_open(lexer: Lexer, source: str, name: str) -> tuple[int, str] | None:
    """The innermost block that a template opens and does not close."""
    stack: list[tuple[int, str]] = []
    begun = False
    try:
        for offset, kind, text in lexemes(lexer, source, name):
            if begun and kind == "name":
                if text.startswith("end") and stack:
                    stack.pop()
                elif text in BLOCKS:
                    stack.append((offset, text))
            begun = kind == "block_begin" or (begun and kind == "whitespace")
    except TemplateSyntaxError:
        return None
    return stack[-1] if stack else None


def fail(words: str) -> None:
    """Raise an error from a macro: `{{ fail('level must lie between 0 and 1') }}`."""
    raise TemplateRuntimeError(words)


def _module(env: Environment, template: Template) -> TemplateModule:
    try:
        return template.make_module()
    except Exception:
        env.handle_exception()  # raises again, with the lines of the template


def _load_macros(
    env: Environment, files: Sequence[str], sources: Mapping[str, str]
) -> dict[str, LoadedTemplate]:
    loaded = {}
    for file in files:
        with suppress(TemplateSyntaxError):  # reported when its macros are made
            loaded[file] = load(env, sources[file], file)
    return loaded


def _callees_first(
    files: Sequence[str], loaded: Mapping[str, LoadedTemplate]
) -> list[str]:
    """The macro files, each after those whose macros it calls."""
    home: dict[str, str] = {}
    needs = {file: frozenset[str]() for file in files}
    for file, template in loaded.items():
        home |= {macro: file for macro in template.macros}
        needs[file] = template.open_names
    calls = {
        file: sorted({home[name] for name in names if name in home} - {file})
        for file, names in needs.items()
    }
    try:
        return list(TopologicalSorter(calls).static_order())
    except CycleError as error:
        circle = error.args[1][:-1]
        reason = f"the macro files {', '.join(sorted(circle))} call each other"
        hint = "Move the macros that one needs of the other into one file."
        raise ProblemError(Problem(reason, Place(Path(circle[0])), hint)) from error


def _line(node: nodes.Node) -> int:
    return node.lineno


def _needs(macro: nodes.Macro) -> set[str]:
    """The arguments of a macro that have no default."""
    required = len(macro.args) - len(macro.defaults)
    return {argument.name for argument in macro.args[:required]}


def _passed_to_macros(tree: nodes.Template) -> set[str]:
    """The bare names among the arguments of calls."""
    arguments = (
        argument for call in tree.find_all(nodes.Call) for argument in call.args
    )
    return {argument.name for argument in arguments if isinstance(argument, nodes.Name)}


def _words(env: Environment, source: str, name: str) -> Iterator[tuple[int, str]]:
    """The names in a template's expressions, each with its offset."""
    before = ""
    for offset, kind, text in lexemes(env.lexer, source, name):
        if kind == "name" and before != ".":
            yield offset, text
        before = text if kind != "whitespace" else before


def _quoted(words: str) -> str | None:
    quoted = re.search(r"'([^']+)'$", words) or re.search(r"'([^']+)'", words)
    return quoted[1] if quoted else None


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


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
