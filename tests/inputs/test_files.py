"""A file that is there counts as there: every ending, folder and path that people have.

What cannot be read stops the build, with what is there and what was expected.
"""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.projects.contracts import Files, Work, contract

COLUMNS = ("id bigint", "name text", "share double @optional")
NEEDED = contract("thing", *COLUMNS)
OPTIONAL = contract("unemployment_spell", *COLUMNS, head="-- @optional\n")
ROWS = [(1, "a", 0.5), (2, "ø", None)]
CSV = "id,name,share\n1,a,0.5\n2,ø,\n"


def parquet(text: str = CSV) -> bytes:
    header, *lines = [line.split(",") for line in text.splitlines()]
    columns = list(zip(*lines, strict=True))
    table = pa.table(
        {
            header[0]: pa.array([int(v) for v in columns[0]], pa.int64()),
            header[1]: pa.array(columns[1]),
            header[2]: pa.array([float(v) if v else None for v in columns[2]]),
        }
    )
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def xlsx(*sheets: tuple[str, list[list[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


CELLS: list[list[object]] = [["id", "name", "share"], [1, "a", 0.5], [2, "ø", None]]
READ: dict[str, dict[str, str | bytes]] = {
    "csv": {"thing.csv": CSV},
    "gzip": {"thing.csv.gz": gzip.compress(CSV.encode())},
    "zstd": {"thing.csv.zst": pa.compress(CSV.encode(), "zstd", asbytes=True)},
    "capitals": {"THING.CSV": CSV},
    "mixed case": {"Thing.Csv": CSV},
    "tab": {"thing.tsv": CSV.replace(",", "\t")},
    "text": {"thing.txt": CSV.replace(",", ";")},
    "parquet": {"thing.parquet": parquet()},
    "Spark": {
        "thing.parquet/part-0.snappy.parquet": parquet("id,name,share\n1,a,0.5\n"),
        "thing.parquet/part-1.snappy.parquet": parquet("id,name,share\n2,ø,\n"),
        "thing.parquet/_SUCCESS": "",
        "thing.parquet/.part-0.crc": "",
    },
    "a folder of CSV": {
        "thing/1.csv": "id,name,share\n1,a,0.5\n",
        "thing/2.csv": "share;NAME;id\n;ø;2\n",
    },
    "xlsx": {"thing.xlsx": xlsx(("Ark1", CELLS))},
    "the sheet of the name": {"thing.xlsx": xlsx(("Notes", [["x"]]), ("Thing", CELLS))},
    "Excel in Danish": {
        "thing.csv": "sep=;\r\nid;name;share\r\n1;a;0,5\r\n2;ø;\r\n".encode("cp1252")
    },
    "UTF-16": {"thing.txt": CSV.replace(",", "\t").encode("utf-16")},
}


@pytest.mark.parametrize("case", READ)
def test_files_that_are_read(case: str, tmp_path: Path) -> None:
    work = Work(tmp_path, {"input/thing.sql": NEEDED})
    work.build(READ[case])
    assert work.rows("from input.thing order by 1") == ROWS


REFUSED: dict[str, tuple[dict[str, str | bytes], list[str]]] = {
    "another format": ({"unemployment_spell.sav": b"$FL2"}, ["no kind that is read"]),
    "a plural": (
        {"unemployment_spells.csv": CSV},
        ["Did you mean unemployment_spells?"],
    ),
    "a blank": ({"Unemployment spell.csv": CSV}, ["Rename Unemployment spell.csv"]),
    "a year": ({"unemployment_spell_2025.csv": CSV}, ["unemployment_spell_2025.csv"]),
    "two": (
        {"unemployment_spell.csv": CSV, "Unemployment_Spell.parquet": parquet()},
        ["two files for the input table", "into a folder unemployment_spell/"],
    ),
    "partitions": (
        {"unemployment_spell.parquet/period=2025H1/part-0.parquet": parquet()},
        ["has a folder in it: period=2025H1", "no folder's name is read as data"],
    ),
    "Delta": (
        {
            "unemployment_spell/part-0.parquet": parquet(),
            "unemployment_spell/_delta_log/0.json": "{}",
        },
        ["_delta_log"],
    ),
    "two formats in a folder": (
        {"unemployment_spell/1.parquet": parquet(), "unemployment_spell/2.csv": CSV},
        ["must hold files of one format"],
    ),
    "an empty folder": ({"unemployment_spell/.keep": ""}, ["must hold files"]),
    "no spreadsheet": ({"unemployment_spell.xlsx": b"x"}, ["spreadsheet cannot be"]),
    "nothing in it": (
        {"unemployment_spell.csv": ""},
        ["the file is empty", "must name the columns: id, name, share."],
    ),
    "blank lines": ({"unemployment_spell.csv": "\n\n"}, ["names no column"]),
    "an empty sheet": ({"unemployment_spell.xlsx": xlsx(("A", []))}, ["names no col"]),
    "no gzip": ({"unemployment_spell.csv.gz": b"x"}, ["cannot be read"]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_files_that_stop_a_build(case: str, tmp_path: Path) -> None:
    files, words = REFUSED[case]
    work = Work(tmp_path, {"input/unemployment_spell.sql": OPTIONAL})
    message = work.refused(files)
    assert "unemployment_spell" in message
    for word in words:
        assert word in message, message


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    work = Work(tmp_path, {"input/thing.sql": NEEDED})
    work.build({"thing.csv": CSV})
    folder, work.inputs = work.inputs, work.inputs / "thing.csv"
    message = work.refused()
    assert "thing.csv is a file, no input folder" in message
    assert f"Name the folder that it lies in: {folder}" in message


def test_what_is_of_no_table_is_left_alone(tmp_path: Path) -> None:
    work = Work(tmp_path, {"input/unemployment_spell.sql": OPTIONAL})
    work.build({"README.md": "", "codes.csv": "a\n1\n", "truth/x.parquet": b""})
    assert work.rows("from input.unemployment_spell") == []


@pytest.mark.parametrize(
    "name",
    ["id=7", "x[1]", "a*b", "what?", "it's", 'say "x"', "æ ø å", "{a,b}", "%20", "#1"],
)
def test_any_path_is_a_path(name: str, tmp_path: Path) -> None:
    """Neither a pattern nor data: id=7 is a folder, not a column."""
    both: list[Files] = [{"thing.parquet": parquet()}, {"thing.csv": CSV}]
    for number, files in enumerate(both):
        folder = tmp_path / str(number) / name
        work = Work(tmp_path, {"input/thing.sql": NEEDED}, folder)
        work.build(files)
        assert work.rows("from input.thing order by 1") == ROWS


def test_several_files_are_told(tmp_path: Path) -> None:
    work = Work(tmp_path, {"input/thing.sql": NEEDED})
    report = work.build(READ["Spark"])
    assert "input.thing: read from 2 files: thing.parquet/" in report.notes
    assert work.build().notes == report.notes
    assert work.rows("select file_name, rows from engine.input_file") == [
        ("thing.parquet/", 2)
    ]


def test_rows_of_a_part_are_counted_in_it(tmp_path: Path) -> None:
    work = Work(tmp_path, {"input/thing.sql": NEEDED})
    files = {"thing/1.csv": CSV, "thing/2.csv": "id,name,share\n3,c,0\nx,d,0\n"}
    message = work.refused(files)
    assert "thing/2.csv: id must be a whole number" in message
    assert "row 2, id = x" in message
