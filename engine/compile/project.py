"""A project on disk: its queries, macros, schemas and parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.compile.cache import Cache, environment, key
from engine.compile.compiled import Compiled
from engine.compile.cross_checks import (
    out_of_reach,
    unknown_names,
    unknown_references,
)
from engine.compile.parameters import (
    Parameter,
    overridden,
    parameters_of,
    read_parameters,
)
from engine.compile.query import Query
from engine.compile.read_query import compile_query
from engine.compile.rendered import LazyTemplates
from engine.compile.settings import Settings, read_settings
from engine.names import DECLARED_PARAMETERS, Name
from engine.problems import (
    Place,
    Problem,
    ProblemError,
    UsageError,
    nearest,
)
from engine.project_root import find_root, is_installed

if TYPE_CHECKING:
    from engine.compile.lenient import Lenient

DEFAULT_COUNTRY: Mapping[str, float] = {"seed": 1, "scale": 1.0}


@dataclass(frozen=True)
class Project:
    """The files of a project. Templates are rendered on demand.

    `replaced` maps relations, also new ones, to other files than theirs.
    """

    root: Path
    replaced: Mapping[Name, Path] = field(default_factory=dict)

    @cached_property
    def settings(self) -> Settings:
        return read_settings(self.root)

    @cached_property
    def query_files(self) -> dict[Name, Path]:
        """Each relation's file. Raises ProblemError where two claim one name."""
        files: dict[Name, Path] = {}
        problems = []
        for path in sorted((self.root / "queries").rglob("*.sql")):
            name = Name(path.parent.name, path.name.split(".")[0])
            if name in files:
                problems.append(
                    Problem(
                        f"two files for the relation {name}: {files[name]} and {path}",
                        Place(path),
                        "Rename or remove one of them.",
                    )
                )
            files[name] = path
        if problems:
            raise ProblemError(problems)
        return {**files, **self.replaced}

    @cached_property
    def macro_files(self) -> list[Path]:
        return sorted((self.root / "macros").rglob("*.sql"))

    def files_of(self, relations: Iterable[str]) -> list[Path]:
        """The files of the named relations, else all. Raises UsageError."""
        names = [Name.of(text) for text in relations] or list(self.query_files)
        for name in names:
            if name not in self.query_files:
                hint = nearest(str(name), map(str, self.query_files)) or ""
                raise UsageError(f"No relation is named {name}. {hint}".strip())
        return [self.query_files[name] for name in names]

    def require_writable(self) -> None:
        """Raises UsageError for the project inside the installed package, which an
        upgrade replaces: nothing may be written there."""
        if is_installed(self.root):
            raise UsageError(
                "These queries are part of the installed package. Write a project of "
                "your own first: amb init DIR."
            )

    def compile(
        self,
        settings: Mapping[str, str] | None = None,
        country: Mapping[str, float] = DEFAULT_COUNTRY,
        cache: Path | None = None,
        *,
        build: bool = True,
        synthetic: bool = True,
    ) -> Compiled:
        """All queries of the project, rendered and parsed.

        `settings` override parameters; `country` holds the seed and scale of the
        synthetic Denmark; `cache` is a file that keeps what compiled for the next time.
        Without `build` or `synthetic` the queries of a build or of the synthetic
        country are left out. Raises ProblemError with every independent fault.
        """
        compiled, problems = self.attempt(
            settings, country, cache, build=build, synthetic=synthetic
        )
        if problems:
            raise ProblemError(problems)
        return compiled

    def compile_for(
        self,
        names: Iterable[Name],
        settings: Mapping[str, str] | None = None,
        cache: Path | None = None,
    ) -> Compiled:
        """What concerns these relations: without the queries of the synthetic country,
        unless one of them is its own. Raises ProblemError as `compile` does."""
        synthetic = any(name.schema == self.settings.synthetic for name in names)
        return self.compile(settings, cache=cache, synthetic=synthetic)

    def attempt(
        self,
        settings: Mapping[str, str] | None = None,
        country: Mapping[str, float] = DEFAULT_COUNTRY,
        cache: Path | None = None,
        *,
        build: bool = True,
        synthetic: bool = True,
    ) -> tuple[Compiled, list[Problem]]:
        """The queries that compile, and the faults of those that do not, as `compile`
        takes them."""
        files = {
            name: path
            for name, path in self.query_files.items()
            if (synthetic if name.schema == self.settings.synthetic else build)
        }
        queries = {str(path): _read(path) for path in files.values()}
        macros = {str(path): _read(path) for path in self.macro_files}
        kept = Cache(cache)
        parameters = self._parameters(settings or {}, kept)
        context = {p.name: p.expression for p in parameters.values()}
        context |= dict(country)
        templates = LazyTemplates(queries, macros, context)
        around = environment(macros, context)
        compiled: dict[Name, Query] = {}
        broken: dict[Name, Query] = {}
        problems: list[Problem] = []
        for name, path in files.items():
            entry = key(str(path), queries[str(path)], around)
            query = kept.query(entry, name, path, templates)
            if query is None:
                _ = templates.templates  # faults of macros are no query's
            try:
                if query is None:
                    query = compile_query(name, path, templates.render(str(path)))
                    kept.keep(entry, query)
                compiled[name] = query
            except ProblemError as error:
                read = _read_leniently(name, path, context, queries, macros)
                query_problems = [*error.problems, *read.problems]
                problems += dict.fromkeys(
                    replace(p, relation=str(name)) for p in query_problems
                )
                broken |= {name: read.query} if read.query else {}
        kept.save()
        failed = set(files) - set(compiled)
        problems += unknown_names({**compiled, **broken}, failed)
        problems += unknown_references(compiled)
        everything = {**compiled, **broken}
        problems += out_of_reach(everything, self.settings)
        return (
            Compiled(
                self.root, self.settings, files, compiled, parameters, templates, broken
            ),
            problems,
        )

    def _parameters(
        self, settings: Mapping[str, str], kept: Cache
    ) -> dict[str, Parameter]:
        path = self.query_files.get(DECLARED_PARAMETERS)
        if path is None:
            return overridden({}, settings)
        source = _read(path)

        def read() -> list[list[str | None]]:
            rendered = LazyTemplates({str(path): source}, {}, {}).render(str(path))
            return read_parameters(compile_query(DECLARED_PARAMETERS, path, rendered))

        rows = kept.value(key("parameters", source), read)
        return overridden(parameters_of(rows), settings)


def find_project(start: Path | None = None) -> Project:
    """The project at `start`, else upwards from here, else the installed one."""
    return Project(find_root(start))


def _read_leniently(
    name: Name,
    path: Path,
    context: Mapping[str, Any],
    queries: Mapping[str, str],
    macros: Mapping[str, str],
) -> Lenient:
    from engine.compile.lenient import read_leniently

    return read_leniently(
        name,
        path,
        context,
        lambda more: LazyTemplates(queries, macros, {**context, **more}),
    )


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")  # Windows' editors begin a file with a mark
    except (OSError, UnicodeDecodeError) as error:
        raise ProblemError(Problem(f"cannot be read: {error}", Place(path))) from error
