"""CSV as Danish Excel and others write it: read where all of it leaves one reading,
refused with the row where it leaves two, forced by `--csv`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.inputs.csv_files import csv_sql, read_text
from engine.inputs.csv_values import csv_options
from engine.problems import UsageError
from tests.projects.contracts import Work, contract

THING = contract(
    "thing",
    "name text @optional",
    "share double @optional",
    "day date @optional",
    "until date @optional",
    "is_ready boolean @optional",
)
HEADER = "name;share;day;until;is_ready"


def csv_of(*rows: str) -> str:
    return "\n".join([HEADER, *rows, ""])


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path, {"input/thing.sql": THING})


def column(work: Work, name: str) -> list[Any]:
    return [row[0] for row in work.rows(f"select {name} from input.thing")]


# rows, column, its values, what is told
READ: dict[str, tuple[list[str], str, list[Any], list[str]]] = {
    "decimal commas": (["a;3,5;;;", "b;4;;;"], "share", [3.5, 4.0], ["decimal commas"]),
    "points of thousands": (
        ["a;1.234,5;;;", "b;1.234;;;", "c;-2.000.000;;;"],
        "share",
        [1234.5, 1234.0, -2e6],
        ["decimal commas"],
    ),
    "exponents": (["a;1,5e3;;;"], "share", [1500.0], ["decimal commas"]),
    "decimal points": (["a;0.125;;;", "b;1.234;;;"], "share", [0.125, 1.234], []),
    "days first": (
        ["a;;31-12-2024;;", "b;;01-02-2025;;"],
        "day::text",
        ["2024-12-31", "2025-02-01"],
        ["dates as DD-MM-YYYY"],
    ),
    "points in dates": (
        ["a;;01.02.2025;;", "b;;;;"],
        "day::text",
        ["2025-02-01", None],
        ["dates as DD.MM.YYYY"],
    ),
    "midnight": (["a;;31-12-2024 00:00;;"], "day::text", ["2024-12-31"], ["DD-MM"]),
    "another column settles it": (
        ["a;;01-02-2025;31-12-2025;"],
        "day::text",
        ["2025-02-01"],
        ["dates as DD-MM-YYYY"],
    ),
    "months first": (["a;;12/31/2024;;"], "day::text", ["2024-12-31"], ["MM/DD/YYYY"]),
    "ISO": (["a;;2024-12-31;;"], "day::text", ["2024-12-31"], []),
    "Danish truth": (["a;;;;SAND", "b;;;;FALSK"], "is_ready", [True, False], []),
}


@pytest.mark.parametrize("case", READ)
def test_what_is_recognised(case: str, work: Work) -> None:
    rows, name, values, remark = READ[case]
    report = work.build({"thing.csv": csv_of(*rows)})
    assert column(work, name) == values
    notes = [note for note in report.notes if "thing.csv read" in note]
    assert len(notes) == (1 if remark else 0)
    for words in remark:
        assert words in notes[0]


REFUSED: dict[str, tuple[list[str], list[str]]] = {
    "1,234": (
        ["a;1,234;;;"],
        ["decimals or thousands", "row 1, share = 1,234"],
    ),
    "1.234 in Danish": (["a;1.234;;;"], ["may have decimals or thousands", "row 1"]),
    "1.234 among commas": (
        ["a;0,5;;;", "b;1.234;;;"],
        ["may have decimals or thousands", "row 2, share = 1.234"],
    ),
    "a point among commas": (
        ["a;0,5;;;", "b;1.5;;;"],
        ["share must be a number with a decimal comma", "row 2, share = 1.5"],
    ),
    "day or month": (
        ["a;;01-02-2025;;"],
        ["day may be DD-MM-YYYY or MM-DD-YYYY", "row 1, day = 01-02-2025"],
    ),
    "two formats": (
        ["a;;31-12-2024;;", "b;;2024-12-31;;"],
        ["day must be a date (YYYY-MM-DD)", "row 1, day = 31-12-2024"],
    ),
    "a year of two digits": (["a;;31-12-24;;"], ["day must be a date (YYYY-MM-DD)"]),
    "no date": (["a;;31-02-2025;;"], ["day must be a date (YYYY-MM-DD)"]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(case: str, work: Work) -> None:
    rows, words = REFUSED[case]
    message = work.refused({"thing.csv": csv_of(*rows)})
    for word in words:
        assert word in message, message


@pytest.mark.parametrize(
    ("row", "option", "name", "value"),
    [
        ("a;1.234;;;", "decimal=,", "share", 1234.0),
        ("a;1.234;;;", "decimal=.", "share", 1.234),
        ("a;1,234;;;", "decimal=,", "share", 1.234),
        ("a;;01-02-2025;;", "date=DD-MM-YYYY", "day::text", "2025-02-01"),
        ("a;;01-02-2025;;", "date=MM-DD-YYYY", "day::text", "2025-01-02"),
    ],
)
def test_what_is_forced(
    row: str, option: str, name: str, value: object, work: Work
) -> None:
    work.build({"thing.csv": csv_of(row)}, option)
    assert column(work, name) == [value]
    assert work.build(None, option).run == []


def test_another_option_reads_again(work: Work) -> None:
    work.build({"thing.csv": csv_of("a;1.234;;;")}, "decimal=,")
    assert work.build(None, "decimal=.").run == ["input.thing"]
    assert column(work, "share") == [1.234]


@pytest.mark.parametrize("text", ["decimals=,", "decimal=;", "date=YY", "encoding=x"])
def test_options_that_there_are_not(text: str) -> None:
    with pytest.raises(UsageError, match="option csv"):
        csv_options([text])


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "mixed"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_line_ends_and_encoding(ends: str, encoding: str, work: Work) -> None:
    lines = csv_of("Blåbærgrød;1;;;", '"to\tord";2;;;', "€;3;;;")
    text = (
        lines.replace("\n", "\r\n", 2) if ends == "mixed" else lines.replace("\n", ends)
    )
    report = work.build({"thing.csv": text.encode(encoding)})
    assert column(work, "name") == ["Blåbærgrød", "to\tord", "€"]
    notes = [note for note in report.notes if "read as" in note]
    assert len(notes) == (encoding in ("cp1252", "utf-16"))


def test_a_late_letter_of_windows(work: Work) -> None:
    text = csv_of(*["a;1;;;"] * 5000, "æøå;2;;;").encode("cp1252")
    report = work.build({"thing.csv": text})
    assert column(work, "name")[-1] == "æøå"
    assert "input.thing: thing.csv read as windows-1252" in report.notes


@pytest.mark.parametrize("letter", [b"\x81", b"\0"])
def test_what_is_no_text(letter: bytes, work: Work) -> None:
    text = csv_of("a;1;;;").encode() + letter + b";2;;;\n"
    message = work.refused({"thing.csv": text})
    assert "thing.csv:3" in message and "neither UTF-8 nor windows-1252" in message


def test_texts_for_missing_are_declared(tmp_path: Path) -> None:
    text = csv_of(".;NA;NULL;;", "a;1;;;")
    plain = Work(tmp_path / "plain", {"input/thing.sql": THING})
    message = plain.refused({"thing.csv": text})
    assert "share must be a number: 1 row at fault" in message
    assert "declare it with @null(NA)" in message
    head = THING.replace("select\n", "-- @null(., NA, NULL)\nselect\n", 1)
    work = Work(tmp_path / "declared", {"input/thing.sql": head})
    work.build({"thing.csv": text})
    assert work.rows("select name, share, day from input.thing") == [
        (None, None, None),
        ("a", 1.0, None),
    ]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.text(st.characters(codec="cp1252", exclude_characters="\r\0"), min_size=1),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from(["utf-8", "cp1252"]),
    st.sampled_from([",", ";", "\t"]),
)
def test_every_text_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    cells: list[str],
    encoding: str,
    delimiter: str,
) -> None:
    import csv
    import io

    import duckdb

    out = io.StringIO()
    rows = [["number", "cell"], *([str(n), cell] for n, cell in enumerate(cells))]
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows(rows)
    folder = tmp_path_factory.mktemp("cells")
    path = folder / "cells.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    text = read_text(path, ("number", "cell"), {}, folder / "copy")
    assert duckdb.execute(f"select * from {csv_sql(text)}").fetchall() == [
        (number, cell) for number, cell in rows[1:]
    ]
