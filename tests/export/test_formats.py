"""Exports are read back by libraries that are not ours, and say what was built."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from engine.export import export
from engine.problems import ProblemError, UsageError
from engine.publish.layout import FILE

ASSESSMENT = "balance.assessment"
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def built(warehouse: Path) -> Rows:
    with duckdb.connect(str(warehouse / FILE), read_only=True) as connection:
        table = connection.sql(f"from {ASSESSMENT} order by all").to_arrow_table()
    return list(table.to_pylist())


def written(warehouse: Path, relation: str, file: Path, **where: str) -> Path:
    assert export(warehouse, relation, file, where, "da").rows > 0
    return file


def key(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["period"], row["region_id"], row["occupation_id"]


def test_csv(warehouse: Path, built: Rows, tmp_path: Path) -> None:
    file = written(warehouse, ASSESSMENT, tmp_path / "a.csv")
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [key(row) for row in rows] == [key(row) for row in built]
    for written_row, wanted in zip(rows, built, strict=True):
        rate = written_row["shortage_rate"]
        assert (float(rate) if rate else None) == wanted["shortage_rate"]


def test_parquet(warehouse: Path, built: Rows, tmp_path: Path) -> None:
    from pyarrow import parquet

    table = parquet.read_table(written(warehouse, ASSESSMENT, tmp_path / "a.parquet"))
    assert table.to_pylist() == built
    assert table.schema.metadata[b"relation"] == ASSESSMENT.encode()
    assert b"0-1" in table.schema.field("exit_rate").metadata[b"comment"]


def test_xlsx(warehouse: Path, built: Rows, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    file = written(warehouse, ASSESSMENT, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(file)
    header, *rows = book["Data"].iter_rows(values_only=True)
    cells = [dict(zip(header, row, strict=True)) for row in rows]
    shared = [name for name in built[0] if name in header]
    assert len(shared) == len(built[0])
    for row, wanted in zip(cells, built, strict=True):
        assert {name: row[name] for name in shared} == pytest.approx(wanted)
        assert isinstance(row["in_shortage"], bool | None)
    assert {row["region_da"] for row in cells} >= {"Hele landet"}
    labels = {row["category"]: row["category_da"] for row in cells}
    assert labels["good"] == "Gode jobmuligheder"
    rate = header.index("shortage_rate") + 1
    assert book["Data"].cell(2, rate).number_format == "0.0%"
    notes = [row for row in book["Notes"].iter_rows(values_only=True) if any(row)]
    assert notes[0][0] == ASSESSMENT
    words = {row[0]: row[1:] for row in notes}
    assert set(header) >= set(built[0]) and set(words) >= set(built[0])
    assert words["shortage_threshold"] and words["employment"][0] == "employment.csv"


def test_xlsx_of_labels_has_no_heading_twice(warehouse: Path, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    relation = "balance.assessment_labelled"
    book = openpyxl.load_workbook(written(warehouse, relation, tmp_path / "a.xlsx"))
    header = [cell.value for cell in book["Data"][1]]
    with duckdb.connect(str(warehouse / FILE), read_only=True) as connection:
        assert header == connection.sql(f"from {relation}").columns


def test_xlsx_reads_no_formula_from_text(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    public = tmp_path / FILE
    with duckdb.connect(str(public)) as connection:
        connection.execute("create schema reference")
        connection.execute(
            "create table reference.provenance as select 'x' as file_name, "
            "true as synthetic, now() as built_at"
        )
        connection.execute("create table reference.parameter as select 1 as value")
        connection.execute("create table remark as select '=1+1' as words")
    file = written(tmp_path, "balance.remark", tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(file)
    cell = book["Data"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert "invented" in str(book["Notes"]["A2"].value)


def test_jsonstat(warehouse: Path, built: Rows, tmp_path: Path) -> None:
    pyjstat = pytest.importorskip("pyjstat.pyjstat")
    file = written(warehouse, ASSESSMENT, tmp_path / "a.json")
    text = file.read_text("utf-8")
    frame = pyjstat.Dataset.read(text).write("dataframe", naming="id")
    values = {
        (*key(row), row["measure"]): row["value"]
        for row in frame.to_dict("records")
        if row["value"] == row["value"]
    }
    wanted = {
        (*key(row), name): float(value)
        for row in built
        for name, value in row.items()
        if isinstance(value, (int, float))
    }
    assert values == pytest.approx(wanted)
    cube = json.loads(text)
    assert cube["role"] == {
        "time": ["period"],
        "geo": ["region_id"],
        "metric": ["measure"],
    }
    labels = cube["dimension"]["region_id"]["category"]["label"]
    assert labels["DK"] == "Hele landet"
    assert set(cube["status"].values()) <= {"e", "b", "u"} and cube["status"]


def test_jsonstat_of_one_measure_with_an_empty_key(
    warehouse: Path, tmp_path: Path
) -> None:
    pyjstat = pytest.importorskip("pyjstat.pyjstat")
    file = written(warehouse, "balance.category_count", tmp_path / "a.json")
    frame = pyjstat.Dataset.read(file.read_text("utf-8")).write(
        "dataframe", naming="id"
    )
    with duckdb.connect(str(warehouse / FILE), read_only=True) as connection:
        rows = connection.execute(
            "select region_id, coalesce(category, '_Z'), occupations "
            "from balance.category_count order by all"
        ).fetchall()
    seen = frame[frame["value"].notna()]
    columns = ["region_id", "category", "value"]
    assert sorted(seen[columns].itertuples(index=False, name=None)) == rows


@pytest.mark.parametrize(("name", "is_left"), [("a.json", True), ("a.csv", False)])
def test_what_is_left_out_is_said(
    name: str, is_left: bool, warehouse: Path, built: Rows, tmp_path: Path
) -> None:
    arguments = [ASSESSMENT, str(tmp_path / name), "--warehouse", str(warehouse)]
    script = "from engine.cli import program; program()"
    ended = subprocess.run(
        [sys.executable, "-c", script, "export", *arguments, "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(ended.stdout)
    left = (
        ["supply_basis", "shortage_basis", "category", "category_steady"]
        if is_left
        else []
    )
    assert (said["rows"], said["left_out"]) == (len(built), left)
    assert ("supply_basis" in ended.stderr) == is_left


def test_sdmx(warehouse: Path, built: Rows, tmp_path: Path) -> None:
    file = written(warehouse, ASSESSMENT, tmp_path / "a.sdmx.csv")
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0])[:8] == [
        *("STRUCTURE", "STRUCTURE_ID", "ACTION", "TIME_PERIOD"),
        *("REGION_ID", "OCCUPATION_ID", "MEASURE", "OBS_VALUE"),
    ]
    assert {row["TIME_PERIOD"] for row in rows} == {"2025-S1"}
    observations = {
        (row["REGION_ID"], row["OCCUPATION_ID"], row["MEASURE"]): row for row in rows
    }
    assert len(observations) == len(rows)
    model_only = 0
    for row in built:
        seen = observations.get(
            (row["region_id"], row["occupation_id"], "shortage_rate")
        )
        assert (seen is None) == (row["shortage_rate"] is None)
        if seen:
            assert float(seen["OBS_VALUE"]) == row["shortage_rate"]
            assert (seen["OBS_STATUS"] == "e") == (row["shortage_basis"] == "6")
            model_only += seen["OBS_STATUS"] == "e"
    assert model_only


def test_some_rows(warehouse: Path, tmp_path: Path) -> None:
    file = written(warehouse, ASSESSMENT, tmp_path / "a.csv", region_id="DK")
    with file.open(encoding="utf-8", newline="") as stream:
        assert {row["region_id"] for row in csv.DictReader(stream)} == {"DK"}


@pytest.mark.parametrize(
    ("relation", "name", "words"),
    [
        ("supply.spell", "a.csv", "No published relation"),
        ("input.unemployment_spell", "a.csv", "No published relation"),
        ("balance.assessmnt", "a.csv", "Did you mean balance.assessment"),
        ('balance.assessment"; drop table x; --', "a.csv", "No published relation"),
        (ASSESSMENT, "a.docx", "ends in none of"),
        ("reference.basis", "a.sdmx.csv", None),
        ("reference.provenance", "a.json", None),
    ],
)
def test_what_cannot_be_asked(
    relation: str, name: str, words: str | None, warehouse: Path, tmp_path: Path
) -> None:
    if words is None:
        export(warehouse, relation, tmp_path / name, {}, "en")
        return
    with pytest.raises(UsageError, match=words):
        export(warehouse, relation, tmp_path / name, {}, "en")
    assert not list(tmp_path.iterdir())


def test_a_file_that_stood_stays_when_the_writing_fails(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(warehouse, ASSESSMENT, tmp_path / "a.csv")
    before = file.read_bytes()

    def fails(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("engine.atomic_files.flush", fails)
    with pytest.raises(ProblemError, match="no space"):
        export(warehouse, ASSESSMENT, file, {"region_id": "DK"}, "en")
    assert file.read_bytes() == before and list(tmp_path.iterdir()) == [file]
