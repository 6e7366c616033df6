"""Outlines: flat, small, whole; far islands beside the rest; real ones too."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.page.inset import move_near
from engine.page.outline import draw_map, polygons_of
from engine.page.public import PublicFile
from engine.page.shapes import (
    Box,
    Point,
    area_of,
    box_of,
    label_point,
    straightened,
)
from tests.projects.page_country import SHAPES
from tests.real import REAL, needs_real_data

SQUARE = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]


def file_with(shapes: dict[str, object]) -> PublicFile:
    connection = duckdb.connect()
    connection.execute("create schema reference")
    connection.execute(
        "create table reference.region_outline (region_id text, geometry text)"
    )
    for region, shape in shapes.items():
        connection.execute(
            "insert into reference.region_outline values (?, ?)",
            [region, json.dumps(shape)],
        )
    return PublicFile(connection)


def points_of(path: str) -> list[list[tuple[int, int]]]:
    """The rings of a path of M, l and z in whole numbers."""
    rings = []
    for text in path.split("z")[:-1]:
        numbers = [int(number) for number in re.findall(r"-?\d+", text)]
        x, y = numbers[:2]
        ring = [(x, y)]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        rings.append(ring)
    return rings


def test_a_map_of_squares() -> None:
    drawn = draw_map(file_with(dict(SHAPES)), ["DK", "n", "s", "o"])
    assert drawn is not None
    north, south, east = drawn["areas"]
    assert [one["area"] for one in drawn["areas"]] == [1, 2, 3]
    (ring,) = points_of(north["path"])
    assert len(ring) == 4
    lower = max(y for _, y in ring)
    assert lower == min(y for _, y in points_of(south["path"])[0])  # north is up
    assert len(points_of(east["path"])) == 2
    for one in drawn["areas"]:
        for ring in points_of(one["path"]):
            for x, y in ring:
                assert 0 <= x <= drawn["width"] and 0 <= y <= drawn["height"]


def test_a_far_island_moves_into_a_frame() -> None:
    drawn = draw_map(file_with(dict(SHAPES)), ["n", "s", "o"])
    assert drawn is not None
    ((left, top, width, height),) = drawn["frames"]
    island = min(points_of(drawn["areas"][2]["path"]), key=len)
    rings = points_of(drawn["areas"][2]["path"])
    island = min(rings, key=lambda ring: max(ring)[0] - min(ring)[0])
    for x, y in island:
        assert left <= x <= left + width and top <= y <= top + height
    north = points_of(drawn["areas"][0]["path"])[0]
    assert not any(left < x < left + width and top < y < top + height for x, y in north)


def test_no_outlines_no_map() -> None:
    assert draw_map(file_with({}), ["n"]) is None
    assert draw_map(file_with({"elsewhere": SHAPES["n"]}), ["n"]) is None
    assert draw_map(PublicFile(duckdb.connect()), ["n"]) is None


def test_metres_are_drawn_too() -> None:
    metres = [[[0, 0], [200_000, 0], [200_000, 100_000], [0, 100_000], [0, 0]]]
    drawn = draw_map(
        file_with({"n": {"type": "Polygon", "coordinates": metres}}), ["n"]
    )
    assert drawn is not None
    assert drawn["width"] == pytest.approx(2 * drawn["height"], rel=0.05)


def test_polygons_of_both_kinds() -> None:
    assert len(polygons_of(json.dumps(SHAPES["n"]))) == 1
    assert len(polygons_of(json.dumps(SHAPES["o"]))) == 2


def test_area_and_label() -> None:
    assert area_of(SQUARE) == 16
    point, room = label_point([SQUARE])
    assert point == (2.0, 2.0) and room == 2.0
    hole = [(1.0, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0), (1.0, 1.0)]
    point, room = label_point([SQUARE, hole])
    assert room < 1.0 and not Box(1, 1, 3, 3).holds(point)


COORDINATE = st.integers(0, 60).map(float)
RINGS = st.lists(st.tuples(COORDINATE, COORDINATE), min_size=4, max_size=40).map(
    lambda points: [*points, points[0]]
)


def distance_to(ring: list[Point], point: Point) -> float:
    def to(a: Point, b: Point) -> float:
        ab = (b[0] - a[0], b[1] - a[1])
        length = ab[0] ** 2 + ab[1] ** 2
        along = 0.0
        if length:
            along = (point[0] - a[0]) * ab[0] + (point[1] - a[1]) * ab[1]
            along = min(1.0, max(0.0, along / length))
        across = (a[0] + along * ab[0] - point[0], a[1] + along * ab[1] - point[1])
        return float((across[0] ** 2 + across[1] ** 2) ** 0.5)

    return min((to(a, b) for a, b in pairwise(ring)), default=to(ring[0], ring[0]))


@given(RINGS, st.floats(0.1, 5))
def test_straightening_stays_near(ring: list[Point], tolerance: float) -> None:
    simple = straightened(ring, tolerance)
    assert set(simple) <= set(ring)
    assert len(simple) <= len(ring)
    assert simple[0] == ring[0]
    if len(simple) > 1:
        assert simple[-1] == ring[0]
        assert all(distance_to(simple, point) <= tolerance + 1e-9 for point in ring)


@given(st.lists(st.tuples(COORDINATE, COORDINATE), min_size=1, max_size=8))
def test_moving_keeps_shapes_and_the_main_part(corners: list[Point]) -> None:
    polygons = [[[(x + dx, y + dy) for dx, dy in SQUARE]] for x, y in corners]
    moved, frames = move_near(polygons)
    assert len(moved) == len(polygons)
    for before, after in zip(polygons, moved, strict=True):
        (a, b), (c, d) = before[0][0], after[0][0]
        for (x, y), (u, v) in zip(before[0], after[0], strict=True):
            assert u - x == pytest.approx(c - a) and v - y == pytest.approx(d - b)
    still = sum(a == b for a, b in zip(polygons, moved, strict=True))
    assert still >= 1 and len(frames) <= len(polygons) - still


@needs_real_data
@pytest.mark.parametrize("name", ("regioner", "kommuner"))
def test_denmark_is_small_and_whole(name: str) -> None:
    content = json.loads((REAL / "geo" / f"{name}.geojson").read_text("utf-8"))
    shapes = {f["properties"]["kode"]: f["geometry"] for f in content["features"]}
    drawn = draw_map(file_with(shapes), sorted(shapes))
    assert drawn is not None
    assert {one["area"] for one in drawn["areas"]} == set(range(len(shapes)))
    assert all(one["path"].startswith("M") for one in drawn["areas"])
    assert sum(len(one["path"]) for one in drawn["areas"]) < 45_000
    assert drawn["frames"], "Bornholm has a frame"
    if name == "regioner":
        assert all(one["label"] for one in drawn["areas"])
        zealand = points_of(drawn["areas"][sorted(shapes).index("1085")]["path"])
        jutland = points_of(drawn["areas"][sorted(shapes).index("1082")]["path"])
        whole = [
            box_of([(float(x), float(y)) for x, y in r[0]]) for r in (zealand, jutland)
        ]
        assert whole[0].left > whole[1].left and whole[0].bottom > whole[1].bottom
