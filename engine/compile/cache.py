"""Compiled queries kept between builds, so that an unchanged one costs nothing.

The key is a hash of the text of the query, of all macros, of the parameters' names and
types, and of this program; an entry holds while the parameters that the query uses have
the values that it was compiled with. A wrong or missing file is no cache.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from engine.compile.directives import Directive
from engine.compile.query import Column, Query
from engine.compile.rendered import LazyTemplates, Rendered
from engine.names import Name
from engine.program import library_versions, program_hash

FILE = ".compiled.json"
LIBRARIES = ("jinja2", "sqlglot")


class Cache:
    """Entries of an earlier build, and those of this one; `path` None keeps none."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.earlier = _read(path) if path else {}
        self.entries: dict[str, Any] = {}

    def value(self, key: str, make: Callable[[], Any]) -> Any:
        """The value cached under a key as JSON; `make` computes a missing one."""
        entry = self.earlier.get(key)
        self.entries[key] = make() if entry is None else entry
        return self.entries[key]

    def query(
        self, key: str, name: Name, path: Path, templates: LazyTemplates
    ) -> Query | None:
        """The compiled query cached under a key, if what it uses is as it was."""
        entry: Any = self.earlier.get(key)
        try:
            parameters, macros = entry["uses"]
            if parameters != {n: str(templates.context[n]) for n in parameters}:
                return None
            rendered = Rendered(str(path), entry["sql"], templates)
            query = _query(entry["query"], name, path, rendered)
        except (
            KeyError,
            TypeError,
            ValueError,
        ):  # missing, or not written by this program
            return None
        self.entries[key] = entry
        templates.used[str(path)] = (parameters, macros)
        return query

    def keep(self, key: str, query: Query) -> None:
        if self.path:
            uses = query.rendered.uses()
            entry = {"sql": query.sql, "uses": uses, "query": _plain(query)}
            self.entries[key] = entry

    def save(self) -> None:
        """Write the entries that this build used, if the folder can be written."""
        if self.path is None or self.entries == self.earlier:
            return
        aside = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            for left in self.path.parent.glob(f"{self.path.name}.*"):
                left.unlink(missing_ok=True)  # by a build that was killed
            aside.write_text(json.dumps(self.entries, ensure_ascii=False), "utf-8")
            aside.replace(self.path)
        except OSError:
            aside.unlink(missing_ok=True)


def key(*parts: str) -> str:
    """A hash of the parts and of all in this program that compiling depends on."""
    return hashlib.sha256("\0".join([_program(), *parts]).encode()).hexdigest()


def environment(macros: Mapping[str, str], context: Mapping[str, object]) -> str:
    """A hash of what a template may call or name."""
    parameters = sorted((name, type(value).__name__) for name, value in context.items())
    return key(repr(sorted(macros.items())), repr(parameters))


@cache
def _program() -> str:
    libraries = library_versions(LIBRARIES)
    return hashlib.sha256(f"{program_hash()}{libraries}".encode()).hexdigest()


def _read(path: Path) -> dict[str, Any]:
    try:
        entries = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return entries if isinstance(entries, dict) else {}


def _plain(query: Query) -> dict[str, Any]:
    """A query's fields as JSON, without name, path and SQL."""
    plain = {
        field.name: getattr(query, field.name)
        for field in fields(query)
        if field.name not in ("name", "path", "rendered")
    }
    plain["directives"] = _directives(query.directives)
    plain["columns"] = [
        {**_fields(column), "directives": _directives(column.directives)}
        for column in query.columns
    ]
    plain["reads"] = [[n.schema, n.table, offset] for n, offset in query.reads.items()]
    return plain


def _directives(directives: Iterable[Directive]) -> list[dict[str, Any]]:
    return [_fields(directive) for directive in directives]


def _fields(value: Directive | Column) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _query(plain: Mapping[str, Any], name: Name, path: Path, sql: Rendered) -> Query:
    columns = (
        Column(**{**column, "directives": _as_directives(column["directives"])})
        for column in plain["columns"]
    )
    made = {
        **plain,
        "directives": _as_directives(plain["directives"]),
        "columns": tuple(columns),
        "reads": {Name(schema, table): at for schema, table, at in plain["reads"]},
    }
    return Query(name=name, path=path, rendered=sql, **made)


def _as_directives(plain: Iterable[Mapping[str, Any]]) -> tuple[Directive, ...]:
    return tuple(Directive(**directive) for directive in plain)
