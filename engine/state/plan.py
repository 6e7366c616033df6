"""What a build does with each relation, and why: the same function decides for a plan
and for a build."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum

from engine.compile.query import Query
from engine.names import Name
from engine.state.engine_tables import RUN
from engine.state.fingerprint import (
    Basis,
    checked_against,
    comments_of,
    fingerprint,
    reasons,
    upstream,
)
from engine.state.work_file import State

CHANGED = "?changed"
MAYBE = "?maybe"


class Action(StrEnum):
    """What a build does with a relation."""

    run = "run"
    may_run = "may run"
    comment = "comment"
    check = "check"
    remove = "remove"
    keep = "keep"


@dataclass(frozen=True)
class Step:
    """What happens to a relation; the reasons in words, empty for keep."""

    relation: Name
    action: Action
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class WarehouseState:
    """A warehouse before a build: the states of its relations, and the contents of the
    tables of the schema engine."""

    states: Mapping[Name, State]
    stored: Set[Name]
    engine: Mapping[Name, str]

    def state(self, name: Name) -> State | None:
        return self.states.get(name) if name in self.stored else None


def decide(
    query: Query,
    stored: State | None,
    above: Mapping[str, str],
    contents: Mapping[Name, str],
    *,
    full: bool,
) -> Step:
    """What to do with a relation.

    `above` are the contents of what it reads, `contents` those of all relations so far;
    a plan has CHANGED or MAYBE for a content that only the build will tell.
    """
    action, why = _decide(query, stored, above, contents, full)
    return Step(query.name, action, tuple(why))


def _decide(
    query: Query,
    stored: State | None,
    above: Mapping[str, str],
    contents: Mapping[Name, str],
    full: bool,
) -> tuple[Action, list[str]]:
    if stored is None:
        return Action.run, ["new"]
    maybe = sorted(name for name, content in above.items() if content == MAYBE)
    settled = _settled(stored, above) if maybe else above
    if fingerprint(query, settled) != stored.fingerprint:
        before = Basis.from_text(stored.basis)
        return Action.run, reasons(before, Basis.of(query, settled)) or ["changed"]
    if full:
        return Action.run, ["a full build"]
    if maybe:
        return Action.may_run, [f"{name} may change" for name in maybe]
    if checked_against(query, contents) != stored.checked:
        words = ", ".join(sorted(map(str, query.checked_against)))
        return Action.check, [f"its checks read {words}"]
    if comments_of(query) != stored.comments:
        return Action.comment, ["comment changed"]
    return Action.keep, []


def _settled(stored: State, above: Mapping[str, str]) -> dict[str, str]:
    """The contents read, with the stored content for those that may change."""
    before = Basis.from_text(stored.basis).upstream
    return {
        name: before.get(name, "") if content == MAYBE else content
        for name, content in above.items()
    }


@dataclass
class Planner:
    """Decides relation by relation, in order; `inputs` are the files' hashes."""

    warehouse: WarehouseState
    inputs: Mapping[Name, str]
    full: bool = False
    contents: dict[Name, str] = field(default_factory=dict)

    def step(self, query: Query) -> Step:
        """The step of a relation; records its content, or CHANGED or MAYBE."""
        stored = self.warehouse.state(query.name)
        above = upstream(query, self.inputs, self.contents)
        step = decide(query, stored, above, self.contents, full=self.full)
        self.contents[query.name] = self._content(query, step.action, stored, above)
        return step

    def _content(
        self,
        query: Query,
        action: Action,
        stored: State | None,
        above: Mapping[str, str],
    ) -> str:
        if stored and action not in (Action.run, Action.may_run):
            return stored.content
        if not query.is_contract and not query.is_view:
            return MAYBE
        unknown = {CHANGED, MAYBE} & set(above.values())
        if unknown:
            return CHANGED if CHANGED in unknown else MAYBE
        return fingerprint(query, above)


def plan(
    queries: Sequence[Query],
    warehouse_state: WarehouseState,
    inputs: Mapping[Name, str],
    stale: Set[Name],
    *,
    full: bool = False,
    whole: bool = True,
) -> list[Step]:
    """The steps of a build of `queries`, which are in order.

    `stale` are the tables of the schema engine that will change; `whole` says that
    relations that are not among the queries are removed.
    """
    steps = _steps(
        queries, Planner(warehouse_state, inputs, full), warehouse_state, stale
    )
    if any(step.action is Action.run for step in steps):
        steps = _steps(
            queries,
            Planner(warehouse_state, inputs, full),
            warehouse_state,
            {*stale, RUN},
        )
    if whole:
        others = set(warehouse_state.states) - {query.name for query in queries}
        gone = ("no longer in the project",)
        steps += [Step(name, Action.remove, gone) for name in sorted(others)]
    return steps


def _steps(
    queries: Sequence[Query],
    planner: Planner,
    warehouse_state: WarehouseState,
    stale: Set[Name],
) -> list[Step]:
    planner.contents |= {
        name: CHANGED if name in stale else content
        for name, content in warehouse_state.engine.items()
    }
    return [planner.step(query) for query in queries]
