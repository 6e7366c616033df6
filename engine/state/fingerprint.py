"""A hash of everything a relation's rows depend on: if it changes, the relation runs.

Comments and spacing are no part of it; directives are, for they say how the
relation is made and what must hold of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from engine.compile.query import Query
from engine.inputs.contracts import contract_of
from engine.names import FILE_SCHEMA, Name
from engine.program import library_versions, program_hash

SPARK = "Spark"  # the first of the parts that another engine has, in their order


@dataclass(frozen=True)
class Basis:
    """Everything a relation's rows depend on, in parts, to give the reason of a change.

    `upstream` holds the content of each relation read; an input table has its
    file's hash there. `parameters` and `macros` act through `sql`.
    """

    makers: Mapping[str, str]
    sql: str
    directives: str
    template: str
    parameters: Mapping[str, str]
    macros: Mapping[str, str]
    upstream: Mapping[str, str]

    @classmethod
    def of(cls, query: Query, upstream: Mapping[str, str]) -> Basis:
        parameters, macros = query.rendered.uses()
        return cls(
            versions_of(query),
            digest(query.tokens),
            _directives(query),
            digest(query.rendered.source),
            parameters,
            macros,
            dict(sorted(upstream.items())),
        )

    def as_text(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Basis:
        return cls(**json.loads(text))


def upstream(
    query: Query, files: Mapping[Name, str], contents: Mapping[Name, str]
) -> dict[str, str]:
    """The contents that a relation reads; `files` are the input files' hashes."""
    content_hashes = {
        str(n): contents[n] for n in query.reads if n.schema != FILE_SCHEMA
    }
    if query.is_contract:
        content_hashes["file"] = files.get(query.name, "none")
    return content_hashes


def fingerprint(query: Query, upstream: Mapping[str, str]) -> str:
    """Changes exactly when something that can change the rows has changed."""
    versions = versions_of(query)
    parts = [
        repr(versions),
        query.tokens,
        _directives(query),
        repr(sorted(upstream.items())),
    ]
    return digest("\0".join(parts))


def checked_against(query: Query, contents: Mapping[Name, str]) -> str:
    """A hash of the other relations that a relation's checks read; empty if none."""
    read = sorted((str(n), contents.get(n, "")) for n in query.checked_against)
    return digest(repr(read)) if read else ""


def comments_of(query: Query) -> str:
    """A hash of a relation's comments."""
    words = [query.comment, *(f"{c.name}: {c.comment}" for c in query.output)]
    return digest("\0".join(words))


def reasons(before: Basis, now: Basis) -> list[str]:
    """What has changed between two states, in words."""
    return [
        *_moved(before, now),
        *_differences("", before.makers, now.makers),
        *_sql_reasons(before, now),
        *(f"{name} changed" for name in _changed(before.upstream, now.upstream)),
    ]


def _moved(before: Basis, now: Basis) -> list[str]:
    """From DuckDB to another engine, or back."""
    old, new = (one.makers.get(SPARK) for one in (before, now))
    if (old is None) == (new is None):
        return []
    return [f"{_engine(old)} → {_engine(new)}"]


def _engine(spark: str | None) -> str:
    return f"Spark {spark}" if spark else "DuckDB"


def made_by(makers: Mapping[str, str]) -> dict[str, str]:
    """The parts and versions of the other engine among all; empty for DuckDB."""
    names = list(makers)
    if SPARK not in makers:
        return {}
    return {name: makers[name] for name in names[names.index(SPARK) :]}


def _sql_reasons(before: Basis, now: Basis) -> list[str]:
    if (before.sql, before.directives) == (now.sql, now.directives):
        return []
    changes = _differences("parameter ", before.parameters, now.parameters)
    macros = [
        name
        for name in _changed(before.macros, now.macros)
        if name in now.macros and name in before.macros
    ]
    changes += [f"macro {name} changed" for name in macros]
    if before.template != now.template or not changes:
        changes.append("SQL changed" if before.sql != now.sql else "checks changed")
    return changes


def _differences(
    kind: str, before: Mapping[str, str], now: Mapping[str, str]
) -> list[str]:
    return [
        f"{kind}{name} {_short(before[name])} → {_short(now[name])}"
        for name in _changed(before, now)
        if name in before and name in now
    ]


def _changed(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return [n for n in dict.fromkeys([*before, *now]) if before.get(n) != now.get(n)]


def _short(value: str) -> str:
    return value if len(value) <= 40 else f"{value[:39]}…"


def versions_of(query: Query) -> dict[str, str]:
    """The versions that matter to a relation: DuckDB, this program, libraries,
    and another engine that makes it."""
    from engine.engines.connections import VERSION

    libraries = [*query.materialization.libraries]
    libraries += contract_of(query).libraries if query.is_contract else ()
    return {
        "DuckDB": VERSION,
        "engine": program_hash()[:12],
        **library_versions(libraries),
        **query.makers,
    }


def _directives(query: Query) -> str:
    return digest(repr(query.directives), repr([c.directives for c in query.columns]))


def digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
