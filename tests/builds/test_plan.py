"""`amb plan` gives each relation's reason; a build with nothing to do does nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.build.build import build, foresee
from engine.build.request import Request
from engine.compile.project import Project
from tests.projects.workshop import EDITS, Workshop

Reasons = dict[str, tuple[str, str]]

REASONS: dict[str, Reasons] = {
    "spacing": {},
    "a macro not used": {},
    "a macro's comment": {},
    "a column's comment": {"balance.verdict": ("comment", "comment changed")},
    "another aggregate": {"supply.total": ("run", "SQL changed")},
    "a check more": {"supply.portion": ("run", "checks changed")},
    "a macro": {"supply.portion": ("run", "macro share changed")},
    "a parameter": {"balance.verdict": ("run", "parameter threshold 10 → 6")},
    "a setting": {
        "balance.verdict": ("run", "parameter threshold 10 → 12"),
        "reference.provenance": ("run", "engine.run changed"),
    },
    "more rows": {
        "input.headcount": ("run", "file changed"),
        "supply.total": ("run", "input.headcount changed"),
        "supply.portion": ("may run", "supply.total may change"),
        "balance.verdict": ("may run", "supply.portion may change"),
        "balance.listing": ("may run", "balance.verdict may change"),
    },
    "a place fewer": {
        "input.place": ("run", "file changed"),
        "input.headcount": ("check", "its checks read input.place"),
    },
    "a new relation": {"balance.extra": ("run", "new")},
}


@pytest.mark.parametrize("edit", REASONS)
def test_plan_tells_what_would_run_and_why(edit: str, tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    request = workshop.request(workshop.warehouse)
    build(Project(tmp_path), request)
    before = sorted((p, p.stat().st_mtime_ns) for p in workshop.warehouse.iterdir())
    EDITS[edit](workshop)
    request = workshop.request(workshop.warehouse)
    steps = foresee(Project(tmp_path), request)
    planned = {
        str(step.relation): (step.action.value, "; ".join(step.reasons))
        for step in steps
        if step.reasons
    }
    assert {name: planned.get(name) for name in REASONS[edit]} == REASONS[edit]
    assert bool(planned) == bool(REASONS[edit])
    after = sorted((p, p.stat().st_mtime_ns) for p in workshop.warehouse.iterdir())
    assert before == after


def test_a_relation_that_is_gone_is_removed(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    build(Project(tmp_path), workshop.request(workshop.warehouse))
    (tmp_path / "queries/balance/listing.sql").unlink()
    steps = foresee(Project(tmp_path), workshop.request(workshop.warehouse))
    removed = {str(step.relation): step for step in steps}["balance.listing"]
    assert (removed.action.value, removed.reasons) == (
        "remove",
        ("no longer in the project",),
    )


def test_nothing_to_do_leaves_the_public_file_alone(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    request = workshop.request(workshop.warehouse)
    public = workshop.warehouse / "balance.duckdb"
    assert build(Project(tmp_path), request).changed
    before = public.read_bytes(), public.stat().st_mtime_ns
    report = build(Project(tmp_path), request)
    assert not report.changed and not report.run
    assert (public.read_bytes(), public.stat().st_mtime_ns) == before
    public.unlink()
    assert build(Project(tmp_path), request).changed
    assert public.is_file()


def test_a_comment_reaches_the_public_file_without_a_run(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    build(Project(tmp_path), workshop.request(workshop.warehouse))
    EDITS["a column's comment"](workshop)
    report = build(Project(tmp_path), workshop.request(workshop.warehouse))
    assert report.changed and not report.run


def test_an_upstream_with_the_same_rows_stops_the_build_there(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    build(Project(tmp_path), workshop.request(workshop.warehouse))
    EDITS["other SQL, same rows"](workshop)
    report = build(Project(tmp_path), workshop.request(workshop.warehouse))
    assert set(report.run) - {"reference.provenance"} == {"supply.total"}


def test_full_runs_all(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    first = build(Project(tmp_path), workshop.request(workshop.warehouse))
    request = Request(workshop.warehouse, tmp_path / "inputs", full=True)
    assert set(build(Project(tmp_path), request).run) == set(first.run)
