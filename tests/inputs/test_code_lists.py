"""Code lists: CSV files beside their query, read through the same contract."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from engine.authoring.cases import find_cases
from engine.authoring.run_cases import run_cases
from engine.build.what_if import changed_warehouse
from tests.harness import ROOT, compiled
from tests.projects.contracts import Work, contract, project, write

HEAD = "-- @beside\n-- @key(code)\n"
COLUMNS = ("code bigint", "word text @in(a, b)", "note text @optional")
QUERIES = {
    "raw/code.sql": contract("code", *COLUMNS, head=HEAD),
    "raw/code.csv": "code;word;note\n1;a;\n2;b;x\n",
    "balance/word.sql": "-- Words.\nselect word -- it\nfrom raw.code\n",
}


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path, QUERIES)


def test_a_list_is_read_and_is_no_input_file(work: Work) -> None:
    work.build()
    assert work.rows("from raw.code order by 1") == [(1, "a", None), (2, "b", "x")]
    assert work.rows("from engine.input_file") == []


def test_an_edited_row_runs_what_reads_it(work: Work) -> None:
    work.build()
    assert work.build().run == []
    work.queries["raw/code.csv"] = "code;word;note\n1;b;\n2;b;x\n"
    assert work.build().run == ["raw.code", "balance.word"]
    assert work.rows("from balance.word") == [("b",), ("b",)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("code;word;note\n1;a;\n2;c;\n", ["word must be one of", "row 2", "word = c"]),
        (
            "code;word;note\n1;a;\n1;b;\n",
            ["code must identify a row", "row 1", "row 2"],
        ),
        ("code;word;note\nx;a;\n", ["code must be a whole number", "row 1, code = x"]),
        ("code;note\n1;\n", ["the column word is missing"]),
        ("code;word;note\n1;a\n", ["cannot be read", "code.csv:2"]),
    ],
)
def test_errors_name_the_row_of_the_file(
    text: str, words: list[str], work: Work
) -> None:
    work.queries["raw/code.csv"] = text
    message = work.refused()
    assert "queries/raw/code.csv" in message
    for word in words:
        assert word in message, message


def test_a_list_that_is_not_there(work: Work) -> None:
    del work.queries["raw/code.csv"]
    message = work.refused()
    assert "the code list code.csv is missing beside its query" in message


def test_whatif_takes_the_list_as_it_is_now(work: Work) -> None:
    work.build()
    work.queries["raw/code.csv"] = "code;word;note\n1;b;\n2;b;x\n"
    made = project(work.root / "project", work.queries)
    with changed_warehouse(made, work.root / "warehouse", {}) as changed:
        assert {str(name) for name in changed.relations} == {"raw.code", "balance.word"}


def test_a_unit_case_has_the_rows_or_its_own(work: Work) -> None:
    made = project(work.root / "project", work.queries)
    expected = "[expected]\nrows = '''\nword\n{}\n'''\n"
    other_rows = "[given]\n'raw.code' = '''\ncode, word\n5, z\n'''\n"
    folder = "tests/queries/balance.word/"
    cases = {
        f"{folder}as_is.toml": expected.format("a\nb"),
        f"{folder}own.toml": other_rows + expected.format("z"),
        f"{folder}wrong.toml": expected.format("a"),
    }
    write(made.root, cases)
    passed = {r.case.name: r.passed for r in run_cases(made, find_cases(made))}
    assert passed == {"as_is": True, "own": True, "wrong": False}


@pytest.mark.parametrize(
    "relation",
    ["reference.dream_code", "reference.municipality_size", "synthetic.title"],
)
def test_the_project_s_lists_have_their_query_s_columns(relation: str) -> None:
    schema, table = relation.split(".")
    path = ROOT / "queries" / schema / f"{table}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file, delimiter=";"))
    [query] = [q for n, q in compiled().queries.items() if str(n) == relation]
    assert header == [column.name for column in query.columns]
