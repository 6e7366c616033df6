"""Two publications for the same readers: the build says where they hide others."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from engine.build.build import build
from engine.build.request import Report, Request
from engine.publish.layout import public_file
from tests.cases import PROJECT, write_tables

NAME = "reference.disclosure"


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "inputs"
    write_tables(tables(["east", "west"]), folder)
    return folder


def tables(regions: list[str]) -> dict[str, list[dict[str, object]]]:
    key = {"period": "2025H1", "region_id": regions[0], "occupation_id": "nurse"}
    return {
        "region": [{"region_id": r, "name_da": r, "name_en": r} for r in regions],
        "occupation": [
            {
                "occupation_id": "nurse",
                "title_da": "nurse",
                **dict.fromkeys(("title_en", "isco08", "field_da")),
            }
        ],
        "employment": [key | {"full_time_employees": 100.0}],
    }


def notes(report: Report) -> list[str]:
    return [note for note in report.notes if note.startswith(NAME)]


def built(folder: Path, inputs: Path, **settings: str) -> list[str]:
    return notes(build(PROJECT, Request(folder, inputs, settings)))


def test_another_least_count(tmp_path: Path, inputs: Path) -> None:
    folder = tmp_path / "warehouse"
    assert built(folder, inputs) == []
    assert built(folder, inputs, exit_threshold="0.4") == []
    (note,) = built(folder, inputs, disclosure_min="10")
    assert "may work out some" in note
    assert note.endswith("Before: disclosure_min 5. Now: disclosure_min 10.")
    assert built(folder, inputs, disclosure_min="10") == [], "the same again"


def test_other_regions(tmp_path: Path, inputs: Path) -> None:
    folder = tmp_path / "warehouse"
    assert built(folder, inputs) == []
    write_tables(tables(["east", "north", "south"]), tmp_path / "others")
    (note,) = built(folder, tmp_path / "others")
    assert note.endswith("Before: region west. Now: region north, region south.")


def test_a_file_without_that_relation_or_that_is_none(
    tmp_path: Path, inputs: Path
) -> None:
    folder = tmp_path / "warehouse"
    assert built(folder, inputs) == []
    with duckdb.connect(str(public_file(folder))) as connection:
        connection.execute("drop table reference.disclosure")
    assert built(folder, inputs, disclosure_min="10") == []
    public_file(folder).write_bytes(b"no database")
    report = build(PROJECT, Request(folder, inputs))
    assert any(note.startswith("not compared") for note in report.notes)
    assert report.published
