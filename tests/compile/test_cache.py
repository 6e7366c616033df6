"""Queries kept between builds are those that a fresh compilation gives."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import pytest

from engine.compile.compiled import Compiled
from engine.compile.project import Project
from engine.compile.query import Query
from engine.compile.read_query import compile_query
from engine.compile.rendered import Rendered
from engine.names import Name
from engine.problems import ProblemError

ROOT = Path(__file__).parents[2]
FIELDS = [f.name for f in fields(Query) if f.name != "rendered"]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for folder in ("queries", "macros"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return Project(tmp_path)


def compiled(
    project: Project, cache: Path | None, settings: Mapping[str, str] | None = None
) -> Compiled:
    result, problems = Project(project.root).attempt(settings, cache=cache)
    assert not problems
    return result


def same(one: Compiled, two: Compiled) -> bool:
    """Every field of every query, its SQL, what it uses, and a place in it."""
    assert one.parameters == two.parameters and list(one.queries) == list(two.queries)
    for name, query in one.queries.items():
        other = two.queries[name]
        for field in FIELDS:
            assert getattr(query, field) == getattr(other, field), (name, field)
        assert query.sql == other.sql and query.rendered.uses() == other.rendered.uses()
        assert query.rendered.source == other.rendered.source
        assert query.columns == other.columns and query.tree == other.tree
    return True


def test_what_is_kept_is_what_is_compiled(project: Project, tmp_path: Path) -> None:
    cache = tmp_path / "warehouse" / "kept.json"
    fresh = compiled(project, None)
    assert same(compiled(project, cache), fresh)
    assert cache.is_file()
    assert same(compiled(project, cache), fresh)


EDITS = {
    "query": ("queries/supply/spell.sql", "min(start_date) as", "max(start_date) as"),
    "comment": ("queries/supply/spell.sql", "first day unemployed", "the first day"),
    "macro": ("macros/indicator.sql", "ln(greatest(", "ln(least("),
    "parameter": (
        "queries/reference/parameter_default.sql",
        "'exit_threshold', '0.35'",
        "'exit_threshold', '0.30'",
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_is_never_missed(project: Project, tmp_path: Path, edit: str) -> None:
    cache = tmp_path / "kept.json"
    before = compiled(project, cache)
    file, old, new = EDITS[edit]
    path = project.root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    after = compiled(project, cache)
    assert same(after, compiled(project, None))
    assert any(
        query.sql != before.queries[name].sql for name, query in after.queries.items()
    )


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("exit_threshold", "0.2"),
        ("disclosure_min", "0"),
        ("observed_until", "2025-12-31"),
    ],
)
def test_a_setting_is_never_missed(
    project: Project, tmp_path: Path, parameter: str, value: str
) -> None:
    """Set and set back: whether a query names it or a macro does."""
    cache = tmp_path / "kept.json"
    fresh = compiled(project, cache)
    settings = {parameter: value}
    changed = compiled(project, None, settings)
    assert any(q.sql != fresh.queries[name].sql for name, q in changed.queries.items())
    assert same(compiled(project, cache, settings), changed)
    assert same(compiled(project, cache), fresh)


def test_a_setting_concerns_what_uses_it(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "kept.json"
    fresh = compiled(project, cache)
    again: list[Name] = []

    def noted(name: Name, path: Path, rendered: Rendered) -> Query:
        again.append(name)
        return compile_query(name, path, rendered)

    monkeypatch.setattr("engine.compile.project.compile_query", noted)
    compiled(project, cache, {"exit_threshold": "0.2"})
    users = {
        n for n, q in fresh.queries.items() if "exit_threshold" in q.rendered.uses()[0]
    }
    assert users and set(again) == users
    again.clear()
    compiled(project, cache, {"exit_threshold": "0.2"})
    assert again == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"a": 1}', "\x00\xff"])
def test_a_broken_file_is_no_cache(
    project: Project, tmp_path: Path, content: str
) -> None:
    cache = tmp_path / "kept.json"
    cache.write_text(content, "utf-8")
    assert same(compiled(project, cache), compiled(project, None))


def test_a_fault_is_told_again_and_at_its_place(
    project: Project, tmp_path: Path
) -> None:
    cache = tmp_path / "kept.json"
    path = project.root / "queries/supply/spell.sql"
    path.write_text(path.read_text("utf-8").replace("reach as", "reach az"), "utf-8")
    attempts = [Project(project.root).attempt(cache=cache)[1] for _ in range(2)]
    assert attempts[0] and list(map(str, attempts[0])) == list(map(str, attempts[1]))


def test_a_macro_at_fault_is_told_once(project: Project, tmp_path: Path) -> None:
    (project.root / "macros" / "own.sql").write_text("{% macro x( %}", "utf-8")
    with pytest.raises(ProblemError) as caught:
        Project(project.root).attempt(cache=tmp_path / "kept.json")
    assert len(caught.value.problems) == 1


def test_a_kept_query_knows_its_places(project: Project, tmp_path: Path) -> None:
    cache = tmp_path / "kept.json"
    fresh = compiled(project, cache)
    for name, query in compiled(project, cache).queries.items():
        offset = query.columns[-1].offset
        assert query.rendered.place(offset) == fresh.queries[name].rendered.place(
            offset
        )
