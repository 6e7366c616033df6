"""Compiled queries kept between builds, so that an unchanged one costs nothing.

The key is a hash of the text of the query, of all macros, of the parameters' names and
of this program; an entry holds while the parameters that the query uses have the values
that it was compiled with. A wrong or missing file is no cache.
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
        self.is_new = False

    def value(self, key: str, make: Callable[[], Any]) -> Any:
        """The value cached under a key as JSON; `make` computes a missing one."""
        entry = self.earlier.get(key)
        if entry is None:
            entry, self.is_new = make(), True
        self.entries[key] = entry
        return entry

    def query(
        self, key: str, name: Name, path: Path, templates: LazyTemplates
    ) -> Query | None:
        """The compiled query cached under a key, if what it uses is as it was."""
        entry: Any = self.earlier.get(key)
        try:
            parameters, macros = entry["uses"]
            if entry["values"] != _values(parameters, templates.context):
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

    def keep(self, key: str, query: Query, templates: LazyTemplates) -> None:
        if self.path:
            uses = query.rendered.uses()
            values = _values(uses[0], templates.context)
            self.entries[key] = {
                "sql": query.sql,
                "uses": uses,
                "values": values,
                "query": _plain(query),
            }
            self.is_new = True

    def save(self) -> None:
        """Write the entries that this build used, if the folder can be written."""
        is_kept = not self.is_new and self.entries.keys() == self.earlier.keys()
        if self.path is None or is_kept:
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
    return key(repr(sorted(macros.items())), repr(sorted(context)))


def _values(
    parameters: Iterable[str], context: Mapping[str, object]
) -> dict[str, list[str]]:
    """The type and text of each parameter, in its order."""
    return {
        name: [type(context[name]).__name__, str(context[name])] for name in parameters
    }


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
