"""`amb test`: the project's own cases, what a failure shows, what is recorded."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from engine.authoring.cases import FOLDER, Case, find_cases, read_case, write_case
from engine.authoring.compare_rows import compare
from engine.authoring.record_case import record
from engine.authoring.run_cases import Result, run_cases
from engine.build.build import build
from engine.build.request import Request
from engine.compile.project import Project
from engine.names import Name
from engine.problems import ProblemError, UsageError
from tests.projects.tiny import PORTION_CASE, lay_out

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ("supply", "shortage", "balance")


def unit_cases() -> list[Case]:
    """Those of one relation; tests/balance and tests/spells run the whole chains."""
    return [case for case in find_cases(Project(ROOT)) if not case.inputs]


def test_the_projects_own_cases_pass() -> None:
    results = list(run_cases(Project(ROOT), unit_cases()))
    failed = [
        f"{r.case}: {r.differences} {r.problems}" for r in results if not r.passed
    ]
    assert results and not failed, "\n".join(failed)


def test_every_relation_of_the_balance_has_a_case() -> None:
    queries = Project(ROOT).compile().queries.values()
    relations = [query for query in queries if not query.materialization.is_rule]
    names = {q.name for q in relations if q.name.schema in SCHEMAS}
    cases = find_cases(Project(ROOT))
    assert names <= {part.relation for case in cases for part in case.expected}


def result(root: Path, text: str, relation: str = "supply.portion") -> Result:
    lay_out(root, {f"{FOLDER}/{relation}/case.toml": text})
    [outcome] = run_cases(Project(root), find_cases(Project(root)))
    return outcome


def test_order_and_last_digits_do_not_matter(tmp_path: Path) -> None:
    assert result(tmp_path, PORTION_CASE).passed


def test_a_failure_shows_rows_and_cells(tmp_path: Path) -> None:
    text = PORTION_CASE.replace("0.66666666667", "0.7") + ""
    text = text.replace("s,        0.33333333333", "w,        0.1")
    [missing, other, unexpected] = sorted(
        result(tmp_path, text).differences, key=lambda d: d.kind
    )
    assert (missing.kind, missing.row["place_id"]) == ("missing", "w")
    assert other.row == {"place_id": "n"}
    assert other.cells == (("portion", 0.7, 12 / 18),)
    assert (unexpected.kind, unexpected.row["place_id"]) == ("unexpected", "s")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("place_id, persons_sum", "place_id, person_sum", "has no column person_sum"),
        ("place_id, portion", "place_id, share", "has no column share"),
        ('"supply.total"', '"supply.totl"', "does not read supply.totl"),
        ("n,        12", "n,        many", "many"),
    ],
)
def test_a_wrong_case_is_told(old: str, new: str, reason: str, tmp_path: Path) -> None:
    [problem] = result(tmp_path, PORTION_CASE.replace(old, new)).problems
    assert reason in problem.reason and problem.place
    assert problem.place.file.name == "case.toml"


def test_rows_inline_and_from_a_file(tmp_path: Path) -> None:
    given, expected = PORTION_CASE.index("[given]"), PORTION_CASE.index("[expected]")
    inline = '[given]\n"supply.total" = [{place_id = "n", persons_sum = 1}]\n\n'
    text = PORTION_CASE[:given] + inline + PORTION_CASE[expected:]
    text = text[: text.index("rows")] + 'rows = "rows.csv"\n'
    lay_out(tmp_path, {f"{FOLDER}/supply.portion/rows.csv": "place_id,portion\nn,1\n"})
    assert result(tmp_path, text).passed


def test_a_parameter_of_a_case(tmp_path: Path) -> None:
    text = """
    [parameters]
    threshold = 3
    [given]
    "input.place" = [{place_id = "n"}, {place_id = "s"}]
    "supply.portion" = [{place_id = "n", persons_sum = 3}]
    [expected]
    rows = [{place_id = "n", is_large = true}, {place_id = "s"}]
    """
    assert result(tmp_path, text, "balance.verdict").passed


def test_a_query_at_fault_fails_its_case(tmp_path: Path) -> None:
    path = lay_out(tmp_path, {f"{FOLDER}/supply.portion/case.toml": PORTION_CASE})
    path /= "queries/supply/portion.sql"
    path.write_text(path.read_text().replace("    total.persons_sum,", "    total.n,"))
    [outcome] = run_cases(Project(tmp_path), find_cases(Project(tmp_path)))
    assert not outcome.passed and outcome.problems[0].place
    assert outcome.problems[0].place.line == 10


def test_the_same_row_twice_is_two_rows() -> None:
    assert not list(compare(["a"], [], [(1,), (1,)], [(1,), (1,)], 0))
    [one] = compare(["a"], [], [(1,), (1,)], [(1,)], 0)
    assert one.kind == "missing"
    [two] = compare(["a"], [], [(None,)], [(None,), (1,)], 0)
    assert two.kind == "unexpected"


CHAIN = """
inputs = "north"

[parameters]
threshold = 3

[expected."supply.portion"]
tolerance = { portion = 0.01 }
partial = true
rows = '''
place_id, portion
n,        0.66
'''

[expected."balance.verdict"]
rows = '''
place_id, is_large
n,        true
s,        true
w,
'''
"""


def chain(root: Path, text: str, changes: Mapping[str, str] | None = None) -> Result:
    """The case of the tiny project's own inputs."""
    lay_out(root, {f"{FOLDER}/balance/north.toml": text})
    shutil.copytree(root / "inputs", root / FOLDER / "balance" / "north")
    for name, rows in (changes or {}).items():
        (root / FOLDER / "balance" / "north" / name).write_text(rows)
    [outcome] = run_cases(Project(root), find_cases(Project(root)))
    return outcome


def test_a_whole_chain_from_a_folder_of_input_tables(tmp_path: Path) -> None:
    outcome = chain(tmp_path, CHAIN)
    assert outcome.passed, (outcome.problems, outcome.differences)


def test_what_differs_in_a_whole_chain_names_its_relation(tmp_path: Path) -> None:
    wrong = CHAIN.replace("0.66", "0.6").replace("w,\n", "")
    one, other = chain(tmp_path, wrong).differences
    assert (one.relation, one.kind) == ("supply.portion", "other")
    assert (other.relation, other.kind) == ("balance.verdict", "unexpected")


def test_a_chain_whose_inputs_are_at_fault_fails(tmp_path: Path) -> None:
    places = {"place.csv": "place_id,name\nn,North\nn,North again\n"}
    outcome = chain(tmp_path, CHAIN, places)
    assert not outcome.passed and outcome.problems


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("[parameters]", "[given]\n[parameters]", "not both"),
        ("partial", "partly", "known are"),
        ('[expected."balance.verdict"]', "[expected.verdict]", "SCHEMA.NAME"),
    ],
)
def test_a_chain_that_cannot_be_read(
    old: str, new: str, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(ProblemError, match=reason):
        chain(tmp_path, CHAIN.replace(old, new))


def test_the_chains_of_a_relation(tmp_path: Path) -> None:
    chain(tmp_path, CHAIN)
    project = Project(tmp_path)
    assert len(find_cases(project, Name.of("supply.portion"))) == 1
    assert not find_cases(project, Name.of("supply.total"))


def test_a_recorded_case_passes(tmp_path: Path) -> None:
    project = Project(lay_out(tmp_path))
    build(project, Request(tmp_path / "w", tmp_path / "inputs", {"threshold": "7"}))
    case = record(
        project, tmp_path / "w", "balance.verdict", {"place_id": "n"}, "north"
    )
    assert case.parameters == {"threshold": "7"}
    assert case.expected[0].table.rows == (
        ("n", "North", "12", "0.6666666666666666", "true"),
    )
    assert read_case(case.path) == case
    [outcome] = run_cases(project, find_cases(project))
    assert outcome.passed
    with pytest.raises(UsageError, match="is there already"):
        record(project, tmp_path / "w", "balance.verdict", {}, "north")


@pytest.mark.parametrize(
    ("relation", "reason"),
    [
        ("supply.visited", "input.visit holds persons"),
        ("balance.visits", "real persons"),
    ],
)
def test_no_person_is_recorded(relation: str, reason: str, tmp_path: Path) -> None:
    visits = "-- Visits.\nselect\n    persons -- who came\nfrom supply.visited\n"
    project = Project(lay_out(tmp_path, {"queries/balance/visits.sql": visits}))
    build(project, Request(tmp_path / "w", tmp_path / "inputs"))
    with pytest.raises(UsageError, match=reason):
        record(project, tmp_path / "w", relation, {}, "case")
    assert not (tmp_path / FOLDER).exists()


def test_what_is_written_reads_the_same() -> None:
    for case in unit_cases():
        text = write_case(case)
        assert text.startswith("why = ")


def test_a_case_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    lay_out(tmp_path, {f"{FOLDER}/supply.portion/bad.toml": "[given]\n"})
    with pytest.raises(ProblemError, match="expected"):
        find_cases(Project(tmp_path))
