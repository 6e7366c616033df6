"""Folders of Parquet where relations lie: their owner's alone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql.types import StructType

FOLDER = 0o700
FILE = 0o600
ROWS_OF_A_GROUP = 122_880
COLUMNS_OF_SPARK = b"org.apache.spark.sql.parquet.row.metadata"


@contextmanager
def passing(root: Path) -> Iterator[Path]:
    """An empty folder, gone after the block; so is what a killed build left in it."""
    remove(root)
    root.mkdir(parents=True, mode=FOLDER)
    root.chmod(FOLDER)
    try:
        yield root
    finally:
        remove(root)


def remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def move(folder: Path, target: Path) -> None:
    """Move a folder on its disk, in place of one that is there."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER)
    if target.exists():
        target.rename(folder.with_name(f"{folder.name}.replaced"))
    folder.rename(target)


def has_rows(folder: Path) -> bool:
    return any(folder.glob("*.parquet"))


def schema_of_spark(folder: Path) -> StructType | None:
    """The columns of a folder as Spark writes them into its files; None for others'."""
    from pyarrow import parquet
    from pyspark.sql.types import StructType

    file = next(folder.glob("*.parquet"), None)
    written = (parquet.read_schema(file).metadata or {}) if file else {}
    known = written.get(COLUMNS_OF_SPARK)
    return StructType.fromJson(json.loads(known)) if known else None


def close_to_others(folder: Path) -> None:
    """Take from others what a server has written in its ways."""
    folder.chmod(FOLDER)
    for path in folder.rglob("*"):
        path.chmod(FOLDER if path.is_dir() else FILE)


def write_rows(rows: pa.RecordBatchReader, folder: Path) -> None:
    """Rows into a folder as one Parquet file, batch by batch."""
    from pyarrow import parquet

    folder.mkdir(parents=True, exist_ok=True, mode=FOLDER)
    file = folder / "rows.parquet"
    with parquet.ParquetWriter(file, rows.schema) as writer:
        for batch in rows:
            writer.write_batch(batch, row_group_size=ROWS_OF_A_GROUP)
    file.chmod(FILE)


def read_rows(folder: Path, schema: pa.Schema | None = None) -> pa.RecordBatchReader:
    """The rows of a folder of Parquet files, batch by batch."""
    from pyarrow import dataset

    files = sorted(map(str, folder.glob("*.parquet")))
    return dataset.dataset(files, schema=schema).scanner().to_reader()
