"""After any sequence of edits an incremental build and a full build give the same."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.build.build import build, foresee
from engine.compile.project import Project
from engine.problems import ProblemError
from engine.state.plan import Action
from tests.projects.workshop import EDITS, Workshop


@pytest.mark.slow
@settings(max_examples=4, deadline=None)
@given(st.lists(st.sampled_from(sorted(EDITS)), min_size=2, max_size=6))
def test_incremental_build_equals_full_build(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workshop = Workshop(Path(folder).resolve())
        workshop.build(workshop.warehouse)
        for number, name in enumerate(names):
            EDITS[name](workshop)
            if number % 2 and number < len(names) - 1:
                continue  # two edits between two builds, now and then
            report = workshop.build(workshop.warehouse)
            assert report == workshop.build(workshop.root / f"fresh_{number}"), name
        again = workshop.build(workshop.warehouse, full=True)
        assert report == again


@pytest.mark.slow
def test_every_edit_alone(tmp_path: Path) -> None:
    built = Workshop(tmp_path / "built").root
    Workshop(built).build(built / "warehouse")
    for number, (name, edit) in enumerate(EDITS.items()):
        shutil.copytree(built, tmp_path / str(number))
        workshop = Workshop(tmp_path / str(number))
        edit(workshop)
        report = workshop.build(workshop.warehouse)
        assert report == workshop.build(tmp_path / f"{number}" / "fresh"), name


def test_a_build_does_what_was_planned(tmp_path: Path) -> None:
    """What runs was planned to run or may run; what was to run, runs."""
    chosen = random.Random(1).sample(sorted(EDITS), 12)
    workshop = Workshop(tmp_path)
    for name in ["spacing", *chosen]:
        EDITS[name](workshop)
        try:
            request = workshop.request(workshop.warehouse)
            steps = foresee(Project(tmp_path), request)
            report = build(Project(tmp_path), request)
        except ProblemError:
            continue
        planned = {a: {str(s.relation) for s in steps if s.action is a} for a in Action}
        assert planned[Action.run] <= set(report.run), name
        assert set(report.run) <= planned[Action.run] | planned[Action.may_run], name
        assert planned[Action.remove].isdisjoint(report.run + report.reused), name
