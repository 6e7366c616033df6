"""Queries made of a text, without a project on disk."""

from __future__ import annotations

from pathlib import Path

from engine.compile.query import Query
from engine.compile.read_query import compile_query
from engine.compile.rendered import LazyTemplates
from engine.names import Name


def query(name: str, sql: str, **context: object) -> Query:
    """The compiled query of a template's text."""
    path = f"queries/{name.replace('.', '/')}.sql"
    rendered = LazyTemplates({path: sql}, {}, context).render(path)
    return compile_query(Name.of(name), Path(path), rendered)
