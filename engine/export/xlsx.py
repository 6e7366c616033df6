"""Excel: typed cells, labels beside codes, a sheet of notes and sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.export.table import INVENTED
from engine.problems import UsageError

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from engine.export.table import Field, Table

MOST_ROWS = 1_048_575
FORMATS = {
    "heading": {"bold": True, "text_wrap": True, "valign": "top"},
    "fraction": {"num_format": "0.0%"},
    "date": {"num_format": "yyyy-mm-dd"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm:ss"},
}
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}


class Column(NamedTuple):
    """A column of the sheet: its heading, its values, the format of a number."""

    heading: str
    values: Sequence[Any]
    format: str | None


def write(table: Table, file: Path) -> None:
    from xlsxwriter.exceptions import FileCreateError
    from xlsxwriter.workbook import Workbook

    if table.rows.num_rows > MOST_ROWS:
        raise UsageError(
            f"{table.rows.num_rows:,} rows are more than a sheet holds "
            f"({MOST_ROWS:,}): choose some of them, or export .parquet."
        )
    try:
        with Workbook(str(file), OPTIONS) as book:
            formats = {name: book.add_format(look) for name, look in FORMATS.items()}
            _write_data(book, list(_columns(table)), formats)
            _write_notes(book, table, formats)
    except FileCreateError as error:  # it holds what the operating system said
        cause = error.args[0] if error.args else None
        raise cause if isinstance(cause, OSError) else OSError(str(error)) from error


def _columns(table: Table) -> Iterator[Column]:
    """The fields, each code followed by its label unless a field has it already."""
    names = {field.name for field in table.fields}
    for field in table.fields:
        values = table.column(field)
        yield Column(field.name, values, "fraction" if field.is_fraction else None)
        heading = f"{field.name.removesuffix('_id')}_{table.language}"
        if field.dimension and heading not in names:
            labels = field.dimension.labels
            yield Column(heading, [labels.get(value) for value in values], None)


def _write_data(
    book: Workbook, columns: Sequence[Column], formats: dict[str, Format]
) -> None:
    sheet = book.add_worksheet("Data")
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(columns):
        sheet.set_column(number, number, _width(column))
    sheet.write_row(0, 0, [c.heading for c in columns], formats["heading"])
    rows = zip(*(column.values for column in columns), strict=True)
    last = 0
    for last, row in enumerate(rows, 1):
        for number, value in enumerate(row):
            _write(sheet, (last, number), value, columns[number].format, formats)
    sheet.autofilter(0, 0, last, max(len(columns) - 1, 0))


def _width(column: Column) -> int:
    longest = max((len(str(v)) for v in column.values[:1000] if v), default=0)
    return min(max(longest, len(column.heading)), 50) + 2


def _write(
    sheet: Worksheet,
    cell: tuple[int, int],
    value: Any,
    look: str | None,
    formats: dict[str, Format],
) -> None:
    """One cell by its type; text is never read as a formula."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(*cell, value)
    elif isinstance(value, (int, float, Decimal)):
        sheet.write_number(*cell, float(value), formats[look] if look else None)
    elif isinstance(value, datetime):
        moment = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        sheet.write_datetime(*cell, moment, formats["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(*cell, value, formats["date"])
    else:
        sheet.write_string(*cell, str(value))


def _write_notes(book: Workbook, table: Table, formats: dict[str, Format]) -> None:
    sheet = book.add_worksheet("Notes")
    sheet.set_column(0, 5, 28)
    for number, row in enumerate(_notes(table)):
        heading = formats["heading"] if row.heading else None
        for column, value in enumerate(row.cells):
            if heading:
                sheet.write_string(number, column, str(value), heading)
            else:
                _write(sheet, (number, column), value, None, formats)


class Line(NamedTuple):
    cells: Sequence[Any]
    heading: bool = False


def _notes(table: Table) -> Iterator[Line]:
    yield Line([str(table.name)], True)
    if table.is_synthetic:
        yield Line([INVENTED], True)
    yield Line([table.comment])
    yield Line([])
    yield Line(["Column", "Meaning", "Unit"], True)
    for field in table.fields:
        yield Line([field.name, field.comment, _unit(field)])
    for title, rows in (
        ("Sources", table.provenance),
        ("Parameters", table.parameters),
    ):
        yield Line([])
        yield Line([title], True)
        for row in rows[:1]:
            yield Line(list(row), True)
        yield from (Line(list(row.values())) for row in rows)


def _unit(field: Field) -> str:
    return "fraction, 0-1" if field.is_fraction else ""
