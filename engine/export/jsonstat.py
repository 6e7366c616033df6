"""JSON-stat 2.0: a cube of the key's dimensions and, with several, the measures."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.export.table import INVENTED
from engine.problems import UsageError

if TYPE_CHECKING:
    from engine.export.table import Field, Table

NONE = "_Z"


@dataclass(frozen=True)
class Axis:
    """A dimension of the cube: its members' labels, in order."""

    name: str
    label: str
    members: Mapping[str, str]
    role: str | None


def write(table: Table, file: Path) -> None:
    axes = [_axis(table, field) for field in table.dimensions]
    measures = table.measures
    if not measures:
        raise UsageError(f"{table.name} has no numbers to put into a cube.")
    if len(measures) > 1:
        labels = {field.name: field.comment for field in measures}
        axes.append(Axis("measure", "measure", labels, "metric"))
    values, status = _cells(table, axes, measures)
    file.write_text(
        json.dumps(
            _dataset(table, axes, values, status),
            ensure_ascii=False,
            separators=(",", ":"),
            allow_nan=False,
        ),
        encoding="utf-8",
    )


def _axis(table: Table, field: Field) -> Axis:
    present = {_member(value) for value in table.column(field)}
    labels = field.dimension.labels if field.dimension else {}
    members = {member: label for member, label in labels.items() if member in present}
    members |= {member: member for member in sorted(present - set(members))}
    role = field.dimension.role if field.dimension else None
    return Axis(field.name, field.comment or field.name, members, role)


def _member(value: Any) -> str:
    return NONE if value is None else str(value)


def _cells(
    table: Table, axes: Sequence[Axis], measures: Sequence[Field]
) -> tuple[dict[int, Any], dict[int, str]]:
    """The values and statuses by their position in the cube, NULL left out."""
    sizes = [len(axis.members) for axis in axes]
    strides = [math.prod(sizes[number + 1 :]) for number in range(len(axes))]
    positions = [
        {member: index * stride for index, member in enumerate(axis.members)}
        for axis, stride in zip(axes, strides, strict=True)
    ]
    keys = list(zip(*(table.column(f) for f in table.dimensions), strict=True))
    starts = [
        sum(positions[n][_member(value)] for n, value in enumerate(key)) for key in keys
    ]
    values: dict[int, Any] = {}
    status: dict[int, str] = {}
    for offset, field in enumerate(measures):
        for start, key, value in zip(starts, keys, table.column(field), strict=True):
            if value is not None:
                values[start + offset] = _number(value)
                if code := table.status.get((*key, field.name)):
                    status[start + offset] = code
    return values, status


def _number(value: Any) -> int | float:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    number: int | float = int(value) if isinstance(value, bool) else value
    return number


def _dataset(
    table: Table,
    axes: Sequence[Axis],
    values: Mapping[int, Any],
    status: Mapping[int, str],
) -> dict[str, Any]:
    roles: dict[str, list[str]] = {}
    for axis in axes:
        if axis.role:
            roles.setdefault(axis.role, []).append(axis.name)
    size = [len(axis.members) for axis in axes]
    dense = 2 * len(values) >= math.prod(size)
    return {
        "version": "2.0",
        "class": "dataset",
        "label": str(table.name),
        "source": ", ".join(map(str, _said(table, "file_name"))),
        "updated": _updated(table),
        "note": list(_notes(table)),
        "id": [axis.name for axis in axes],
        "size": size,
        **({"role": roles} if roles else {}),
        "dimension": {axis.name: _described(axis) for axis in axes},
        "value": [values.get(n) for n in range(math.prod(size))] if dense else values,
        **({"status": status} if status else {}),
    }


def _described(axis: Axis) -> dict[str, Any]:
    members = {"index": list(axis.members), "label": dict(axis.members)}
    return {"label": axis.label, "category": members}


def _updated(table: Table) -> str:
    return max((at.isoformat() for at in _said(table, "built_at")), default="")


def _said(table: Table, column: str) -> list[Any]:
    """A column of the provenance; a project's may have other columns."""
    return [row[column] for row in table.provenance if row.get(column) is not None]


def _notes(table: Table) -> Iterator[str]:
    if table.is_synthetic:
        yield INVENTED
    yield table.comment
    if left := [field.name for field in table.others]:
        yield f"Not numbers, so not in this cube: {', '.join(left)}."
    if any(field.type == "BOOLEAN" for field in table.measures):
        yield "1 is true, 0 is false."
