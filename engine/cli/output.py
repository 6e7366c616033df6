"""What is printed: data on standard output, words for people on standard error."""

from __future__ import annotations

import json
import math
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

UNLIMITED = 1_000_000


def say(text: str = "") -> None:
    """A line for people, on standard error."""
    print(text, file=sys.stderr)


def answer(value: Any) -> None:
    """An answer for a program, on standard output. JSON has no NaN and no infinite
    numbers: they are the texts NaN, Infinity and -Infinity."""
    plain = _without_nan(value)
    print(json.dumps(plain, ensure_ascii=False, indent=2, default=str, allow_nan=False))


def _without_nan(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_nan(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_nan(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return json.dumps(value)
    return value


def print_table(
    title: str | None, header: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """A table on standard output, numbers aligned right.

    Outside a terminal its width is unlimited.
    """
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    cells = [[cell_text(value, null="") for value in row] for row in rows]
    numeric = [
        all(_is_number(row[index]) for row in cells) for index in range(len(header))
    ]
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for name, is_number in zip(header, numeric, strict=True):
        table.add_column(name, justify="right" if is_number else "left")
    for row in cells:
        table.add_row(*row)
    width = None if sys.stdout.isatty() else UNLIMITED
    Console(markup=False, highlight=False, width=width).print(table)


def fits(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bool:
    """Whether a table fits the terminal; always true outside a terminal."""
    lengths = [len(name) for name in header]
    for row in rows:
        lengths = [
            max(n, len(cell_text(value, null="")))
            for n, value in zip(lengths, row, strict=True)
        ]
    width = shutil.get_terminal_size().columns
    return not sys.stdout.isatty() or sum(lengths) + 3 * len(lengths) <= width


def print_records(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Row by row on standard output, a line for each column."""
    longest = max(map(len, header), default=0)
    for number, row in enumerate(rows, start=1):
        print(f"row {number}")
        for name, value in zip(header, row, strict=True):
            print(f"  {name:{longest}}  {cell_text(value, null='')}".rstrip())


def cell_text(value: Any, *, null: str = "NULL", exact: bool = False) -> str:
    """One value as text, `null` for None. Floats have six digits; `exact` keeps all of
    them and writes booleans as SQL does."""
    if value is None:
        return null
    if exact:
        return str(value).lower() if isinstance(value, bool) else str(value)
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _is_number(text: str) -> bool:
    bare = text.replace(",", "").replace(".", "").replace("-", "").rstrip("% ")
    return not bare or bare.isdigit() or bare.replace("e", "").isdigit()
