"""Standard error and exit codes: the one place that writes to the first and sets
the second."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.cli.completion import complete_setting
from engine.problems import ProblemError, UsageError


class Exit(IntEnum):
    """What the exit code says."""

    DONE = 0
    FAULT = 1
    USAGE = 2


ProjectOption = Annotated[
    Path | None,
    typer.Option("--project", help="Folder with queries/ and macros/."),
]
InputsOption = Annotated[
    Path | None,
    typer.Option(
        "--inputs", help="Folder of input tables; without it, a synthetic Denmark."
    ),
]
WarehouseOption = Annotated[
    Path, typer.Option("--warehouse", help="Folder of work.duckdb and balance.duckdb.")
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Answer in JSON, for a program.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        help="NAME=VALUE of a parameter; may be repeated.",
        autocompletion=complete_setting,
    ),
]
WAREHOUSE = Path("warehouse")
UNLIMITED = 1_000_000


def say(text: str = "") -> None:
    """A line for people, on standard error."""
    print(text, file=sys.stderr)


def answer(value: Any) -> None:
    """An answer for a program, on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


@contextmanager
def guarded() -> Iterator[None]:
    """Turn the engine's errors into words and exit codes."""
    as_json = "--json" in sys.argv
    try:
        yield
    except ProblemError as error:
        if as_json:
            answer({"problems": [problem.as_json() for problem in error.problems]})
        else:
            for problem in error.problems:
                say(f"{problem}\n")
            say(_verdict(len(error.problems), error.consequence))
        sys.exit(Exit.FAULT)
    except UsageError as error:
        if as_json:
            answer({"usage": str(error)})
        say(str(error))
        sys.exit(Exit.USAGE)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(Exit.FAULT)


def _verdict(count: int, consequence: str | None) -> str:
    faults = "1 fault" if count == 1 else f"{count} faults"
    if consequence is None and "build" in sys.argv[1:2]:
        consequence = "Nothing was published; what stood before stands."
    return f"{faults}. {consequence or ''}".rstrip()


def settings(pairs: Sequence[str] | None) -> dict[str, str]:
    """`NAME=VALUE` pairs as a dict. Raises UsageError."""
    found: dict[str, str] = {}
    for pair in pairs or []:
        name, sign, value = pair.partition("=")
        if not sign:
            raise UsageError(f"--set takes NAME=VALUE, not {pair!r}.")
        found[name.strip()] = value.strip()
    return found


def print_table(
    title: str | None, header: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """A table on standard output; numbers stand to the right.

    Elsewhere than in a terminal it is as wide as it is.
    """
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    shown = [[_cell(value) for value in row] for row in rows]
    numeric = [
        all(_is_number(row[index]) for row in shown) for index in range(len(header))
    ]
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for name, is_number in zip(header, numeric, strict=True):
        table.add_column(name, justify="right" if is_number else "left")
    for row in shown:
        table.add_row(*row)
    width = None if sys.stdout.isatty() else UNLIMITED
    Console(markup=False, highlight=False, width=width).print(table)


def fits(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bool:
    """Whether a table can be told from its columns in the terminal, or need not be."""
    lengths = [len(name) for name in header]
    for row in rows:
        lengths = [
            max(n, len(_cell(value))) for n, value in zip(lengths, row, strict=True)
        ]
    width = shutil.get_terminal_size().columns
    return not sys.stdout.isatty() or sum(lengths) + 3 * len(lengths) <= width


def print_records(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Row by row on standard output, a line for each column."""
    longest = max(map(len, header), default=0)
    for number, row in enumerate(rows, start=1):
        print(f"row {number}")
        for name, value in zip(header, row, strict=True):
            print(f"  {name:{longest}}  {_cell(value)}".rstrip())


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _is_number(text: str) -> bool:
    bare = text.replace(",", "").replace(".", "").replace("-", "").rstrip("% ")
    return not bare or bare.isdigit() or bare.replace("e", "").isdigit()
