"""Run the checks of a built relation: the number of faulty rows, and the first few.

One scan counts the faults of all single-row checks, and looks for rows of a view that
have one key; rows are fetched only for checks with faults.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from engine.checks.declare import Check, checks_of
from engine.compile.query import Query
from engine.engines.base import Engine
from engine.engines.errors import Refused
from engine.names import DIALECT, quote
from engine.privacy.mask import PERSON_NAMES, masked, person_columns
from engine.problems import Problem, ProblemError

SHOWN = 5
FIRST_ROW = 1


@dataclass(frozen=True)
class Fault:
    """The result of a check: the number of faulty rows, and the first few as text."""

    check: Check
    count: int
    rows: tuple[str, ...]

    @property
    def words(self) -> str:
        return f"{self.check.rule}: {at_fault(self.count)}"

    @property
    def problem(self) -> Problem:
        hint = f"Find them with: {self.check.sql}"
        query = self.check.query
        return query.problem(self.words, self.check.offset, hint, self.rows)

    @property
    def note(self) -> str:
        """A warning in one line."""
        example = f", such as {self.rows[0]}" if self.rows else ""
        return f"warning: {self.words}{example}. Find them with: {self.check.sql}"


def at_fault(count: int) -> str:
    return f"{count} row{'s' if count != 1 else ''} at fault"


def run_checks(engine: Engine, query: Query, *, numbered: bool = False) -> list[Fault]:
    """The faults of a built relation; `numbered` shows the rows' numbers.

    Raises ProblemError for a check that DuckDB cannot run.
    """
    results = all_results(engine, query, numbered=numbered)
    return [result for result in results if result.count]


def all_results(engine: Engine, query: Query, *, numbered: bool = False) -> list[Fault]:
    """The result of every check of a relation, also of those that hold."""
    checks = checks_of(query)
    counts = _count(engine, query, checks)
    return [
        Fault(check, count, _rows(engine, check, numbered) if count else ())
        for check, count in zip(checks, counts, strict=True)
    ]


def errors_and_warnings(faults: Iterable[Fault]) -> tuple[list[Fault], list[str]]:
    """Split faults into errors, which stop a build, and warnings as notes."""
    errors, notes = [], []
    for fault in faults:
        if fault.check.warning:
            notes.append(fault.note)
        else:
            errors.append(fault)
    return errors, notes


def _count(engine: Engine, query: Query, checks: list[Check]) -> list[int]:
    """The fault count of each check, by as few scans as can be: a view is worked out
    anew for each."""
    counts = _count_in_one_scan(
        engine, query, [c for c in checks if c.fault or (c.grouped and query.is_view)]
    )
    for check in checks:
        in_order = check.grouped and not query.is_view and engine.keeps_order
        if in_order and _ascends(engine, check):
            counts[id(check)] = 0
        elif check.finder and counts.get(id(check)) != 0:
            measure = "coalesce(sum(rows), 0)" if check.grouped else "count(*)"
            sql = f"select {measure} from ({check.finder})"
            counts[id(check)] = _counted(engine, sql, [(0, check)])[0]
    return [counts[id(check)] for check in checks]


def _ascends(engine: Engine, check: Check) -> bool:
    """Whether the keys ascend, hence are unique; much faster than grouping."""
    sql = rows_not_ascending(check.columns, check.query.name.quoted)
    return _counted(engine, sql, [(0, check)])[0] <= FIRST_ROW


def rows_not_ascending(columns: Sequence[str], source: str) -> str:
    """SQL that counts the rows whose values are not greater than the previous row's.

    Rows are compared lexicographically, in stored order. The first row is counted too;
    a count of 1 means that there are no duplicates.
    """
    pairs = [(f"value_{n}", f"before_{n}") for n, _ in enumerate(columns)]
    selected = ", ".join(
        f"{quote(column)} as {value}, lag({quote(column)}) over () as {before}"
        for column, (value, before) in zip(columns, pairs, strict=True)
    )
    above = "false"
    for value, before in reversed(pairs):
        above = f"({value} > {before} or ({value} = {before} and {above}))"
    return (
        f"select count(*) filter (where not coalesce({above}, false)) "
        f"from (select {selected} from {source})"
    )


def _count_in_one_scan(
    engine: Engine, query: Query, checks: list[Check]
) -> dict[int, int]:
    """The fault counts of checks on single rows. Of a key it is 0 only where no two
    rows have it; rows with different keys may have one hash or text."""
    if not checks:
        return {}
    sql, parts = "select ", []
    for check in checks:
        parts.append((len(sql.encode()), check))
        if check.grouped:
            sql += f"count(*) - count(distinct {_in_one(engine, check)}), "
        else:
            sql += f"count_if({check.fault}), "
    counts = _counted(engine, f"{sql}from {query.name.quoted}", parts)
    return {id(c): count for c, count in zip(checks, counts, strict=True)}


def _in_one(engine: Engine, check: Check) -> str:
    """SQL for a key as one value: hashes and texts are told apart faster than rows."""
    keys = ", ".join(map(quote, check.columns))
    if engine.dialect == DIALECT:
        return f"hash({keys})"
    columns = {name.casefold() for name in check.columns}
    # 0.0 and -0.0 are equal, their texts are not
    fractions = any(
        kind in ("DOUBLE", "FLOAT") and name.casefold() in columns
        for name, kind in engine.columns(check.query.name)
    )
    return f"({keys})" if fractions else f"({keys})::text"


def _counted(engine: Engine, sql: str, parts: list[tuple[int, Check]]) -> list[int]:
    """The single row of a query; `parts` give the byte at which each check begins."""
    try:
        return [int(n or 0) for n in engine.rows(sql)[0]]
    except Refused as refusal:
        from engine.diagnose.binder_errors import hint_of, plain_words, view_problem

        details = refusal.details
        position = int(details.get("position", 0))
        starts = [start for start, _ in parts]
        check = parts[max(bisect_right(starts, position) - 1, 0)][1]
        reason = f"the check cannot run: {plain_words(refusal).rstrip('!.')}"
        problem = check.query.problem(reason, check.offset, hint_of(details))
        view_fault = view_problem(engine, check.query, refusal)
        raise ProblemError(view_fault or problem) from refusal


def _rows(engine: Engine, check: Check, numbered: bool) -> tuple[str, ...]:
    names, rows = engine.head(_numbered(check) if numbered else check.sql, SHOWN)
    persons = person_columns(check.query)
    return tuple(", ".join(_cells(names, row, persons)) for row in rows)


def _numbered(check: Check) -> str:
    """SQL for the faulty rows with their numbers in the file, counted from 1."""
    if check.finder and not check.grouped:
        return check.finder
    numbered = f"(select row_number() over () as row, * from {check.query.name.quoted})"
    if check.grouped:
        keys = ", ".join(map(quote, check.columns))
        return (
            f"select row, {keys} from {numbered} "
            f"qualify count(*) over (partition by {keys}) > 1 order by {keys}, row"
        )
    names = dict.fromkeys([*check.query.key, *check.columns])
    columns = ", ".join(["row", *map(quote, names)])
    return f"select {columns} from {numbered} where {check.fault} order by row"


def _cells(
    names: Iterable[str], row: tuple[object, ...], persons: set[str]
) -> Iterator[str]:
    for name, value in zip(names, row, strict=True):
        if name == "row":
            yield f"row {value}"
        elif value is not None and (name in persons or name.lower() in PERSON_NAMES):
            yield f"{name} = {masked(value)}"
        else:
            yield f"{name} = {'(empty)' if value is None else value}"
