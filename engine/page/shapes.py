"""Plane geometry of outlines: boxes, straightened lines, room for a label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot, inf

Point = tuple[float, float]
Ring = Sequence[Point]
Polygon = Sequence[Ring]
SAMPLES = 24


@dataclass(frozen=True)
class Box:
    """An upright rectangle; y grows downwards or upwards as the points' does."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def distance(self, other: Box) -> float:
        """Between the nearest sides; 0 where they overlap."""
        across = max(self.left - other.right, other.left - self.right, 0.0)
        down = max(self.top - other.bottom, other.top - self.bottom, 0.0)
        return hypot(across, down)

    def holds(self, point: Point) -> bool:
        x, y = point
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def moved(self, across: float, down: float) -> Box:
        return Box(
            self.left + across, self.top + down, self.right + across, self.bottom + down
        )

    def grown(self, by: float) -> Box:
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


def box_of(points: Sequence[Point]) -> Box:
    """The smallest box around points."""
    xs = [x for x, _ in points]
    ys = [y for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def area_of(ring: Ring) -> float:
    """The area within a closed ring."""
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring))) / 2


def straightened(ring: Ring, tolerance: float) -> list[Point]:
    """A closed ring with fewer points, none farther than `tolerance` from before."""
    points = [ring[0], *(b for a, b in pairwise(ring) if a != b)]
    if len(points) < 4:
        return points
    far = max(range(len(points)), key=lambda i: _between(points[0], points[i]))
    halves = points[: far + 1], points[far:]
    return [*_line(halves[0], tolerance)[:-1], *_line(halves[1], tolerance)]


def _line(points: Sequence[Point], tolerance: float) -> list[Point]:
    keep = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        worst, at = tolerance, None
        for i in range(first + 1, last):
            off = _distance(points[i], points[first], points[last])
            if off > worst:
                worst, at = off, i
        if at is not None:
            keep.add(at)
            spans += [(first, at), (at, last)]
    return [points[i] for i in sorted(keep)]


def label_point(polygon: Polygon) -> tuple[Point, float]:
    """The place within a polygon that is farthest from its edges, of a grid of
    places, and how far that is."""
    box = box_of(polygon[0])
    best, room = polygon[0][0], 0.0
    for i in range(1, SAMPLES):
        for j in range(1, SAMPLES):
            x = box.left + box.width * i / SAMPLES
            y = box.top + box.height * j / SAMPLES
            if not _inside((x, y), polygon):
                continue
            near = min(
                (
                    _distance((x, y), a, b)
                    for ring in polygon
                    for a, b in pairwise(ring)
                ),
                default=inf,
            )
            if near > room:
                best, room = (x, y), near
    return best, room


def _inside(point: Point, polygon: Polygon) -> bool:
    x, y = point
    odd = False
    for ring in polygon:
        for (x0, y0), (x1, y1) in pairwise(ring):
            if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
                odd = not odd
    return odd


def _distance(point: Point, start: Point, end: Point) -> float:
    """From a point to the stretch between two others."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    along = 0.0
    if length:
        along = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length
        along = min(1.0, max(0.0, along))
    return _between(point, (start[0] + along * dx, start[1] + along * dy))


def _between(a: Point, b: Point) -> float:
    return hypot(a[0] - b[0], a[1] - b[1])
