"""Each folder of tests is an area: a package of the engine, a schema of the queries, or
one of a few kinds; and what folders share lies in a folder for that."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
ROOT = TESTS.parent
# pytest passes a folder called build by; what cli holds are the commands.
CALLED = {"build": "builds", "cli": "commands"}
KINDS = {
    "api": "what `import engine` gives",
    "benchmarks": "what is measured, by hand",
    "determinism": "the same bytes from the same inputs",
    "disclosure": "outsiders who know every rule",
    "docs": "the documents",
    "oracle": "the balance, computed a second time",
    "queries": "cases as data",
    "simulation": "countries whose truth is kept",
    "unit": "one function at a time",
}
SHARED = {
    "projects": "toy projects and their inputs",
    "lab": "attackers that several folders send",
}


def folders() -> list[Path]:
    """The folders of tests that hold Python or cases."""
    return sorted(p for p in TESTS.iterdir() if p.is_dir() and p.name[0] not in "._")


def areas() -> set[str]:
    """The names that a folder of tests may have."""
    packages = {p.parent.name for p in (ROOT / "engine").glob("*/__init__.py")}
    schemas = {p.name for p in (ROOT / "queries").iterdir() if p.is_dir()}
    mirrored = {CALLED.get(name, name) for name in packages}
    return mirrored | schemas | set(KINDS) | set(SHARED)


def imported_folders(path: Path) -> Iterator[str]:
    """The folders of tests that a file imports from."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            parts = node.module.split(".")
            if parts[0] == "tests" and len(parts) > 1:
                yield parts[1]
            elif parts == ["tests"]:
                yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_a_folder_is_an_area(folder: Path) -> None:
    assert folder.name in areas()


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_what_folders_share_lies_in_a_folder_for_that(folder: Path) -> None:
    """Another folder's module is a sign that it belongs to both. The oracle and the
    simulated countries are there for all; benchmarks run what there is."""
    common = {*SHARED, "oracle", "simulation"} | {p.stem for p in TESTS.glob("*.py")}
    if folder.name == "benchmarks":
        return
    foreign = {
        f"{path.relative_to(TESTS)} imports tests.{name}"
        for path in folder.rglob("*.py")
        for name in imported_folders(path)
        if name not in common and name != folder.name
    }
    assert not foreign


@pytest.mark.parametrize("name", SHARED)
def test_a_shared_folder_has_no_tests(name: str) -> None:
    assert not list((TESTS / name).glob("test_*.py"))
