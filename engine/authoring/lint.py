"""The house rules of a query file, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.authoring.format import formatted
from engine.authoring.zones import zone_faults
from engine.build.dry_run import further_faults
from engine.compile.compiled import Compiled
from engine.compile.query import Query
from engine.engines.sql_text import function_names
from engine.problems import Place, Problem, ProblemError, together

if TYPE_CHECKING:
    from engine.compile.project import Project

MACRO = re.compile(r"\{%-?\s*macro\s+(\w+)")
RULES = {
    "compile": "it compiles: named columns, known names, no schema to its right",
    "one-name": "one relation a file: queries/SCHEMA/NAME.sql, in lower case",
    "head-comment": "the head comment says what a row is",
    "key": "@key names the columns that identify a row",
    "column-comment": "every output column has a comment behind it",
    "format": "amb fmt would change nothing",
    "macro-name": "no macro is called as a function of DuckDB is",
    "time-zone": "no cast depends on the time zone of the machine",
}


@dataclass(frozen=True)
class Finding:
    """A house rule that a file does not keep."""

    rule: str
    problem: Problem


def lint(project: Project) -> list[Finding]:
    """The findings of the house rules in a project."""
    findings: list[Finding] = []
    for path in project.files_of(()):
        findings += _file_findings(path)
    for path in project.macro_files:
        findings += _macro_findings(path)
    compiled, problems = _compiled(project)
    findings += [Finding("compile", problem) for problem in problems]
    if compiled is None:
        return sorted(findings, key=_order)
    for query in compiled.queries.values():
        findings += [Finding(rule, p) for rule, p in _query_findings(query)]
        findings += [Finding("time-zone", p) for p in zone_faults(query, compiled)]
    return sorted(findings, key=_order)


def _compiled(project: Project) -> tuple[Compiled | None, list[Problem]]:
    try:
        compiled, problems = project.attempt()
    except ProblemError as error:  # a macro or the parameters: nothing compiles
        return None, error.problems
    all_problems = together([*problems, *further_faults(compiled, problems)])
    return compiled, all_problems


def _order(finding: Finding) -> tuple[str, int, str]:
    place = finding.problem.place
    return str(place.file) if place else "", (place and place.line) or 0, finding.rule


def _file_findings(path: Path) -> Iterator[Finding]:
    names = (path.parent.name, path.stem)
    plain = all(name.isidentifier() and name == name.lower() for name in names)
    if not plain or path.parent.parent.name != "queries":
        reason = f"{path.name} does not stand as queries/SCHEMA/NAME.sql"
        hint = "Use lower-case letters, digits and underscores; no further folders."
        yield Finding("one-name", Problem(reason, Place(path), hint))
    lines = path.read_text("utf-8-sig").splitlines()
    better = formatted("\n".join(lines) + "\n").splitlines()
    differing = [
        n
        for n, pair in enumerate(zip(lines, better, strict=False))
        if pair[0] != pair[1]
    ]
    if lines != better:
        number = differing[0] if differing else len(better)
        text = lines[number] if number < len(lines) else None
        place = Place(path, number + 1, 1, text)
        yield Finding(
            "format", Problem("not in the house format", place, "Run amb fmt.")
        )


def _macro_findings(path: Path) -> Iterator[Finding]:
    """Macros that a reader takes for functions of DuckDB."""
    text = path.read_text("utf-8-sig")
    duckdb_functions = function_names()
    for match in MACRO.finditer(text):
        if match[1].lower() in duckdb_functions:
            reason = f"the macro {match[1]} is called as a function of DuckDB is"
            place = Place.at(path, text, match.start(1))
            yield Finding("macro-name", Problem(reason, place, "Rename it."))


def _query_findings(query: Query) -> Iterator[tuple[str, Problem]]:
    if not query.comment:
        reason = f"{query.name} has no comment at its head"
        yield "head-comment", query.problem(reason, 0, "Say first what a row is.")
    if not query.key and not query.materialization.is_rule:
        hint = "Add -- @key(column, …) at the head."
        yield "key", query.problem(f"{query.name} declares no key", 0, hint)
    for column in query.columns:
        if not column.comment:
            reason = f"the output column {column.name} has no comment behind it"
            hint = f"Write: {column.name}, -- what it is"
            yield "column-comment", query.problem(reason, column.offset, hint)
