"""SDMX-CSV 2.0: one row per figure, its status in OBS_STATUS."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.problems import UsageError

if TYPE_CHECKING:
    from engine.export.table import Field, Table

AGENCY, VERSION, ACTION = "AMB", "1.0", "I"
TIME = "TIME_PERIOD"
NOT_APPLICABLE = "_Z"


def write(table: Table, file: Path) -> None:
    dimensions = table.dimensions
    measures = table.measures
    if not measures:
        raise UsageError(f"{table.name} has no numbers to write as observations.")
    attributes = table.others
    several = len(measures) > 1
    header = ["STRUCTURE", "STRUCTURE_ID", "ACTION", *map(_id, dimensions)]
    header += ["MEASURE"] * several + ["OBS_VALUE", "OBS_STATUS"]
    header += [field.name.upper() for field in attributes]
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(_rows(table, dimensions, measures, attributes))


def _id(field: Field) -> str:
    is_time = field.dimension is not None and field.dimension.role == "time"
    return TIME if is_time else field.name.upper()


def _rows(
    table: Table,
    dimensions: list[Field],
    measures: list[Field],
    attributes: list[Field],
) -> Iterator[list[Any]]:
    flow = f"{table.name.schema}_{table.name.table}".upper()
    start = ["dataflow", f"{AGENCY}:{flow}({VERSION})", ACTION]
    keys = zip(*(table.column(field) for field in dimensions), strict=True)
    figures = zip(*(table.column(field) for field in measures), strict=True)
    more = list(zip(*(table.column(field) for field in attributes), strict=True))
    more = more or [()] * table.rows.num_rows
    for key, row, rest in zip(keys, figures, more, strict=True):
        members = [_member(f, value) for f, value in zip(dimensions, key, strict=True)]
        for field, value in zip(measures, row, strict=True):
            if value is not None:
                measure = [field.name] if len(measures) > 1 else []
                status = table.status.get((*key, field.name), "")
                yield [*start, *members, *measure, _value(value), status, *rest]


def _member(field: Field, value: Any) -> str:
    if value is None:
        return NOT_APPLICABLE
    return field.dimension.sdmx[value] if field.dimension else str(value)


def _value(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value
