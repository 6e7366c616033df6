"""Outlines of the regions as a table and as GeoJSON, and what is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from engine.build.build import build
from engine.build.request import Request
from engine.compile.project import Project
from engine.inputs.geojson_files import geojson_source
from engine.problems import ProblemError
from engine.state.work_file import FILE as WORK
from tests.harness import ROOT
from tests.projects.page_country import SHAPES, features
from tests.real import REAL, needs_real_data

REGION = "region_id,name_da,name_en\nn,N,N\ns,S,S\no,O,O\n"
OCCUPATION = "occupation_id,title_da\nT1,Smed\n"


def folder_with(folder: Path, name: str, text: str) -> Path:
    folder.mkdir()
    (folder / "region.csv").write_text(REGION)
    (folder / "occupation.csv").write_text(OCCUPATION)
    (folder / name).write_text(text)
    return folder


def outlines(folder: Path, tmp_path: Path) -> dict[str, Any]:
    warehouse = tmp_path / "warehouse"
    build(
        Project(ROOT), Request(warehouse, folder, select=("reference.region_outline",))
    )
    with duckdb.connect(str(warehouse / WORK), read_only=True) as connection:
        rows = connection.execute("from reference.region_outline").fetchall()
    return {region: json.loads(geometry) for region, geometry in rows}


def faults(folder: Path, tmp_path: Path) -> str:
    with pytest.raises(ProblemError) as error:
        outlines(folder, tmp_path)
    return str(error.value)


def test_a_geojson_file_is_read(tmp_path: Path) -> None:
    text = json.dumps(features())
    folder = folder_with(tmp_path / "in", "region_outline.geojson", text)
    assert outlines(folder, tmp_path) == SHAPES


def test_what_is_wrong_is_told(tmp_path: Path) -> None:
    point = json.dumps({"type": "Point", "coordinates": [9, 55]})
    rows = f'region_id,geometry\nn,"{point.replace(chr(34), chr(34) * 2)}"\nx,no json\n'
    problems = faults(folder_with(tmp_path / "a", "region_outline.csv", rows), tmp_path)
    assert "geometry must be a GeoJSON Polygon or MultiPolygon: 2 rows" in problems
    assert "row 1" in problems and "row 2" in problems


def test_a_file_that_is_no_geojson(tmp_path: Path) -> None:
    broken = folder_with(tmp_path / "a", "region_outline.geojson", '{"type": ')
    assert "the file is not GeoJSON" in faults(broken, tmp_path)
    other = folder_with(
        tmp_path / "b", "region_outline.geojson", '{"type": "Topology"}'
    )
    assert "a FeatureCollection is expected" in faults(other, tmp_path)


def test_a_missing_property_is_told_with_those_found(tmp_path: Path) -> None:
    text = json.dumps(features()).replace("region_id", "kode")
    folder = folder_with(tmp_path / "in", "region_outline.geojson", text)
    problems = faults(folder, tmp_path)
    assert "the column region_id is missing" in problems
    assert "The file has: kode, geometry." in problems


def test_only_a_table_with_a_geometry_may_be_geojson(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "in", "region.geojson", json.dumps(features()))
    assert outlines(folder, tmp_path) == {}


def test_properties_with_odd_names_and_none(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    names = {"a b": 1, 'quote"': None, "geometry": "shadowed"}
    feature = {"type": "Feature", "properties": names, "geometry": SHAPES["n"]}
    bare = {"type": "Feature", "properties": None, "geometry": SHAPES["s"]}
    path.write_text(json.dumps({"features": [feature, bare]}))
    source, columns = geojson_source(path)
    assert columns == ["a b", 'quote"', "geometry"]
    first, second = duckdb.execute(f"from {source}").fetchall()
    assert first[:2] == ("1", None) and json.loads(first[2]) == SHAPES["n"]
    assert second[:2] == (None, None) and json.loads(second[2]) == SHAPES["s"]
    path.write_text(json.dumps({"features": [{"type": "Feature"}]}))
    with pytest.raises(ProblemError, match="feature 1 has no geometry"):
        geojson_source(path)


@needs_real_data
@pytest.mark.parametrize(("name", "count"), (("regioner", 5), ("kommuner", 99)))
def test_real_outlines_are_read(name: str, count: int) -> None:
    source, columns = geojson_source(REAL / "geo" / f"{name}.geojson")
    assert columns == ["navn", "kode", "geometry"]
    counted = (
        f"select count(distinct kode), count_if(json_valid(geometry)) from {source}"
    )
    assert duckdb.execute(counted).fetchall() == [(count, count)]
