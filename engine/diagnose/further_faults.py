"""The further faults of a query that does not bind.

DuckDB reports only the first error. Replace the faulty name by DuckDB's suggestion, or
its place by NULL, and bind again; report only errors that the replacement cannot have
caused. (Without this, one misspelt name hides the others of the same file.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import Dialect, exp

from engine.compile.query import Query
from engine.compile.syntax_hints import first_word
from engine.diagnose.locate_failure import start_of
from engine.engines.errors import DatabaseError, error_details
from engine.names import DIALECT
from engine.problems import nearest_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from sqlglot.tokenizer_core import Token

MOST = 20
DESCRIBE = "describe\n"
COLUMN = re.compile(r'column (?:name )?"([^"]+)"|column named "([^"]+)"')
TABLE = re.compile(r'^Referenced table "([^"]+)" not found')
USE = re.compile(r"\(use: '([^']+)'")
OF_NAMES = re.compile(
    "column named|Referenced (column|table)|must appear in the GROUP BY"
    "|^Ambiguous reference|Function with name .* does not exist|^Table with name"
)
NAMELESS = "null"
ENDS = {
    *("select", "distinct", "where", "on", "and", "or", "when", "then", "else", "by"),
    *("having", "qualify", "case", "as", "from", "group", "end", "union", "order"),
    *("join", "left", "inner", "cross", "limit", "filter", "over", ","),
}
UNGROUPED = "must appear in the GROUP BY"
FROM_MISSING = "FROM clause is missing"
Details = Mapping[str, str]
Reported = tuple[str, int]
Fault = tuple[dict[str, str], int]


@dataclass(frozen=True)
class Replacement:
    """A replacement for the characters `start` to `end` of the SQL."""

    start: int
    end: int
    text: str


def further(
    connection: DuckDBPyConnection, query: Query, details: Details, offset: int | None
) -> Iterator[Fault]:
    """The faults after the first, each with its place in the SQL."""
    repaired = _RepairedQuery(query)
    first = repaired.replacement(details, offset)
    if first is not None and FROM_MISSING not in _reason(details):
        yield from repaired.faults(connection, first, {_where(query, details, offset)})


def faults_beside_missing_relations(
    connection: DuckDBPyConnection, query: Query, relations: Iterable[str]
) -> Iterator[Fault]:
    """The further faults of a query that reads missing relations: each is replaced by
    the nearest existing one. Yields nothing if a relation has no near name."""
    repaired = _RepairedQuery(query)
    relation_names = [*relations, *(cte.alias for cte in query.tree.find_all(exp.CTE))]
    replacements = [
        repaired.table(table, relation_names)
        for table in _unknown(query, relation_names)
    ]
    if all(replacements):
        repaired.replacements += [each for each in replacements if each]
        yield from repaired.faults(connection, None, set())


def is_of_names(reason: str) -> bool:
    """True for errors of an unknown name; they do not depend on types."""
    return bool(OF_NAMES.search(reason))


def _refusal(connection: DuckDBPyConnection, sql: str) -> Exception | None:
    try:
        connection.execute(DESCRIBE + sql)
    except DatabaseError as error:
        return error
    return None


def _position(details: Details) -> int | None:
    return int(details["position"]) if "position" in details else None


def _reason(details: Details) -> str:
    return details["exception_message"].partition("\n")[0]


def _where(query: Query, details: Details, offset: int | None) -> Reported:
    """A fault's key: message and offset; ungrouped columns of a CTE share one."""
    reason = _reason(details)
    if UNGROUPED not in reason:
        return reason, offset or 0
    starts = [start_of(cte) or 0 for cte in query.tree.find_all(exp.CTE)]
    return UNGROUPED, sum(start <= (offset or 0) for start in starts)


def _unknown(query: Query, relation_names: Sequence[str]) -> list[exp.Table]:
    """The tables of a query that are neither relations nor CTEs."""
    return [
        table
        for table in query.tree.find_all(exp.Table)
        if isinstance(table.this, exp.Identifier)
        and (f"{table.db}.{table.name}" if table.db else table.name)
        not in relation_names
    ]


class _RepairedQuery:
    """The SQL of a query with the replacements made so far."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self.tokens: Sequence[Token] = Dialect.get_or_raise(DIALECT).tokenize(query.sql)
        self.replacements: list[Replacement] = []
        self.bare = _bare_columns(query)

    def faults(
        self,
        connection: DuckDBPyConnection,
        replacement: Replacement | None,
        reported: set[Reported],
    ) -> Iterator[Fault]:
        """Replace and bind again while DuckDB reports a fault that can be replaced."""
        for _ in range(MOST):
            self.replacements += [replacement] if replacement else []
            error = _refusal(connection, self.sql())
            details = error_details(error) if error else {}
            offset = self.original(_position(details))
            if offset is None or details.get("exception_type") == "Parser":
                return
            where = _where(self.query, details, offset)
            if where not in reported and (
                is_of_names(_reason(details)) or self.type_error_remains(connection)
            ):
                yield details, offset
            reported.add(where)
            replacement = self.replacement(details, offset)
            if replacement is None or FROM_MISSING in _reason(details):
                return

    def table(
        self, table: exp.Table, relation_names: Sequence[str]
    ) -> Replacement | None:
        """Replace a missing relation or CTE by the nearest one."""
        at = self._token(start_of(table.this if not table.db else table))
        name = f"{table.db}.{table.name}" if table.db else table.name
        like = [k for k in relation_names if ("." in k) == ("." in name)]
        near = nearest_name(name, like)
        if at is None or near is None:
            return None
        return self._over(at, self._dotted(at), near)

    def sql(self, nothing: str = NAMELESS) -> str:
        """The SQL after replacement; `nothing` replaces names without a near one."""
        parts, position = [], 0
        for replacement in sorted(self.replacements, key=lambda r: r.start):
            text = replacement.text
            if text.startswith(NAMELESS):
                text = nothing + text[len(NAMELESS) :]
            parts += [self.query.sql[position : replacement.start], text]
            position = replacement.end
        return "".join([*parts, self.query.sql[position:]])

    def original(self, position: int | None) -> int | None:
        """The query's offset for a byte of the replaced SQL; None in a replacement."""
        if position is None:
            return None
        repaired = (DESCRIBE + self.sql()).encode()[:position].decode(errors="ignore")
        offset = len(repaired) - len(DESCRIBE)
        for replacement in sorted(self.replacements, key=lambda r: r.start):
            if offset < replacement.start:
                break
            if offset < replacement.start + len(replacement.text):
                return None
            offset += replacement.end - replacement.start - len(replacement.text)
        return offset

    def type_error_remains(self, connection: DuckDBPyConnection) -> bool:
        """Whether a type error remains for every type of the replaced places."""
        if any(each.text.startswith(NAMELESS) for each in self.replacements):
            typed = (f"cast(null as {kind})" for kind in ("text", "double", "date"))
            return all(_refusal(connection, self.sql(nothing)) for nothing in typed)
        return True

    def replacement(self, details: Details, offset: int | None) -> Replacement | None:
        """The replacement for a fault, or None."""
        at = self._token(offset)
        if at is None or offset is None:
            return None
        if details.get("type", "").endswith("Function"):
            return self._call(at, details)
        run = self._dotted(at)
        text = self.query.sql[self.tokens[at].start : self.tokens[run].end + 1]
        other = _other_name(text, details)
        if other is None:
            return self._segment(at)
        alias = text.rpartition(".")[2]
        nameless = other == NAMELESS or "(" in other
        lost = nameless and self.tokens[at].start in self.bare
        return self._over(at, run, f"{other} as {alias}" if lost else other)

    def _over(self, first: int, last: int, text: str) -> Replacement:
        return Replacement(self.tokens[first].start, self.tokens[last].end + 1, text)

    def _token(self, offset: int | None) -> int | None:
        positions = (n for n, t in enumerate(self.tokens) if t.start == offset)
        return next(positions, None)

    def _dotted(self, at: int) -> int:
        """The last token of a name with dots that begins at a token."""
        while at + 2 < len(self.tokens) and self.tokens[at + 1].text == ".":
            at += 2
        return at

    def _call(self, at: int, details: Details) -> Replacement | None:
        """Replace a function's name by the nearest one, else the whole call by NULL."""
        candidates = details.get("candidates", "").split(",")
        near = nearest_name(
            details.get("name", ""), [k.strip() for k in candidates if k]
        )
        if near:
            return self._over(at, at, near)
        last = self._closing(at + 1)
        return self._over(at, last, NAMELESS) if last else None

    def _closing(self, at: int) -> int | None:
        depth = 0
        for n in range(at, len(self.tokens)):
            depth += {"(": 1, ")": -1}.get(self.tokens[n].text, 0)
            if depth == 0:
                return n
        return None

    def _segment(self, at: int) -> Replacement | None:
        """Replace the expression around a token, up to the next SQL keywords."""
        first, last, depth = at, at, 0
        while first > 0 and not self._ends(first - 1, depth, "("):
            first -= 1
            depth += {")": 1, "(": -1}.get(self.tokens[first].text, 0)
        depth = {"(": 1}.get(self.tokens[at].text, 0)
        while last + 1 < len(self.tokens) and not self._ends(last + 1, depth, ")"):
            last += 1
            depth += {"(": 1, ")": -1}.get(self.tokens[last].text, 0)
        return self._over(first, last, NAMELESS)

    def _ends(self, at: int, depth: int, bracket: str) -> bool:
        text = first_word(self.tokens[at])
        return depth == 0 and (text in ENDS or text == bracket)


def _bare_columns(query: Query) -> set[int]:
    """The offsets of output columns without an alias."""
    return {
        start_of(item) or 0
        for select in query.tree.find_all(exp.Select)
        for item in select.expressions
        if isinstance(item, exp.Column)
    }


def _other_name(text: str, details: Details) -> str | None:
    """The replacement for an unknown name; None for other faults."""
    reason = _reason(details)
    *before, word = text.split(".")
    if UNGROUPED in reason:
        return f"any_value({text})"
    if named := USE.search(reason):
        return named[1]
    candidates = _candidates(details)
    if named := TABLE.search(reason):
        near = nearest_name(named[1], candidates)
        return f"{near}.{word}" if near else NAMELESS
    if COLUMN.search(reason):
        near = nearest_name(word, candidates)
        return ".".join([*before, near]) if near else NAMELESS
    return None


def _candidates(details: Details) -> list[str]:
    """The names that DuckDB lists as near."""
    listed = details.get("candidates", "").split(",")
    added = details["exception_message"].partition("\n")[2]
    return [n.strip() for n in listed if n.strip()] or re.findall(r'"([^"]+)"', added)
