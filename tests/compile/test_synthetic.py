"""The synthetic country is compiled where something is synthesized, and there alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import engine
from engine.authoring.cases import find_cases
from engine.authoring.run_cases import run_cases
from engine.build.build import foresee
from engine.build.request import Request
from engine.build.synthetic_inputs import Country, synthesize
from engine.compile.project import Project
from engine.names import Name
from tests.projects.tiny import PORTION_CASE, lay_out

BROKEN = "-- A row a person.\n-- @write(place)\nselect {{ nobody }} as place -- where\n"
CASE = "tests/queries/supply.portion/sound.toml"
Step = Callable[[Project], object]


def request(project: Project) -> Request:
    return Request(project.root / "warehouse", project.root / "inputs")


WITHOUT: dict[str, Step] = {
    "plan": lambda project: foresee(project, request(project)),
    "build": lambda project: engine.open_project(project.root).build(
        project.root / "inputs", project.root / "warehouse"
    ),
    "compile": lambda project: project.compile_for([Name("supply", "total")]),
    "lineage": lambda project: engine.open_project(project.root).lineage(
        "balance.verdict"
    ),
    "test": lambda project: [
        result.problems for result in run_cases(project, find_cases(project))
    ],
}
WITH: dict[str, Step] = {
    "synthesize": lambda project: synthesize(
        project, project.root / "country", Country()
    ),
    "compile": lambda project: project.compile_for([Name("synthetic", "place")]),
    "all": lambda project: project.compile(),
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A tiny project whose synthetic country does not compile."""
    files = {"queries/synthetic/place.sql": BROKEN, CASE: PORTION_CASE}
    return Project(lay_out(tmp_path, files))


@pytest.mark.parametrize("step", WITHOUT)
def test_what_synthesizes_nothing_compiles_none_of_it(
    step: str, project: Project
) -> None:
    WITHOUT[step](project)


@pytest.mark.parametrize("step", WITH)
def test_what_synthesizes_compiles_it(step: str, project: Project) -> None:
    with pytest.raises(engine.ProblemError, match="nobody is neither"):
        WITH[step](project)
