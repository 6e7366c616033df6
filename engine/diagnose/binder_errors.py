"""DuckDB's refusal of a query as problems, each at its place in the template."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from engine.compile import syntax_hints as syntax
from engine.compile.query import RELATION, Query
from engine.engines.base import Engine
from engine.engines.connections import committed
from engine.engines.duckdb_engine import DuckDB
from engine.engines.errors import Refused, error_details
from engine.names import Name
from engine.privacy.mask import PERSON_NAMES, masked
from engine.problems import Problem, nearest

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SIGNATURES_SHOWN = 4
BINDING = ("Binder", "Catalog", "Parser")
NOT_OF_SQL = ("INTERRUPT", "Interrupt", "IO", "Out of Memory", "FATAL", "INTERNAL")
QUOTED = re.compile(r'"([^"]+)"')
ARGUMENT_NAME = re.compile(r'(?:"\w+"|\b[a-z_]\w*) (?=[A-Z])')
CALL = re.compile(r"function call \"(.*)\"|argument types '(.*)'")
VALUE = re.compile(r"(?<=')[^']+(?=')|(?<=with value )\S+")
LONG = re.compile(r"\d{6}-\d{4}|\d{5,}")
OPERATOR = re.compile(r"\W+")
PERSON_SOURCE = re.compile(rf"source column ({'|'.join(PERSON_NAMES)})$", re.IGNORECASE)
NO_COLUMN = re.compile(r'^Values list "(\w+)" does not have a column named "(\w+)"')


def sql_problems(engine: Engine, query: Query, refusal: Refused) -> list[Problem]:
    """The problems of a query that the engine refused: the error and further ones. Only
    on DuckDB are parts of the query run to locate a failing value."""
    from engine.diagnose.further_faults import further
    from engine.diagnose.locate_failure import locate

    details = refusal.details
    kind = details.get("exception_type")
    offset = _offset(query, details, refusal.prefix)
    faults = [(details, offset)]
    if isinstance(engine, DuckDB):
        connection = engine.connection
        if kind not in BINDING and _reads_view(connection, query):
            offset = None  # it may be a place in the text of the view
        if offset is None and kind not in NOT_OF_SQL:
            offset = locate(connection, query, details["exception_message"])
        faults = [(details, offset)]
        if kind in BINDING:
            faults += further(connection, query, details, offset)
    faults.sort(key=lambda fault: fault[1] or 0)
    return [_problem(query, *fault) for fault in faults]


def view_problem(engine: Engine, query: Query, refusal: Refused) -> Problem | None:
    """The problem of a view that failed when read; None if the fault is elsewhere."""
    from engine.diagnose.locate_failure import locate

    details = refusal.details
    if not query.is_view or details.get("exception_type") in BINDING:
        return None
    if not isinstance(engine, DuckDB):
        return None
    offset = locate(engine.connection, query, details["exception_message"])
    return None if offset is None else _problem(query, details, offset)


def hint_of(details: dict[str, str]) -> str | None:
    """The nearest name, else the rest of DuckDB's message, on one line."""
    reason, *rest = details["exception_message"].splitlines()
    added = " ".join(line.strip() for line in rest if " " in line.strip())
    word = details.get("name") or (QUOTED.findall(reason) or [""])[-1]
    listed = details.get("candidates") or ",".join(QUOTED.findall(added))
    names = [name for name in re.split(r", *", listed) if name]
    return (_near(word, names) if word and names else added) or None


def problems_of_uncompiled(
    connection: DuckDBPyConnection, query: Query, relations: Iterable[Name]
) -> list[Problem]:
    """The further problems of a query that did not compile."""
    from engine.diagnose.further_faults import faults_beside_missing_relations

    faults = faults_beside_missing_relations(connection, query, map(str, relations))
    return [_problem(query, *fault) for fault in faults]


def is_of_names(problem: Problem) -> bool:
    """True for errors of an unknown name; they do not depend on types."""
    from engine.diagnose.further_faults import is_of_names as says_so

    return says_so(problem.reason)


def plain_words(error: Exception) -> str:
    """DuckDB's error as one line, also where it comes as JSON."""
    return _discreet(error_details(error)["exception_message"].splitlines()[0], "")


def _offset(query: Query, details: dict[str, str], prefix: str) -> int | None:
    if "position" not in details:
        return None
    encoded = (prefix + query.sql).encode()
    before = encoded[: int(details["position"])].decode(errors="ignore")
    return max(len(before) - len(prefix), 0)


def _reads_view(connection: DuckDBPyConnection, query: Query) -> bool:
    with committed(connection) as cursor:
        rows = cursor.execute("select schema_name, view_name from duckdb_views()")
        return any(Name(*row) in query.reads for row in rows.fetchall())


def _problem(query: Query, details: dict[str, str], offset: int | None) -> Problem:
    reason, *rest = details["exception_message"].splitlines()
    hint = _hint(query, reason, rest, details, offset)
    if details.get("exception_type") == "Parser":
        reason = f"not SQL: {reason}"
        hint = syntax.hint(query.sql, offset) if offset is not None else hint
    words = _in_words(_discreet(reason, query.sql))
    read = RELATION.match(query.sql, offset) if offset is not None else None
    running = details.get("exception_type") not in BINDING
    if running and read and Name.of(read[0]) in query.reads:
        hint = f"It fails in what {read[0]} computes, a view."
    public_hint = _discreet(hint, query.sql) if hint else None
    return query.problem(words.rstrip("!."), offset, public_hint)


def _in_words(reason: str) -> str:
    """One sentence, without DuckDB's internal terms."""
    if call := CALL.search(reason):
        name, _, arguments = (call[1] or call[2]).partition("(")
        types = arguments.rstrip(")").replace("_LITERAL", "").replace("STRING", "TEXT")
        if OPERATOR.fullmatch(name):
            return f"{name} does not take {types.replace(', ', ' and ')}"
        return f"there is no {name}({types})"
    reason = reason.partition(" - scalar subqueries")[0]
    reason = NO_COLUMN.sub(r'Table "\1" does not have a column named "\2"', reason)
    reason = reason.replace("INTEGER_LITERAL", "INTEGER")
    return reason.replace("STRING_LITERAL", "VARCHAR")


def _hint(
    query: Query,
    reason: str,
    rest: list[str],
    details: dict[str, str],
    offset: int | None,
) -> str | None:
    """What to do about a fault, on one line."""
    if call := CALL.search(reason):
        return _signatures((call[1] or call[2]), rest)
    if "must appear in the GROUP BY" in reason:
        return "Group by it, or aggregate it: any_value() takes any of the values."
    if reason.startswith("Set operations"):
        return _widths(query)
    if reason.startswith("More than one row"):
        return "Aggregate it, or join what it reads."
    if reason.startswith("Cannot compare"):
        return "Cast one of them."
    if lacking := NO_COLUMN.search(reason):
        names = _columns_of(query, lacking[1])
        return _near(lacking[2], names) if names else None
    duckdb_hint = hint_of(details)
    quoted = offset is not None and query.sql[offset] == '"'
    if quoted and not (duckdb_hint or "").startswith("Did you mean"):
        return f"Text stands in single quotes: '{details.get('name')}'."
    return duckdb_hint


def _near(word: str, names: list[str]) -> str | None:
    """The name that was meant, else those there are."""
    return nearest(word, names) or f"Known, among others: {', '.join(names)}."


def _widths(query: Query) -> str | None:
    """How many columns the parts of a set operation have, where they differ."""
    from sqlglot import exp

    from engine.diagnose.locate_failure import of_other_width

    for union in query.tree.find_all(exp.SetOperation):
        if odd := of_other_width(union):
            here, first = len(odd.selects), len(union.selects)
            return f"Columns: {here} here, {first} in the first part."
    return None


def _columns_of(query: Query, name: str) -> list[str]:
    """The columns of a CTE, named directly or by an alias."""
    from sqlglot import exp

    tables = query.tree.find_all(exp.Table)
    names = {name, *(t.name for t in tables if t.alias == name)}
    for cte in query.tree.find_all(exp.CTE):
        if cte.alias in names and not cte.this.is_star:
            return [str(column) for column in cte.this.named_selects]
    return []


def _signatures(call: str, rest: list[str]) -> str:
    """Hint: the signatures of a function, or a cast if the argument count fits one."""
    signatures = list(dict.fromkeys(map(_signature, rest[1:])))
    right = [one for one in signatures if one.count(",") == call.count(",")]
    if OPERATOR.fullmatch(call.partition("(")[0]):
        return "Cast one of them."
    if right:
        types = [one.partition("(")[2].rstrip(")") for one in right]
        return f"Cast what it is given: it takes {_listed(types)}."
    return f"It takes {', or '.join(signatures[:SIGNATURES_SHOWN])}."


def _listed(types: list[str]) -> str:
    more = " …" if len(types) > SIGNATURES_SHOWN else ""
    return ", or ".join(types[:SIGNATURES_SHOWN]) + more


def _signature(line: str) -> str:
    """A function's signature as DuckDB lists it, without argument names."""
    call = line.strip().partition(" -> ")[0].replace(", /", "")
    return ARGUMENT_NAME.sub("", call)


def _discreet(reason: str, sql: str) -> str:
    """The reason with values masked that may identify a person: those of person
    columns, and any long number that is not in the query's text."""
    if PERSON_SOURCE.search(reason):
        reason = VALUE.sub(lambda value: masked(value[0]), reason, count=1)
    return LONG.sub(lambda n: n[0] if n[0] in sql else masked(n[0]), reason)
