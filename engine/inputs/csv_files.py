"""CSV files: their header and the SQL that reads them, every column as text."""

from __future__ import annotations

import csv
from pathlib import Path

from engine.names import literal


def header_of(path: Path) -> tuple[list[str], str]:
    """The columns of a CSV file and what separates them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        line = file.readline()
    delimiter = max(",;\t|", key=line.count)
    return next(csv.reader([line], delimiter=delimiter), []), delimiter


def csv_source(path: Path) -> tuple[str, list[str]]:
    """SQL that reads a CSV file, and the file's columns."""
    header, delimiter = header_of(path)
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in header)
    sql = (
        f"read_csv({literal(str(path))}, header = true, auto_detect = false, "
        f"delim = {literal(delimiter)}, quote = '\"', escape = '\"', "
        f"columns = {{{columns}}})"
    )
    return sql, header
