"""Turn a rendered query file into a Query, or report its faults at their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from engine.compile import directives
from engine.compile.contract_rules import contract_faults
from engine.compile.directives import Directive, NotClosed, located, named
from engine.compile.parse import code_from, duckdb_syntax_problem, offset_of, parse
from engine.compile.query import Column, Query
from engine.compile.rendered import Rendered
from engine.names import DIALECT, Name
from engine.problems import Problem, ProblemError, nearest

if TYPE_CHECKING:
    from sqlglot import exp

BLOCK_MARKS = re.compile(r"/\*+|\*+/(\s*--)?|^\s*\*(?= )", re.MULTILINE)


def compile_query(name: Name, path: Path, rendered: Rendered) -> Query:
    """Parse a rendered query. Raises ProblemError at the template's place."""
    query = read_query(name, path, rendered)
    if problems := faults_of(query):
        raise ProblemError(problems)
    return query


def faults_of(query: Query) -> list[Problem]:
    """The faults of a query's text; if it has any, DuckDB's syntax error goes first."""
    problems = list(_faults(query))
    refused = duckdb_syntax_problem(query.rendered) if problems else None
    return [refused] if refused else problems


def read_query(name: Name, path: Path, rendered: Rendered) -> Query:
    """Parse a rendered query, unchecked. Raises ProblemError if it is no SQL."""
    tokens, tree = parse(rendered)
    head, head_directives = _words(_head_comments(rendered.sql), rendered, 0)
    head_directives = located(head_directives, rendered.sql, 0)
    columns = tuple(_columns(tree, rendered))
    query = Query(
        name,
        path,
        rendered,
        head,
        tuple(head_directives),
        columns,
        {**_reads_columns(head_directives), **dict(_reads(tree))},
        tokens,
    )
    query.__dict__["tree"] = tree
    return query


def _head_comments(sql: str) -> str:
    """The comments before the first word, those between /* and */ too."""
    head = sql[: code_from(sql, 0)]
    if not sql[len(head) :].strip():
        head = sql
    lines = (line.strip().removeprefix("--") for line in head.splitlines())
    return BLOCK_MARKS.sub(" ", "\n".join(lines))


def _words(
    comment: str, rendered: Rendered, offset: int
) -> tuple[str, list[Directive]]:
    try:
        return directives.read(comment)
    except NotClosed as error:
        last = located(error.directives, rendered.sql, offset)[-1]
        place, callers = rendered.place(last.offset)
        raise ProblemError(Problem(str(error), place, None, callers)) from error


def _columns(tree: exp.Query, rendered: Rendered) -> Iterator[Column]:
    from sqlglot import exp

    from engine.compile.outputs import is_open, outputs

    for selected in outputs(tree):
        offset = offset_of(selected) or 0
        comments = " ".join(selected.comments or [])
        words, read = _words(comments, rendered, offset)
        cast = selected.unalias()
        kind = cast.to.sql(DIALECT) if isinstance(cast, exp.Cast) else None
        value = cast.this if kind else None
        source = value.name if isinstance(value, exp.Column) else None
        placed = tuple(located(read, rendered.sql, offset))
        many = is_open(selected)
        name = selected.alias_or_name
        yield Column(name, words, placed, kind, offset, source, many)


def _reads(tree: exp.Query) -> Iterator[tuple[Name, int]]:
    from sqlglot import exp

    for table in tree.find_all(exp.Table):
        if isinstance(table.this, exp.Identifier) and table.db:
            yield Name(table.db, table.name), offset_of(table) or 0


def _reads_columns(head: list[Directive]) -> dict[Name, int]:
    """The relation of columns that `@wide` names."""
    places = [(d.parts[0], d.offset) for d in named(head, "wide") if d.parts]
    return {Name.of(relation): offset for relation, offset in places}


def _faults(query: Query) -> Iterator[Problem]:
    """Faults visible in the query's text alone."""
    from sqlglot import exp

    if twice := list(_ctes_twice(query.tree)):
        for cte in twice:
            reason = f"the CTE {cte.alias} stands twice"
            yield query.problem(reason, offset_of(cte.args["alias"]), "Rename one.")
        return
    table_functions = (exp.GenerateSeries, exp.Unnest, exp.ExplodingGenerateSeries)
    ctes = {cte.alias.lower() for cte in query.tree.find_all(exp.CTE)}
    for table in query.tree.find_all(exp.Table):
        if isinstance(table.this, table_functions):
            continue
        if not isinstance(table.this, exp.Identifier):
            yield query.problem(
                "a query reads relations, not functions or files",
                offset_of(table),
                "Declare the file in queries/input/ and read input.NAME.",
            )
        elif not table.db and table.name.lower() not in ctes:
            yield query.problem(
                f"{table.name} has no schema and is no CTE of this query",
                offset_of(table),
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
    if query.is_contract:
        yield from contract_faults(query)


def _ctes_twice(tree: exp.Query) -> Iterator[exp.CTE]:
    """The CTEs with the name of an earlier CTE of the same WITH."""
    from sqlglot import exp

    for group in tree.find_all(exp.With):
        names: set[str] = set()
        for cte in group.expressions:
            if cte.alias.lower() in names:
                yield cte
            names.add(cte.alias.lower())


def _column_faults(query: Query) -> Iterator[Problem]:
    names = [column.name.lower() for column in query.columns]
    for position, column in enumerate(query.columns):
        if column.name.lower() in names[:position]:
            yield query.problem(
                f"the output column {column.name} stands twice", column.offset, None
            )
        elif column.name in ("", "*"):
            yield _unnamed(query, position)
    names = [column.name for column in query.output]
    for directive in (d for d in query.directives if d.name in ("key", "tell")):
        for column_name in directive.items:
            if column_name not in names:
                yield query.problem(
                    f"@{directive.name} names {column_name}, which is no output column",
                    directive.offset,
                    nearest(column_name, names),
                )


def _unnamed(query: Query, position: int) -> Problem:
    """An output column without a name: a star, or an expression without an alias."""
    from sqlglot import exp

    from engine.compile.outputs import outputs

    selected = outputs(query.tree)[position]
    star = selected.find(exp.Star)
    if star is None or isinstance(star.parent, exp.Count):
        offset = query.columns[position].offset or _first_word(query)
        reason = "an output column has no name"
        return query.problem(reason, offset, "Write … as NAME.")
    read = next((str(name) for name in query.reads), "SCHEMA.NAME")
    hint = (
        f"Write them out, each with a comment behind it, as amb new does from {read}."
    )
    reason = "* does not say what the output columns are"
    begins = offset_of(selected) or query.sql.find("*", _first_word(query))
    return query.problem(reason, max(begins, _first_word(query)), hint)


def _first_word(query: Query) -> int:
    return code_from(query.sql, 0)


def _all_directives(query: Query) -> Iterator[tuple[Directive, dict[str, str], int]]:
    for directive in query.directives:
        yield directive, directives.HEAD, directive.offset
    for column in query.columns:
        for directive in column.directives:
            yield directive, directives.COLUMN, directive.offset
