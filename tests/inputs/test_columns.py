"""The columns of a file: their names without regard to case and blanks; near names are
faults; what has no name, or is not known, is ignored and told where it may matter."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects.contracts import Work, contract

SPELL = contract(
    "unemployment_spell",
    "person_id bigint",
    "start_date date",
    "end_date date @optional",
    "job_ready boolean",
)
HEADER = "person_id,start_date,end_date,job_ready\n"
ROW = "1,2025-01-01,2025-02-01,true\n"


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path, {"input/unemployment_spell.sql": SPELL})


def ends(work: Work) -> list[object]:
    return [
        row[0]
        for row in work.rows("select end_date::text from input.unemployment_spell")
    ]


SAME = {
    "case": "person_id,start_date,End_Date,job_ready\n" + ROW,
    "blanks": "person_id , start_date, end_date ,job_ready\n" + ROW,
    "quotes": '"person_id","start_date","END_DATE","job_ready"\n' + ROW,
    "empty columns after it": "person_id,start_date,end_date,job_ready,,\n"
    "1,2025-01-01,2025-02-01,true,,\n",
    "an index before it": ",person_id,start_date,end_date,job_ready\n0," + ROW,
    "ignored columns of one name": "person_id,start_date,end_date,job_ready,note,Note\n"
    "1,2025-01-01,2025-02-01,true,a,b\n",
    "another order": "job_ready,end_date,start_date,person_id\n"
    "true,2025-02-01,2025-01-01,1\n",
}


@pytest.mark.parametrize("case", SAME)
def test_columns_that_are_found(case: str, work: Work) -> None:
    report = work.build({"unemployment_spell.csv": SAME[case]})
    assert ends(work) == ["2025-02-01"]
    assert not [note for note in report.notes if "not there" in note]


@pytest.mark.parametrize("name", ["enddate", "end date", "End-Date", "end_dates"])
def test_a_near_name_is_a_fault(name: str, work: Work) -> None:
    header = HEADER.replace("end_date", name)
    message = work.refused({"unemployment_spell.csv": header + ROW})
    assert f"the column end_date is not there, but {name} is" in message
    assert "add an empty column end_date" in message


def test_an_optional_column_under_another_name_is_told(work: Work) -> None:
    header = HEADER.replace("end_date", "slutdato")
    report = work.build({"unemployment_spell.csv": header + ROW})
    assert (
        "input.unemployment_spell: end_date is not there; unemployment_spell.csv has "
        "slutdato, which input.unemployment_spell does not know"
    ) in report.notes
    assert ends(work) == [None]


def test_without_an_unknown_column_nothing_is_told(work: Work) -> None:
    text = "person_id,start_date,job_ready\n1,2025-01-01,true\n"
    assert work.build({"unemployment_spell.csv": text}).notes == []


def test_a_column_twice(work: Work) -> None:
    header = "person_id,start_date,end_date,job_ready,End_Date\n"
    text = header + "1,2025-01-01,2025-02-01,true,2025-03-01\n"
    message = work.refused({"unemployment_spell.csv": text})
    assert "the column end_date stands twice" in message


def test_parquet_too(work: Work) -> None:
    import duckdb

    target = work.inputs / "unemployment_spell.parquet"
    duckdb.execute(
        "copy (select 1::bigint as \"Person_ID\", date '2025-01-01' as start_date, "
        "date '2025-02-01' as \" END_DATE\", true as job_ready) "
        f"to '{target}' (format parquet)"
    )
    work.build()
    assert ends(work) == ["2025-02-01"]


def test_a_person_s_number_is_masked(work: Work) -> None:
    text = HEADER + ROW.replace("1,", "010190-1234,", 1)
    message = work.refused({"unemployment_spell.csv": text})
    assert "row 1, person_id = …34" in message and "010190" not in message
