"""Parquet, the words of the relation and its columns in the metadata."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.export.table import Table


def write(table: Table, file: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    fields = [
        column.with_metadata({"comment": field.comment})
        for column, field in zip(table.rows.schema, table.fields, strict=True)
    ]
    about = {
        "relation": str(table.name),
        "comment": table.comment,
        "synthetic": str(table.is_synthetic).lower(),
    }
    rows = table.rows.cast(pa.schema(fields, about))
    parquet.write_table(rows, file, compression="zstd")
