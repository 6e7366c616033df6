"""Spreadsheets (XLSX, XLS, XLSB, ODS), read by python-calamine, copied to Parquet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from engine.problems import Place, Problem, ProblemError


def copy_sheet(path: Path, table: str, target: Path) -> tuple[list[str], str | None]:
    """Write a sheet's cells as text to a Parquet file, under the names `0`, `1`, …

    It is the sheet named like the table, else the first with cells. The header, and a
    note where there are several sheets with cells.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    sheets = {name: rows for name, rows in _sheets(path).items() if rows}
    named = [name for name in sheets if name.strip().lower() == table.lower()]
    chosen = (named or list(sheets) or [""])[0]
    header, *rows = sheets.get(chosen, [[]])
    columns = [[_text(row[n]) for row in rows] for n in range(len(header))]
    data = {str(n): pa.array(cells, pa.string()) for n, cells in enumerate(columns)}
    pq.write_table(pa.table(data), target)
    several = len(sheets) > 1
    note = f"sheet {chosen} of {', '.join(sheets)}" if several else None
    return [_text(cell) or "" for cell in header], note


def header_of_sheet(path: Path, table: str) -> list[str]:
    """The header alone."""
    sheets = _sheets(path)
    named = [rows for name, rows in sheets.items() if name.lower() == table.lower()]
    filled = named or [rows for rows in sheets.values() if rows]
    return [_text(cell) or "" for cell in filled[0][0]] if filled and filled[0] else []


def _sheets(path: Path) -> dict[str, list[list[Any]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        return {n: book.get_sheet_by_name(n).to_python() for n in book.sheet_names}
    except (CalamineError, OSError) as error:
        reason = f"the spreadsheet cannot be read: {error}"
        raise ProblemError(Problem(reason, Place(path))) from error


def _text(cell: Any) -> str | None:
    """A cell as CSV text; spreadsheets store whole numbers as floats."""
    if cell == "" or cell is None:
        return None
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return cell.isoformat(" ") if isinstance(cell, dt.datetime) else str(cell)
