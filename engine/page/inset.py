"""Far islands moved beside the rest, in a frame, so that the map is not all sea."""

from __future__ import annotations

from collections.abc import Sequence

from engine.page.shapes import Box, Point, Polygon, area_of, box_of

# Geometry of the drawing, nothing of the labour market.
FAR = 0.12  # a gap to the rest, as a share of the map's larger side
SMALL = 0.1  # the size of what may be moved, as a share of the land's area
MARGIN = 0.02  # between islands and their frame, as a share of the larger side


def move_near(polygons: Sequence[Polygon]) -> tuple[list[Polygon], list[Box]]:
    """The polygons with far small groups moved into free corners, and their frames."""
    boxes = [box_of(polygon[0]) for polygon in polygons]
    whole = box_of([point for polygon in polygons for point in polygon[0]])
    extent = max(whole.width, whole.height)
    groups = _groups(boxes, FAR * extent)
    sizes = [area_of(polygon[0]) for polygon in polygons]
    order = sorted(groups, key=lambda group: -sum(sizes[i] for i in group))
    small = SMALL * sum(sizes)
    main = [
        i for group in order if not _is_far(group, order, sizes, small) for i in group
    ]
    moved = list(polygons)
    frames: list[Box] = []
    taken = [point for i in main for point in polygons[i][0]]
    rest = box_of(taken)
    for group in order:
        if not _is_far(group, order, sizes, small):
            continue
        box = box_of([p for i in group for p in polygons[i][0]]).grown(MARGIN * extent)
        across, down = _free_corner(box, rest, taken, frames)
        for i in group:
            moved[i] = [[(x + across, y + down) for x, y in r] for r in polygons[i]]
        frames.append(box.moved(across, down))
    return moved, frames


def _is_far(
    group: Sequence[int],
    order: Sequence[Sequence[int]],
    sizes: Sequence[float],
    small: float,
) -> bool:
    return group is not order[0] and sum(sizes[i] for i in group) < small


def _groups(boxes: Sequence[Box], reach: float) -> list[list[int]]:
    """Groups of boxes within reach of each other, directly or through others."""
    left = set(range(len(boxes)))
    groups: list[list[int]] = []
    while left:
        group = [min(left)]
        left.discard(group[0])
        for i in group:
            near = sorted(j for j in left if boxes[i].distance(boxes[j]) <= reach)
            group += near
            left.difference_update(near)
        groups.append(group)
    return groups


def _free_corner(
    box: Box, rest: Box, taken: Sequence[Point], frames: Sequence[Box]
) -> tuple[float, float]:
    """The shift of a box into an empty corner, or to the right if there is none."""
    corners = (
        (rest.right - box.right, rest.top - box.top),
        (rest.left - box.left, rest.top - box.top),
        (rest.right - box.right, rest.bottom - box.bottom),
        (rest.left - box.left, rest.bottom - box.bottom),
    )
    for across, down in corners:
        there = box.moved(across, down)
        if not any(there.holds(point) for point in taken) and all(
            there.distance(frame) > 0 for frame in frames
        ):
            return across, down
    lowest = max([rest.top, *(frame.bottom for frame in frames)])
    return rest.right - box.left, lowest - box.top
