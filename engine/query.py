"""A query file, compiled: its SQL, what it reads, and what it says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, TokenError

from engine import directives
from engine.directives import Directive, named
from engine.problems import Place, Problem, ProblemError, nearest
from engine.template import Rendered

DIALECT = "duckdb"
FILE_SCHEMA = "file"
ENGINE_SCHEMA = "engine"
ENGINE_TABLES = ("run", "input_file", "input_column", "setting")
TABLE_FUNCTIONS = (exp.GenerateSeries, exp.Unnest, exp.ExplodingGenerateSeries)
FIT_COLUMNS = {
    "term": "the predictor, or intercept",
    "estimate": "the coefficient, on the scale of the logarithm",
    "std_error": "its standard error, scaled by Pearson's χ² by degrees of freedom",
}


@dataclass(frozen=True, order=True)
class Name:
    """A relation's name, schema.table."""

    schema: str
    table: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.table}"

    @property
    def quoted(self) -> str:
        return f"{quote(self.schema)}.{quote(self.table)}"

    @classmethod
    def of(cls, text: str) -> Name:
        schema, _, table = text.partition(".")
        return cls(schema, table)


@dataclass(frozen=True)
class Column:
    """An output column: its comment and directives stand behind it."""

    name: str
    comment: str
    directives: tuple[Directive, ...]
    type: str | None
    offset: int

    def has(self, name: str) -> bool:
        return bool(named(self.directives, name))


@dataclass(frozen=True)
class Query:
    """One relation as its file defines it."""

    name: Name
    path: Path
    rendered: Rendered
    tree: exp.Query
    comment: str
    directives: tuple[Directive, ...]
    columns: tuple[Column, ...]
    reads: dict[Name, int] = field(hash=False)

    @property
    def sql(self) -> str:
        return self.rendered.sql

    @cached_property
    def materialization(self) -> Directive:
        """What `@materialize` names; its first item is the kind."""
        found = named(self.directives, "materialize")
        return found[0] if found else Directive("materialize", "table")

    @property
    def kind(self) -> str:
        return self.materialization.items[0]

    @property
    def output(self) -> tuple[Column, ...]:
        """The relation's columns; those of a fit are not those of its query."""
        if self.kind != "poisson":
            return self.columns
        group = self.fit_role("group")
        own = tuple(column for column in self.columns if column.name == group)
        fitted = (Column(n, words, (), None, 0) for n, words in FIT_COLUMNS.items())
        return (*own, *fitted)

    def fit_role(self, role: str) -> str:
        """The training column that plays a role: group, target, weight, intercept."""
        options = (item.partition("=") for item in self.materialization.items[1:])
        return {key.strip(): v.strip() for key, _, v in options}.get(role, role)

    @property
    def published(self) -> bool:
        return self.has("publish")

    @property
    def key(self) -> tuple[str, ...]:
        keys = named(self.directives, "key")
        return tuple(keys[0].items) if keys else ()

    def has(self, name: str) -> bool:
        return bool(named(self.directives, name))

    def argument(self, name: str) -> str | None:
        found = named(self.directives, name)
        return found[0].arguments if found else None

    def problem(self, reason: str, offset: int | None, hint: str | None) -> Problem:
        """A fault at a character of the SQL, told at its place in the template."""
        place, callers = (
            self.rendered.place(offset)
            if offset is not None
            else (Place(self.path), ())
        )
        return Problem(reason, place, hint, callers, str(self.name))


def quote(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def compile_query(name: Name, path: Path, rendered: Rendered) -> Query:
    """Parse a rendered query. Raises ProblemError at the template's place."""
    tree = _parse(rendered)
    head, head_directives = _words(_head_comments(rendered.sql), rendered, 0)
    columns = tuple(_columns(tree, rendered))
    query = Query(
        name,
        path,
        rendered,
        tree,
        head,
        tuple(head_directives),
        columns,
        {**_reads_columns(head_directives), **dict(_reads(tree))},
    )
    problems = list(_faults(query))
    if problems:
        raise ProblemError(problems)
    return query


def _parse(rendered: Rendered) -> exp.Query:
    try:
        trees = [tree for tree in sqlglot.parse(rendered.sql, read=DIALECT) if tree]
    except (ParseError, TokenError) as error:
        raise ProblemError(_syntax(error, rendered)) from error
    if len(trees) == 1 and isinstance(trees[0], exp.Query):
        return trees[0]
    raise ProblemError(
        Problem(
            "a query file holds one SELECT, nothing else",
            Place(Path(rendered.name)),
            "Move further statements to files of their own.",
        )
    )


def _syntax(error: ParseError | TokenError, rendered: Rendered) -> Problem:
    details = error.errors[0] if isinstance(error, ParseError) else {}
    line, column = details.get("line"), details.get("col")
    reason = (details.get("description") or str(error)).rstrip(".").splitlines()[0]
    if not line:
        return Problem(f"not SQL: {reason}", Place(Path(rendered.name)))
    lines = rendered.sql.splitlines(keepends=True)
    start = sum(map(len, lines[: line - 1]))
    word = str(details.get("highlight") or "")
    offset = start + max((column or 1) - max(len(word), 1), 0)
    place, callers = rendered.place(offset)
    near = f" near {word!r}" if word else ""
    return Problem(f"not SQL{near}: {reason}", place, None, callers)


def _head_comments(sql: str) -> str:
    lines = []
    for line in sql.splitlines():
        if line.strip() and not line.lstrip().startswith("--"):
            break
        lines.append(line.strip().removeprefix("--"))
    return "\n".join(lines)


def _words(
    comment: str, rendered: Rendered, offset: int
) -> tuple[str, list[Directive]]:
    try:
        return directives.read(comment)
    except ValueError as error:
        place, callers = rendered.place(offset)
        raise ProblemError(Problem(str(error), place, None, callers)) from error


def _columns(tree: exp.Query, rendered: Rendered) -> Iterator[Column]:
    for selected in tree.selects:
        offset = _offset(selected) or 0
        comments = " ".join(selected.comments or [])
        words, found = _words(comments, rendered, offset)
        cast = selected.unalias()
        kind = cast.to.sql(DIALECT) if isinstance(cast, exp.Cast) else None
        yield Column(selected.alias_or_name, words, tuple(found), kind, offset)


def _reads(tree: exp.Query) -> Iterator[tuple[Name, int]]:
    for table in tree.find_all(exp.Table):
        if isinstance(table.this, exp.Identifier) and table.db:
            yield Name(table.db, table.name), _offset(table) or 0


def _reads_columns(head: list[Directive]) -> dict[Name, int]:
    """The relation of columns that `@wide` names."""
    relations = (d.parts[0] for d in named(head, "wide") if d.parts)
    return {Name.of(relation): 0 for relation in relations}


def _offset(node: exp.Expr) -> int | None:
    starts = [
        identifier.meta["start"]
        for identifier in node.find_all(exp.Identifier)
        if "start" in identifier.meta
    ]
    return min(starts, default=None)


def _faults(query: Query) -> Iterator[Problem]:
    """Faults that a query's own text shows."""
    ctes = {cte.alias for cte in query.tree.find_all(exp.CTE)}
    for table in query.tree.find_all(exp.Table):
        if isinstance(table.this, TABLE_FUNCTIONS):
            continue
        if not isinstance(table.this, exp.Identifier):
            yield query.problem(
                "a query reads relations, not functions or files",
                _offset(table),
                "Declare the file in queries/input/ and read input.NAME.",
            )
        elif not table.db and table.name not in ctes:
            yield query.problem(
                f"{table.name} has no schema and is no CTE of this query",
                _offset(table),
                nearest(table.name, ctes) or "Write SCHEMA.NAME.",
            )
    for directive, allowed, offset in _all_directives(query):
        if directive.name not in allowed:
            yield query.problem(
                f"@{directive.name} is not a directive that can stand here",
                offset,
                nearest(directive.name, allowed),
            )
    yield from _column_faults(query)


def _column_faults(query: Query) -> Iterator[Problem]:
    names = [column.name for column in query.columns]
    for position, column in enumerate(query.columns):
        if column.name in names[:position]:
            yield query.problem(
                f"the output column {column.name} stands twice", column.offset, None
            )
        elif column.name in ("", "*"):
            yield query.problem(
                "an output column has no name", column.offset, "Write … as NAME."
            )
    names = [column.name for column in query.output]
    for column_name in query.key:
        if column_name not in names:
            yield query.problem(
                f"@key names {column_name}, which is no output column",
                0,
                nearest(column_name, names),
            )


def _all_directives(query: Query) -> Iterator[tuple[Directive, dict[str, str], int]]:
    for directive in query.directives:
        yield directive, directives.HEAD, query.sql.find(f"@{directive.name}")
    for column in query.columns:
        for directive in column.directives:
            yield directive, directives.COLUMN, column.offset
