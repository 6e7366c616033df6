"""What a build does with a relation, decided from what is remembered of it."""

from __future__ import annotations

import pytest

from engine.names import Name
from engine.state.fingerprint import Basis, checked_against, comments_of, fingerprint
from engine.state.plan import MAYBE, Action, WarehouseState, decide, plan
from engine.state.work_file import State
from tests.projects.made import query

ABOVE = query("a.above", "-- rows\nselect 1 as n -- one")
BELOW = query("a.below", "-- rows\nselect n -- it\nfrom a.above")
CONTENT = {str(ABOVE.name): "c1"}


def remembered(content: str = "c1", comments: str | None = None) -> State:
    above = {str(ABOVE.name): content}
    return State(
        fingerprint(BELOW, above),
        "rows",
        comments or comments_of(BELOW),
        checked_against(BELOW, {}),
        Basis.of(BELOW, above).as_text(),
        1,
    )


CASES = {
    "never built": (None, CONTENT, False, Action.run, ("new",)),
    "as it was": (remembered(), CONTENT, False, Action.keep, ()),
    "all of it again": (remembered(), CONTENT, True, Action.run, ("a full build",)),
    "what it reads has changed": (
        remembered("c0"),
        CONTENT,
        False,
        Action.run,
        ("a.above changed",),
    ),
    "what it reads may change": (
        remembered(),
        {"a.above": MAYBE},
        False,
        Action.may_run,
        ("a.above may change",),
    ),
    "other words": (
        remembered(comments="others"),
        CONTENT,
        False,
        Action.comment,
        ("comment changed",),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_relation_is_decided_by_its_state(case: str) -> None:
    known, above, full, action, reasons = CASES[case]
    step = decide(BELOW, known, above, {}, full=full)
    assert (step.action, step.reasons) == (action, reasons)


def test_a_plan_follows_a_change_down() -> None:
    known = WarehouseState({BELOW.name: remembered()}, {BELOW.name}, {})
    steps = {
        step.relation: step.action for step in plan([ABOVE, BELOW], known, {}, set())
    }
    assert steps == {ABOVE.name: Action.run, BELOW.name: Action.may_run}


def test_what_the_project_no_longer_has_is_removed() -> None:
    gone = Name("a", "gone")
    steps = plan([], WarehouseState({gone: remembered()}, {gone}, {}), {}, set())
    assert [(step.relation, step.action) for step in steps] == [(gone, Action.remove)]
