"""A contract is whatever reads file.TABLE: in any schema, one or more of a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.compile.project import Project
from engine.lineage.across_queries import Lineage
from engine.problems import ProblemError
from tests.projects.contracts import Work, contract, project

THING = contract("thing", "id bigint", "name text", head="-- @key(id)\n")
READS = "-- Names.\nselect name -- its name\nfrom raw.thing\n"


def test_a_contract_in_another_schema(tmp_path: Path) -> None:
    work = Work(tmp_path, {"raw/thing.sql": THING, "balance/name.sql": READS})
    work.build({"thing.csv": "id,name\n1,a\n2,b\n"})
    assert work.rows("from balance.name order by 1") == [("a",), ("b",)]
    assert work.rows("select table_name, rows from engine.input_file") == [("thing", 2)]


def test_its_rules_hold_there_too(tmp_path: Path) -> None:
    work = Work(tmp_path, {"raw/thing.sql": THING})
    message = work.refused({"thing.csv": "id,name\n1,\n1,b\n"})
    assert "name must not be empty: 1 row at fault" in message
    assert "id must identify a row: 2 rows at fault" in message and "row 2" in message


def test_two_contracts_read_one_file(tmp_path: Path) -> None:
    ids = contract("thing", "id bigint")
    work = Work(tmp_path, {"raw/thing.sql": THING, "input/thing.sql": ids})
    work.build({"thing.csv": "id,name\n1,a\n2,b\n"})
    assert work.rows("from raw.thing order by 1") == [(1, "a"), (2, "b")]
    assert work.rows("from input.thing order by 1") == [(1,), (2,)]
    assert work.rows("select table_name, rows from engine.input_file") == [("thing", 2)]


def test_a_contract_may_rename_its_file_and_columns(tmp_path: Path) -> None:
    text = "-- P.\nselect cast(navn as text) as name -- its name\nfrom file.folk\n"
    work = Work(tmp_path, {"raw/person.sql": text})
    work.build({"folk.csv": "navn,alder\na,1\n"})
    assert work.rows("from raw.person") == [("a",)]


def test_lineage_ends_at_a_contract(tmp_path: Path) -> None:
    queries = {"raw/thing.sql": THING, "balance/name.sql": READS}
    lineage = Lineage.of(project(tmp_path, queries).compile())
    inputs = lineage.inputs(lineage.node("balance.name.name"))
    assert {str(node.relation) for node in inputs} == {"raw.thing"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "select cast(id + 1 as bigint) as id from file.a",
            "id is no cast of a column",
        ),
        ("select id from file.a", "id is no cast of a column"),
        (
            "select cast(id as bigint) as id from file.a where id > 1",
            "takes the rows of its file as they are",
        ),
        (
            "select cast(a.id as bigint) as id from file.a as a inner join file.b as b "
            "on a.id = b.id",
            "a contract reads one file, and file.a is one already",
        ),
    ],
)
def test_what_a_contract_may_not_say(text: str, words: str, tmp_path: Path) -> None:
    made: Project = project(tmp_path, {"raw/a.sql": f"-- A.\n{text}\n"})
    with pytest.raises(ProblemError, match=words):
        made.compile()
