"""Whatever is wrong is told at its place: broken templates and what is said of them.

A case is a file of sections: the files laid over the tiny project, then `expected`,
the words of the build to the letter.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.build.build import build
from engine.build.request import Request
from engine.compile.project import Project
from engine.diagnose import locate_failure as locate
from engine.problems import Problem, ProblemError
from tests.projects.tiny import lay_out, sections

CASES = sorted((Path(__file__).parent / "errors").glob("*.txt"))


def problems_of(
    root: Path, case: Path, monkeypatch: pytest.MonkeyPatch
) -> list[Problem]:
    files = sections(case)
    del files["expected"]
    lay_out(root, files)
    monkeypatch.chdir(root)
    try:
        build(Project(root), Request(Path("warehouse"), Path("inputs")))
    except ProblemError as error:
        return error.problems
    return []


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_fault_is_told_at_its_place(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problems = problems_of(tmp_path, case, monkeypatch)
    text = "\n".join(f"{problem}\n" for problem in problems)
    assert text == sections(case)["expected"]
    assert not (tmp_path / "warehouse" / "balance.duckdb").exists()


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_an_editor_is_told_the_same(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for problem in problems_of(tmp_path, case, monkeypatch):
        read = json.loads(json.dumps(problem.as_json()))
        place = read["place"]
        assert read["reason"] == problem.reason
        assert read["hint"] == problem.hint
        assert problem.place and place["file"] == str(problem.place.file)
        assert (place["line"], place["column"]) == (
            problem.place.line,
            problem.place.column,
        )


def test_the_search_for_a_place_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With few runs allowed, the place is the last part that was seen to fail."""
    case = CASES[0].with_name("running_in_the_second_cte.txt")
    calls = []
    for runs in (0, 2, 100):
        monkeypatch.setattr(locate, "RUNS", runs)
        [problem] = problems_of(tmp_path, case, monkeypatch)
        calls.append(problem.place and problem.place.line)
    assert calls == [None, 9, 16]


def test_there_are_cases() -> None:
    assert len(CASES) > 60
