"""The statements' SQL with other names for the relations, and without comments."""

from __future__ import annotations

from collections.abc import Callable, Collection

import sqlglot
from sqlglot import Token


def renamed(sql: str, known: Collection[str], written: Callable[[str], str]) -> str:
    """The text, each `schema.table` that is `known` as `written` writes it.

    Other tokens stay as they are; comments go, for the tools read names in them.
    """
    tokens = sqlglot.tokenize(sql, read="duckdb")
    parts: list[str] = []
    end = 0
    while tokens:
        gap = sql[end : tokens[0].start]
        parts.append("\n" if "\n" in gap else " " if gap else "")
        name = _name(tokens)
        width = 3 if name in known else 1
        last = tokens[width - 1]
        parts.append(
            written(name) if width > 1 else sql[tokens[0].start : last.end + 1]
        )
        end = last.end + 1
        tokens = tokens[width:]
    return "".join(parts).strip()


def _name(tokens: list[Token]) -> str:
    """schema.table, where the next three tokens are one; else nothing."""
    if len(tokens) < 3 or tokens[1].text != ".":
        return ""
    return f"{tokens[0].text}.{tokens[2].text}".lower()
