"""amb new: a query that compiles, never over another."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from engine.authoring.lint import lint
from engine.authoring.new_query import start_query
from engine.cli import app
from engine.compile.project import Project
from engine.names import Name
from engine.problems import UsageError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for folder in ("queries", "macros"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return Project(tmp_path)


def test_new_queries_compile_and_keep_the_house_rules(project: Project) -> None:
    sources = {
        "balance.paradox": "balance.assessment",
        "balance.own": None,
        "input.own": None,
        "balance.terms": "shortage.general_coefficient",
    }
    paths = {name: start_query(project, name, of) for name, of in sources.items()}
    fresh = Project(project.root)
    queries = fresh.compile().queries
    for relation, path in paths.items():
        query = queries[Name.of(relation)]
        assert query.path == path and query.key and query.comment
    assert lint(fresh) == []


def test_columns_and_words_come_from_the_source(project: Project) -> None:
    start_query(project, "balance.paradox", "balance.assessment")
    queries = Project(project.root).compile().queries
    old, new = (queries[Name("balance", t)] for t in ("assessment", "paradox"))
    assert [(c.name, c.comment) for c in new.columns] == [
        (c.name, c.comment) for c in old.columns
    ]
    assert new.key == old.key


def test_nothing_is_overwritten(project: Project) -> None:
    path = project.root / "queries/balance/assessment.sql"
    before = path.read_bytes()
    with pytest.raises(UsageError, match="assessment"):
        start_query(project, "balance.assessment", None)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("relation", "words"),
    [("nowhere.x", "no schema"), ("balance", "SCHEMA.NAME"), ("balance.X", "lower")],
)
def test_a_name_that_cannot_stand(project: Project, relation: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        start_query(project, relation, None)


def test_command(project: Project) -> None:
    where = ["--project", str(project.root)]
    answer = CliRunner().invoke(app, ["new", "balance.own", *where])
    assert answer.exit_code == 0
    assert Path(answer.stdout.strip()) == project.root / "queries/balance/own.sql"
