"""Unit tests of queries as data: tests/queries/SCHEMA.NAME/CASE.toml.

    why = "7 of the 20 unemployed have left: enough of them for the exit rate"

    [parameters]                    # only those that the case turns on
    min_unemployed = 20

    [given]                         # rows of what the relation reads
    "supply.unemployed" = '''
    period, region_id, occupation_id, unemployed, left_within_3_months
    2025H1, east,      nurse,         20,         7
    '''
    "input.employment" = "employment.csv"          # a file beside the case
    "reference.cell" = [{ period = "2025H1" }]     # or row by row

    [expected]
    tolerance = 1e-9                # the default
    where = "region_id = 'east'"    # compare these rows alone; the default: all
    rows = '''
    period, region_id, occupation_id, good_prospects
    2025H1, east,      nurse,         true
    '''

An empty cell is NULL, as is a column that is not named. Relations
that are not given are computed from empty inputs: code lists have their rows, all
others are empty. Only the expected columns are compared; rows may be in any order.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.compile.project import Project
from engine.names import Name
from engine.problems import Place, Problem, ProblemError

FOLDER = Path("tests", "queries")
TOLERANCE = 1e-9
KEYS = ("why", "parameters", "given", "expected")


@dataclass(frozen=True)
class Table:
    """Rows as text, None for NULL."""

    header: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True)
class Case:
    """A relation, rows for what it reads, and the rows expected of it."""

    relation: Name
    name: str
    path: Path
    why: str
    parameters: Mapping[str, str]
    given: Mapping[Name, Table]
    expected: Table
    tolerance: float = TOLERANCE
    where: str = "true"

    def __str__(self) -> str:
        return f"{self.relation}/{self.name}"


def find_cases(project: Project, relation: Name | None = None) -> list[Case]:
    """The cases of a project, or of one relation. Raises ProblemError."""
    pattern = f"{relation or '*'}/*.toml"
    paths = sorted((project.root / FOLDER).glob(pattern))
    cases: list[Case] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            cases.append(read_case(path))
        except ProblemError as error:
            problems += error.problems
    if problems:
        raise ProblemError(problems)
    return cases


def read_case(path: Path) -> Case:
    """One case. Raises ProblemError where it cannot be read."""
    try:
        document = tomllib.loads(path.read_text("utf-8"))
        unknown = set(document) - set(KEYS)
        if unknown:
            raise ValueError(f"{', '.join(sorted(unknown))}: known are {KEYS}")
        expected = document["expected"]
        return Case(
            Name.of(path.parent.name),
            path.stem,
            path,
            str(document.get("why", "")),
            {
                name: _text(v) or ""
                for name, v in document.get("parameters", {}).items()
            },
            {Name.of(n): _table(v, path) for n, v in document.get("given", {}).items()},
            _table(expected["rows"], path),
            float(expected.get("tolerance", TOLERANCE)),
            str(expected.get("where", "true")),
        )
    except (tomllib.TOMLDecodeError, KeyError, ValueError, OSError) as error:
        reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise ProblemError(Problem(f"no case: {reason}", Place(path))) from error


def _table(value: Any, path: Path) -> Table:
    if isinstance(value, str):
        text = value if "\n" in value else (path.parent / value).read_text("utf-8")
        return _from_csv(text)
    header = tuple(dict.fromkeys(name for row in value for name in row))
    return Table(header, tuple(tuple(_text(r.get(n)) for n in header) for r in value))


def _from_csv(text: str) -> Table:
    reader = csv.reader(io.StringIO(text.strip()), skipinitialspace=True, strict=True)
    lines = [[cell.strip() for cell in line] for line in reader if line]
    header, rows = tuple(lines[0]), lines[1:]
    for row in rows:
        if len(row) != len(header):
            words = f"{len(row)} cells under {len(header)} columns: {', '.join(row)}"
            raise ValueError(words)
    return Table(header, tuple(tuple(cell or None for cell in row) for row in rows))


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def write_case(case: Case) -> str:
    """A case as the text of its file."""
    parts = [f"why = {_quoted(case.why)}\n"]
    if case.parameters:
        parts.append("\n[parameters]\n")
        parts += [f"{name} = {value}\n" for name, value in case.parameters.items()]
    parts.append("\n[given]\n")
    for name, table in case.given.items():
        parts.append(f"\"{name}\" = '''\n{_aligned(table)}'''\n")
    parts.append(f"\n[expected]\nrows = '''\n{_aligned(case.expected)}'''\n")
    return "".join(parts)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _aligned(table: Table) -> str:
    lines = [[_cell(value) for value in row] for row in [table.header, *table.rows]]
    widths = [max(map(len, column)) + 1 for column in zip(*lines, strict=True)]
    return "".join(f"{_line(line, widths)}\n" for line in lines)


def _line(cells: Sequence[str], widths: Iterable[int]) -> str:
    padded = (
        f"{cell + ',':<{width}}" for cell, width in zip(cells, widths, strict=True)
    )
    return " ".join(padded).rstrip().removesuffix(",")


def _cell(value: str | None) -> str:
    text = value or ""
    if any(letter in text for letter in ',"\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
