"""SAS files, read by pyreadstat (the extra `sas`) and copied to Parquet in chunks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.problems import Place, Problem, ProblemError

ROWS_AT_A_TIME = 100_000


def columns_of(path: Path) -> list[str]:
    """The columns of a SAS file. Raises ProblemError where it cannot be read."""
    _, metadata = read_sas(path, metadataonly=True)
    return list(metadata.column_names)


def copy_columns(path: Path, columns: Sequence[str], folder: Path) -> Path:
    """A Parquet file in `folder` with the columns of a SAS file; missing is NULL."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    target = folder / f"{path.stem}.parquet"
    writer: Any = None
    start = 0
    while True:
        columns_read, metadata = read_sas(
            path,
            usecols=list(columns),
            row_offset=start,
            row_limit=ROWS_AT_A_TIME,
            output_format="dict",
            disable_datetime_conversion=True,
        )
        table = pa.table(
            {n: pa.array(columns_read[n], from_pandas=True) for n in columns}
        )
        writer = writer or pq.ParquetWriter(target, table.schema)
        writer.write_table(table)
        start += len(table)
        if len(table) < ROWS_AT_A_TIME:
            writer.close()
            return target


def read_sas(path: Path, **options: Any) -> tuple[Any, Any]:
    """What pyreadstat reads: columns and metadata. Raises ProblemError."""
    try:
        import pyreadstat
    except ImportError:
        hint = "Install it with: pip install 'arbejdsmarkedsbalancen[sas]'"
        reason = "reading SAS files needs pyreadstat"
        raise ProblemError(Problem(reason, Place(path), hint)) from None
    try:
        frame, metadata = pyreadstat.read_sas7bdat(str(path), **options)
    except Exception as error:  # pyreadstat raises plain Exceptions
        reason = f"the file cannot be read: {error}"
        raise ProblemError(Problem(reason, Place(path))) from error
    return frame, metadata
