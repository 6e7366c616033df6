"""Words: names say what a value is; the engine speaks of no flag and no labour market.

A flag means nothing to a notebook, and a rule of the labour market belongs in a query.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from engine.compile.project import Project

ROOT = Path(__file__).resolve().parents[2]
SILENT = {"found", "told", "stands", "own"}  # they say that there is a value, not which
FLAG = re.compile(r"(?:^|[\s(`'\"])--[a-z]")
COMMANDS = ("cli",)
DOMAIN = (*COMMANDS, "balance", "page", "api.py")
GENERAL = {"input", "reference", "synthetic"}  # schemas that the engine knows of


def modules(folder: str, *, but: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """The files of a folder and their text; `but` leaves out what lies in others."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        if path.relative_to(ROOT / folder).parts[0] not in but:
            yield str(path.relative_to(ROOT)), path.read_text("utf-8")


def names(tree: ast.AST) -> Iterator[str]:
    """The names that are given to values, functions and classes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.arg | ast.keyword):
            yield node.arg or ""
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name


def texts(tree: ast.AST, *, docstrings: bool) -> Iterator[str]:
    """The strings of a module."""
    spoken = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if docstrings or id(node) not in spoken:
            yield node.value


@cache
def of_the_balance() -> re.Pattern[str]:
    """Relations of the schemas that are the labour market's, its country, and its
    parameters, as they occur in texts."""
    compiled = Project(ROOT).compile()
    schemas = {name.schema for name in compiled.queries} - GENERAL
    words = [rf"\b{schema}\.[a-z]" for schema in schemas]
    words += [rf"\b{parameter}\b" for parameter in compiled.parameters]
    return re.compile("|".join([*words, "^DK$", "'DK'"]))


@pytest.mark.parametrize("folder", ["engine", "tests"])
def test_a_name_says_what_a_value_is(folder: str) -> None:
    silent = {
        f"{path}: {name}"
        for path, text in modules(folder)
        for name in names(ast.parse(text))
        if name in SILENT
    }
    assert not silent


def test_nothing_but_the_commands_speaks_of_flags() -> None:
    flags = {
        f"{path}: {text}"
        for path, source in modules("engine", but=COMMANDS)
        for text in texts(ast.parse(source), docstrings=True)
        if FLAG.search(text)
    }
    assert not flags


def test_one_module_opens_databases() -> None:
    """Where each failure to open one has the same words and the same exit code."""
    opening = {
        path for path, source in modules("engine") if "duckdb.connect(" in source
    }
    assert opening == {"engine/engines/connections.py"}


def test_nothing_but_the_balance_speaks_of_the_labour_market() -> None:
    domain = of_the_balance()
    spoken = {
        f"{path}: {text}"
        for path, source in modules("engine", but=DOMAIN)
        for text in texts(ast.parse(source), docstrings=False)
        if domain.search(text)
    }
    assert not spoken


@pytest.mark.parametrize(
    "source", ["found = 1", "def told(): ...", "f(own=1)", "a.stands"]
)
def test_a_silent_name_is_seen(source: str) -> None:
    assert SILENT & set(names(ast.parse(source)))


@pytest.mark.parametrize("text", ["give --wait", "--csv decimal=,", "(--where)"])
def test_a_flag_is_seen(text: str) -> None:
    assert FLAG.search(text)


@pytest.mark.parametrize(
    "text", ["DK", "from balance.assessment", "exit_threshold", "a = 'DK'"]
)
def test_the_labour_market_is_seen(text: str) -> None:
    assert of_the_balance().search(text)
