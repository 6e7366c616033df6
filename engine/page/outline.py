"""Outlines of the areas, drawn flat for the map: small, and far islands moved near.

Longitude is shortened by the cosine of the middle latitude. Points are put onto a
grid and lines straightened by Douglas and Peucker's rule (1973), so that a country of
500 kB becomes one of some 15 kB; shapes smaller than the grid are dropped.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians
from typing import Any

from engine.page.inset import move_near
from engine.page.public import PublicFile
from engine.page.shapes import Box, Point, Polygon, box_of, label_point, straightened

OUTLINES = "select region_id, geometry from reference.region_outline order by all"
WIDTH, HEIGHT = 600, 720
EDGE = 6
TOLERANCE = 0.7
SMALLEST = 2.0
LABEL_ROOM = 20.0
DOT = 6.0


@dataclass(frozen=True)
class Outline:
    """An area's number and a polygon of its outline; the first ring is the outer."""

    area: int
    polygon: Polygon


def draw_map(public: PublicFile, areas: Sequence[str]) -> dict[str, Any] | None:
    """The map: width, height, an SVG path and a label's place for each area, and
    frames around what was moved. None where there are no outlines."""
    if not public.has("reference.region_outline", "region_id", "geometry"):
        return None
    outlines = [
        Outline(areas.index(region), polygon)
        for region, text in public.rows(OUTLINES)
        if region in areas
        for polygon in polygons_of(text)
    ]
    if not outlines:
        return None
    flat = _flattened(outlines)
    near, frames = move_near([one.polygon for one in flat])
    moved = [
        Outline(one.area, polygon) for one, polygon in zip(flat, near, strict=True)
    ]
    points = [point for polygon in near for point in polygon[0]]
    corners = [point for frame in frames for point in _corners(frame)]
    whole = box_of([*points, *corners])
    scale = min(
        (WIDTH - 2 * EDGE) / (whole.width or 1),
        (HEIGHT - 2 * EDGE) / (whole.height or 1),
    )

    def placed(point: Point) -> Point:
        x, y = point
        return (
            float(round(EDGE + (x - whole.left) * scale)),
            float(round(EDGE + (y - whole.top) * scale)),
        )

    drawn = [
        _drawn(area, [one.polygon for one in moved if one.area == area], placed)
        for area in sorted({one.area for one in moved})
    ]
    framed = []
    for frame in frames:
        (left, top), (right, bottom) = (placed(corner) for corner in _corners(frame))
        framed.append([left, top, right - left, bottom - top])
    return {
        "width": round(whole.width * scale + 2 * EDGE),
        "height": round(whole.height * scale + 2 * EDGE),
        "areas": drawn,
        "frames": framed,
    }


def polygons_of(text: str) -> list[Polygon]:
    """The polygons of a GeoJSON geometry, a Polygon or a MultiPolygon."""
    geometry = json.loads(text)
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    return [
        [[(float(point[0]), float(point[1])) for point in ring] for ring in polygon]
        for polygon in polygons
    ]


def _flattened(outlines: Iterable[Outline]) -> list[Outline]:
    """Outlines with north up, longitude scaled to the same length as latitude."""
    shapes = list(outlines)
    box = box_of([point for one in shapes for point in one.polygon[0]])
    in_degrees = abs(box.top) <= 90 and abs(box.bottom) <= 90
    shrink = cos(radians((box.top + box.bottom) / 2)) if in_degrees else 1.0
    return [
        Outline(one.area, [[(x * shrink, -y) for x, y in ring] for ring in one.polygon])
        for one in shapes
    ]


def _drawn(area: int, polygons: Sequence[Polygon], placed: Any) -> dict[str, Any]:
    on_grid = [[[placed(point) for point in ring] for ring in one] for one in polygons]
    by_size = sorted(on_grid, key=lambda one: -_extent(one))
    kept = [one for one in by_size if _extent(one) >= SMALLEST] or by_size[:1]
    simple: list[Polygon] = [
        [line for ring in one if len(line := straightened(ring, TOLERANCE)) > 3]
        for one in kept
    ]
    simple = [one for one in simple if one] or [_dot(by_size[0])]
    point, room = label_point(simple[0])
    label = [round(point[0]), round(point[1]) + 10] if room >= LABEL_ROOM else None
    path = "".join(_path(ring) for one in simple for ring in one)
    return {"area": area, "path": path, "label": label}


def _dot(polygon: Polygon) -> Polygon:
    """A square, large enough to see and press, for an area too small for a shape."""
    x, y = polygon[0][0]
    far = DOT / 2
    corners = ((-far, -far), (far, -far), (far, far), (-far, far), (-far, -far))
    return [[(x + dx, y + dy) for dx, dy in corners]]


def _extent(polygon: Polygon) -> float:
    box = box_of(polygon[0])
    return hypot(box.width, box.height)


def _path(ring: Sequence[Point]) -> str:
    """An SVG path in steps of whole numbers."""
    points = [(round(x), round(y)) for x, y in ring[:-1]]
    (x, y), *rest = points
    steps = []
    for to_x, to_y in rest:
        steps.append(f"{to_x - x} {to_y - y}")
        x, y = to_x, to_y
    first = f"M{points[0][0]} {points[0][1]}"
    return f"{first}l{' '.join(steps)}z".replace(" -", "-")


def _corners(box: Box) -> tuple[Point, Point]:
    return (box.left, box.top), (box.right, box.bottom)
