"""Casts whose value depends on the time zone of the machine that runs them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from engine.compile.compiled import Compiled
from engine.compile.parse import offset_of
from engine.compile.query import Query
from engine.names import FILE_SCHEMA
from engine.problems import Problem

if TYPE_CHECKING:
    from sqlglot import exp

ZONED = re.compile(r"timestamp\s*with\s*time\s*zone|timestamptz|timetz", re.IGNORECASE)
SUSPECT = re.compile(
    rf"{ZONED.pattern}|\bnow\b|timestamp\s*\(|current_timestamp|time\s+zone",
    re.IGNORECASE,
)
WITH_OFFSET = re.compile(r"\d\s*(Z|[+-]\d{2}(:?\d{2})?)$", re.IGNORECASE)
MOMENTS = ("now", "get_current_timestamp", "transaction_timestamp")
HINT = "Name the zone: … at time zone 'Europe/Copenhagen'."


def zone_faults(query: Query, compiled: Compiled) -> Iterator[Problem]:
    """The casts between times with a zone and times without one: DuckDB makes them in
    the zone of the session, which is the machine's."""
    from sqlglot import exp

    zoned = _zoned_columns(query, compiled)
    if not (zoned or SUSPECT.search(query.sql)):
        return  # not parsed: most queries come from the cache
    zoned |= {
        alias.alias.lower()
        for alias in query.tree.find_all(exp.Alias)
        if _has_zone(alias.this, ())
    }
    for cast in query.tree.find_all(exp.Cast):
        into_zone = _is_zoned_type(cast.to)
        is_exact = into_zone and _says_its_offset(cast.this)
        if into_zone != _has_zone(cast.this, zoned) and not is_exact:
            yield query.problem(_reason(cast), _offset(query, cast), HINT)


def _reason(cast: exp.Cast) -> str:
    kind = cast.to.sql("duckdb").lower()
    return f"a cast to {kind} depends on the time zone of the machine"


def _zoned_columns(query: Query, compiled: Compiled) -> set[str]:
    """The columns with a zone, of the relations that the query reads, in lower case."""
    read = [
        compiled.queries[name]
        for name in query.reads
        if name.schema != FILE_SCHEMA and name in compiled.queries
    ]
    return {
        column.name.lower()
        for other in read
        for column in other.columns
        if column.type and ZONED.fullmatch(column.type)
    }


def _has_zone(node: exp.Expr, zoned: Collection[str]) -> bool:
    """Whether an expression is a time with a zone, as far as its form tells."""
    from sqlglot import exp

    if isinstance(node, exp.Paren):
        return _has_zone(node.this, zoned)
    if isinstance(node, exp.Cast):
        return _is_zoned_type(node.to)
    if isinstance(node, exp.AtTimeZone):  # of a time without a zone it makes one with
        return isinstance(node.this, exp.Cast) and not _has_zone(node.this, zoned)
    if isinstance(node, exp.Column):
        return node.name.lower() in zoned
    if isinstance(node, exp.Anonymous):
        return node.name.lower() in MOMENTS
    return isinstance(node, exp.CurrentTimestamp | exp.UnixToTime)


def _is_zoned_type(kind: exp.DataType) -> bool:
    from sqlglot import exp

    zoned = (exp.DataType.Type.TIMESTAMPTZ, exp.DataType.Type.TIMETZ)
    return any(part.this in zoned for part in kind.find_all(exp.DataType))


def _says_its_offset(node: exp.Expr) -> bool:
    """Whether it is a text with its offset from UTC, or a time put into a zone."""
    from sqlglot import exp

    if isinstance(node, exp.Literal):
        return node.is_string and bool(WITH_OFFSET.search(node.name))
    return isinstance(node, exp.Null | exp.AtTimeZone)


def _offset(query: Query, cast: exp.Cast) -> int | None:
    """Where the cast is; a literal and a call without columns have no place."""
    offset = offset_of(cast.this)
    match = None if offset is not None else SUSPECT.search(query.sql)
    return match.start() if match else offset
