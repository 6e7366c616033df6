"""The layout of the public file: relations, columns, keys and references.

The file declares no keys; the comments of its relations and columns name them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.names import Name, quote
from engine.postgres.column_types import as_text, column_type
from engine.postgres.target import LONGEST_NAME, Target
from engine.problems import Problem, ProblemError, UsageError, nearest
from engine.publish.layout import published_name
from engine.publish.write import KEY

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

REFERENCE = re.compile(r"; see (\w+)\.(\w+)$")
RELATIONS = """
    select table_schema, table_name
    from information_schema.tables
    where table_catalog = current_database()
    order by all
"""
COMMENT = """
    select coalesce(comment, '')
    from (from duckdb_tables() union all by name from duckdb_views())
    where database_name = current_database()
    and schema_name = $1 and coalesce(table_name, view_name) = $2
"""
COLUMN_COMMENTS = """
    select column_name, coalesce(comment, '')
    from duckdb_columns()
    where database_name = current_database() and schema_name = $1 and table_name = $2
"""


@dataclass(frozen=True)
class Column:
    """A column: its type in PostgreSQL, and DuckDB's SQL for its values as text."""

    name: str
    type: str
    text: str
    comment: str

    @property
    def see(self) -> Name | None:
        """The relation that the comment names as holding its values."""
        match = REFERENCE.search(self.comment)
        return Name(*match.groups()) if match else None


@dataclass(frozen=True)
class Relation:
    """A published table or view; a key may be unique though it holds NULL."""

    name: Name
    stored: Name
    comment: str
    columns: Sequence[Column]
    key: Sequence[str]
    key_holds_null: bool


@dataclass(frozen=True)
class Reference:
    """A foreign key: values of the key column `target` of another relation."""

    relation: Relation
    column: str
    to: Relation
    target: str


def read_layout(file: DuckDBPyConnection, target: Target) -> list[Relation]:
    """The relations of an open public file that are to be published.

    Raises UsageError where `without` names none of them, ProblemError for what
    PostgreSQL cannot hold.
    """
    stored = [Name(*row) for row in file.execute(RELATIONS).fetchall()]
    names = {published_name(name) for name in stored}
    left_out = {Name.of(text) for text in target.without}
    for name in left_out - names:
        hint = nearest(str(name), map(str, names)) or ""
        raise UsageError(f"The public file has no relation {name}. {hint}".strip())
    kept = [name for name in stored if published_name(name) not in left_out]
    problems = [p for name in kept for p in _problems(file, name, target)]
    if problems:
        raise ProblemError(problems)
    return [_relation(file, name) for name in kept]


def references(relations: Sequence[Relation]) -> Iterator[Reference]:
    """The references between published relations, in order."""
    by_name = {relation.name: relation for relation in relations}
    for relation in relations:
        for column in relation.columns:
            to = by_name.get(column.see) if column.see else None
            if to and len(to.key) == 1:
                yield Reference(relation, column.name, to, to.key[0])


def _relation(file: DuckDBPyConnection, stored: Name) -> Relation:
    relation = file.sql(f"from {stored.quoted} limit 0")
    rows = file.execute(COLUMN_COMMENTS, [stored.schema, stored.table]).fetchall()
    comments: dict[str, str] = dict(rows)
    columns = [
        Column(
            name, column_type(kind) or "", as_text(quote(name), kind), comments[name]
        )
        for name, kind in zip(relation.columns, relation.types, strict=True)
    ]
    (comment,), *_ = file.execute(COMMENT, [stored.schema, stored.table]).fetchall()
    key = _key(comment, relation.columns)
    holds_null = bool(key) and _holds_null(file, stored, key)
    return Relation(published_name(stored), stored, comment, columns, key, holds_null)


def _key(comment: str, columns: Sequence[str]) -> list[str]:
    _, said, names = comment.rpartition(KEY)
    key = names.rstrip(".").split(", ") if said else []
    return key if set(key) <= set(columns) else []


def _holds_null(file: DuckDBPyConnection, stored: Name, key: Sequence[str]) -> bool:
    anywhere = " or ".join(f"{quote(column)} is null" for column in key)
    return bool(
        file.execute(
            f"select 1 from {stored.quoted} where {anywhere} limit 1"
        ).fetchall()
    )


def _problems(
    file: DuckDBPyConnection, stored: Name, target: Target
) -> Iterator[Problem]:
    name = published_name(stored)
    relation = file.sql(f"from {stored.quoted} limit 0")
    stored_as = target.name(name)
    for text in (stored_as.schema, stored_as.table, *relation.columns):
        if len(text.encode()) > LONGEST_NAME:
            reason = f"{name} cannot be published: the name {text} is too long"
            hint = f"PostgreSQL's names have at most {LONGEST_NAME} bytes."
            yield Problem(reason, None, hint, relation=str(name))
    for column, kind in zip(relation.columns, relation.types, strict=True):
        if column_type(kind) is None:
            reason = f"{name}.{column} cannot be published: PostgreSQL has no {kind}"
            hint = f"Cast it in the query, or leave it out, option without: {name}."
            yield Problem(reason, None, hint, relation=str(name))
