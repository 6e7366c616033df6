"""CSV: UTF-8, commas, a header, NULL as an empty cell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.export.table import Table


def write(table: Table, file: Path) -> None:
    from pyarrow import csv

    csv.write_csv(table.rows, file)
