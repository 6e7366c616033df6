"""Tests hold on to public names of the engine, and every name they give is there.

A name in a string is not seen by a rename, nor by mypy.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import reduce
from importlib import import_module
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
PLACE = re.compile(r"engine(?:\.\w+)+:[\w.]+")
DOTTED = re.compile(r"engine(?:\.[a-zA-Z_]\w*)+")


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(TESTS.rglob("*.py")):
        yield path, ast.parse(path.read_text("utf-8"))


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def private_imports(tree: ast.Module) -> Iterator[str]:
    """Private names imported from the engine."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            "engine"
        ):
            yield from (a.name for a in node.names if is_private(a.name))


def private_patches(tree: ast.Module) -> Iterator[str]:
    """Private names that a test replaces."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr not in ("setattr", "delattr", "object"):
                continue
            for argument in node.args:
                value = getattr(argument, "value", None)
                if isinstance(value, str) and is_private(value.split(".")[-1]):
                    yield value


def private_attributes(tree: ast.Module) -> Iterator[str]:
    """Private attributes of what is imported from the engine."""
    imported = {
        alias.asname or alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom | ast.Import)
        for alias in node.names
        if (getattr(node, "module", "") or alias.name).startswith("engine")
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr):
            of = node.value
            if isinstance(of, ast.Name) and of.id in imported:
                yield f"{of.id}.{node.attr}"


def places(tree: ast.Module) -> set[str]:
    """Places of the engine in strings: MODULE:NAME, or MODULE.NAME where patched."""
    seen = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if PLACE.fullmatch(node.value):
                seen.add(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            text = str(getattr(node.args[0], "value", "")) if node.args else ""
            if node.func.attr == "setattr" and DOTTED.fullmatch(text):
                seen.add(":".join(text.rsplit(".", 1)))
    return seen


PLACES = sorted({place for _, tree in trees() for place in places(tree)})


def test_no_test_names_a_private_part_of_the_engine() -> None:
    named = {
        f"{path.relative_to(TESTS)}: {name}"
        for path, tree in trees()
        for find in (private_imports, private_patches, private_attributes)
        for name in find(tree)
    }
    assert not named


@pytest.mark.parametrize("place", PLACES)
def test_a_place_in_a_string_is_there_and_public(place: str) -> None:
    module, _, path = place.partition(":")
    names = path.split(".")
    assert callable(reduce(getattr, names, import_module(module)))
    assert not any(map(is_private, names))


def test_there_are_places() -> None:
    assert len(PLACES) > 5


@pytest.mark.parametrize(
    "line",
    [
        "from engine.build.run import _prepare",
        "monkeypatch.setattr(Run, '_run', None)",
        "from engine.build import run\nrun._prepare()",
    ],
)
def test_a_private_name_is_seen(line: str) -> None:
    tree = ast.parse(line)
    seen = [private_imports, private_patches, private_attributes]
    assert [name for find in seen for name in find(tree)]
