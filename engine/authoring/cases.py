"""Tests of queries as data: tests/queries/SCHEMA.NAME/CASE.toml, one relation on
rows of what it reads.

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
    tolerance = 1e-9                # the default; or by column: { rate = 0.01 }
    where = "region_id = 'east'"    # compare these rows alone; the default: all
    partial = true                  # other rows may be there too; the default: false
    rows = '''
    period, region_id, occupation_id, good_prospects
    2025H1, east,      nurse,         true
    '''

A case of a whole chain, tests/queries/SCHEMA/CASE.toml, names a folder of input tables
instead of `[given]`, and the relations that it expects; all that they read is run:

    inputs = "inputs/basis_4"       # a folder beside the case, as `amb build` takes it

    [expected."balance.assessment"]
    rows = "assessment.csv"

An empty cell is NULL, as is a column that is not named. Relations that are not given
are computed from empty inputs: code lists have their rows, all others are empty. Only
the expected columns are compared; rows may be in any order.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.authoring.compare_rows import DEFAULT_TOLERANCE, Tolerance
from engine.compile.project import Project
from engine.names import Name
from engine.problems import Place, Problem, ProblemError

FOLDER = Path("tests", "queries")
KEYS = ("why", "parameters", "given", "inputs", "expected")
EXPECTED_KEYS = ("rows", "tolerance", "where", "partial")


@dataclass(frozen=True)
class Table:
    """Rows as text, None for NULL."""

    header: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True)
class Expected:
    """Rows expected of a relation, in the columns named."""

    relation: Name
    table: Table
    tolerance: Tolerance = DEFAULT_TOLERANCE
    where: str = "true"
    partial: bool = False


@dataclass(frozen=True)
class Case:
    """What is given, and what is expected of it.

    Given are rows of what one relation reads, or `inputs`, a folder of input tables.
    """

    name: str
    path: Path
    why: str
    parameters: Mapping[str, str]
    given: Mapping[Name, Table]
    expected: tuple[Expected, ...]
    inputs: Path | None = None

    def __str__(self) -> str:
        return f"{self.path.parent.name}/{self.name}"

    @property
    def relation(self) -> Name:
        """The relation of a case of one relation."""
        return self.expected[0].relation

    @property
    def relations(self) -> set[Name]:
        """The relations that rows are expected of."""
        return {expected.relation for expected in self.expected}


def find_cases(project: Project, relation: Name | None = None) -> list[Case]:
    """The cases of a project, or those that expect rows of one relation.

    Raises ProblemError.
    """
    paths = sorted((project.root / FOLDER).glob("*/*.toml"))
    cases: list[Case] = []
    problems: list[Problem] = []
    for path in paths:
        folder = path.parent.name
        if relation and "." in folder and folder != str(relation):
            continue
        try:
            cases.append(read_case(path))
        except ProblemError as error:
            problems += error.problems
    if problems:
        raise ProblemError(problems)
    return [c for c in cases if not relation or relation in c.relations]


def read_case(path: Path) -> Case:
    """One case. Raises ProblemError where it cannot be read."""
    try:
        document = tomllib.loads(path.read_text("utf-8"))
        _refuse_unknown(document, KEYS)
        return Case(
            path.stem,
            path,
            str(document.get("why", "")),
            {
                name: _text(v) or ""
                for name, v in document.get("parameters", {}).items()
            },
            {Name.of(n): _table(v, path) for n, v in document.get("given", {}).items()},
            tuple(_all_expected(document, path)),
            path.parent / document["inputs"] if "inputs" in document else None,
        )
    except (tomllib.TOMLDecodeError, KeyError, ValueError, OSError) as error:
        reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise ProblemError(Problem(f"no case: {reason}", Place(path))) from error


def _refuse_unknown(keys: Iterable[str], known: Sequence[str]) -> None:
    unknown = set(keys) - set(known)
    if unknown:
        raise ValueError(f"{', '.join(sorted(unknown))}: known are {known}")


def _all_expected(text: Mapping[str, Any], path: Path) -> Iterator[Expected]:
    expected = text["expected"]
    if "inputs" not in text:
        yield _expected(Name.of(path.parent.name), expected, path)
        return
    if "given" in text:
        raise ValueError("either `given` or `inputs`, not both")
    if not expected or not all("." in name for name in expected):
        raise ValueError('with `inputs`, write [expected."SCHEMA.NAME"]')
    for name, part in expected.items():
        yield _expected(Name.of(name), part, path)


def _expected(relation: Name, part: Mapping[str, Any], path: Path) -> Expected:
    _refuse_unknown(part, EXPECTED_KEYS)
    tolerance = part.get("tolerance", DEFAULT_TOLERANCE)
    return Expected(
        relation,
        _table(part["rows"], path),
        tolerance if isinstance(tolerance, dict) else float(tolerance),
        str(part.get("where", "true")),
        bool(part.get("partial", False)),
    )


def _table(value: Any, path: Path) -> Table:
    if isinstance(value, str):
        return _from_csv(value) if "\n" in value else read_csv(path.parent / value)
    header = tuple(dict.fromkeys(name for row in value for name in row))
    return Table(header, tuple(tuple(_text(r.get(n)) for n in header) for r in value))


def read_csv(path: Path) -> Table:
    """A CSV file. Raises ValueError or OSError."""
    return _from_csv(path.read_text("utf-8"))


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
    """A case of one relation as the text of its file."""
    parts = [f"why = {_quoted(case.why)}\n"]
    if case.parameters:
        parts.append("\n[parameters]\n")
        parts += [f"{name} = {value}\n" for name, value in case.parameters.items()]
    parts.append("\n[given]\n")
    for name, table in case.given.items():
        parts.append(f"\"{name}\" = '''\n{_aligned(table)}'''\n")
    [expected] = case.expected
    parts.append(f"\n[expected]\nrows = '''\n{_aligned(expected.table)}'''\n")
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
    return " ".join(padded).rstrip().removesuffix(",").rstrip()


def _cell(value: str | None) -> str:
    text = value or ""
    if any(letter in text for letter in ',"\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
