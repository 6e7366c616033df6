"""Checks that warn, checks of a warehouse that stands, persons never in full."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.build.build import build
from engine.build.request import Request
from engine.compile.directives import read
from engine.compile.project import Project
from engine.problems import ProblemError, UsageError
from engine.warehouse.check import check
from tests.projects.tiny import lay_out

TOTAL = "queries/supply/total.sql"


def built(root: Path, **files: str) -> list[str]:
    """The notes of a build of the tiny project, with queries of supply added."""
    lay_out(root, {f"queries/supply/{name}.sql": text for name, text in files.items()})
    return build(Project(root), Request(root / "w", root / "inputs")).notes


WARNS = {
    "column": "-- W.\n-- @key(place_id)\nselect\n    place_id, -- p\n"
    "    persons_sum -- n @max(5; warning)\nfrom supply.total\n",
    "key": "-- W.\n-- @key(years; warning)\nselect\n    years -- n\n"
    "from supply.total\n",
    "key of a view": "-- W.\n-- @materialize(view)\n-- @key(years; warning)\nselect\n"
    "    years -- n\nfrom supply.total\n",
    "key of a view that is not known": "-- W.\n-- @materialize(view)\n"
    "-- @key(n; warning)\nselect\n    null::int as n -- n\nfrom supply.total\n",
    "rule": "-- W.\n-- @rule(persons_sum < 5; few; warning)\nselect\n"
    "    persons_sum -- n\nfrom supply.total\n",
    "null": "-- W.\nselect\n    null as n -- n @not_null(warning)\nfrom supply.total\n",
    "rows": "-- W.\n-- @rows(= 7; warning)\nselect\n    1 as n -- n\n"
    "from supply.total\n",
    "query": "-- No place is large.\n-- @materialize(check; warning)\nselect\n"
    "    place_id -- p\nfrom supply.total\n",
}


@pytest.mark.parametrize("kind", WARNS)
def test_a_warning_is_told_and_stops_nothing(kind: str, tmp_path: Path) -> None:
    notes = built(tmp_path, extra=WARNS[kind])
    [note] = [note for note in notes if "warning" in note]
    assert note.startswith("supply.extra: warning: ") and "Find them with" in note
    again = build(Project(tmp_path), Request(tmp_path / "w", tmp_path / "inputs"))
    assert again.notes == notes and not again.run


@pytest.mark.parametrize("kind", WARNS)
def test_without_the_word_it_is_an_error(kind: str, tmp_path: Path) -> None:
    text = WARNS[kind].replace("; warning)", ")").replace("(warning)", "")
    with pytest.raises(ProblemError) as caught:
        built(tmp_path, extra=text)
    [problem] = caught.value.problems
    assert problem.relation == "supply.extra" and problem.place
    assert not (tmp_path / "w" / "balance.duckdb").exists()


def test_severity_is_no_part_of_the_arguments() -> None:
    _, [ruled] = read("@rule(a in ('x; warning', 'y'); the words; warning)")
    assert ruled.warning and ruled.parts == ["a in ('x; warning', 'y')", "the words"]
    _, [plain] = read("@min(0)")
    assert not plain.warning and plain.arguments == "0"


def test_checks_of_a_warehouse_that_stands(tmp_path: Path) -> None:
    built(tmp_path)
    before = check(Project(tmp_path), tmp_path / "w")
    assert before.errors == before.warnings == 0 and len(before.results) > 15
    path = tmp_path / TOTAL
    path.write_text(path.read_text().replace("years counted", "years @max(1)"))
    after = check(Project(tmp_path), tmp_path / "w", "supply.total")
    [fault] = [result for result in after.results if result.count]
    assert (fault.count, after.errors) == (2, 1)
    assert fault.rows == ("place_id = n, years = 2", "place_id = s, years = 2")


def test_a_check_as_a_query_stands_in_the_warehouse_as_a_view(tmp_path: Path) -> None:
    text = "-- None large.\n-- @materialize(check)\nselect\n    place_id -- p\n"
    built(tmp_path, large=text + "from supply.total\nwhere persons_sum > 100\n")
    checked = check(Project(tmp_path), tmp_path / "w", "supply.large")
    assert [result.check.rule for result in checked.results] == ["None large"]


def test_persons_are_never_shown_in_full(tmp_path: Path) -> None:
    text = "-- P.\n-- @key(person_id; warning)\nselect\n    person_id -- who\n"
    [note] = built(tmp_path, extra=text + "from input.visit\n")
    assert "person_id = …01" in note and "100001" not in note


def test_what_is_not_built_is_told(tmp_path: Path) -> None:
    built(tmp_path)
    lay_out(tmp_path, {"queries/supply/extra.sql": WARNS["rows"]})
    assert check(Project(tmp_path), tmp_path / "w").not_built == ("supply.extra",)
    with pytest.raises(UsageError, match="Did you mean supply.total"):
        check(Project(tmp_path), tmp_path / "w", "supply.totl")


def test_every_relation_of_the_project_has_its_key() -> None:
    root = Path(__file__).resolve().parents[2]
    queries = Project(root).compile().queries.values()
    relations = (query for query in queries if not query.materialization.is_rule)
    without = [str(query.name) for query in relations if not query.key]
    assert not without
