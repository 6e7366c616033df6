"""A query file, compiled: its SQL, what it reads, and what it says of itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from engine import directives, syntax
from engine.directives import Directive, NotClosed, located, named
from engine.problems import Place, Problem, ProblemError, nearest
from engine.rendered import Rendered

if TYPE_CHECKING:
    from sqlglot import exp
    from sqlglot.errors import ParseError, TokenError

DIALECT = "duckdb"
RELATION = re.compile(r"([A-Za-z_]\w*)\.([A-Za-z_]\w*)")
FILE_SCHEMA = "file"
ENGINE_SCHEMA = "engine"
ENGINE_TABLES = ("run", "input_file", "input_column", "setting")
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
class Reference:
    """A column whose values stand in the column `target` of another relation."""

    column: str
    name: Name
    target: str
    offset: int


@dataclass(frozen=True)
class Query:
    """One relation as its file defines it."""

    name: Name
    path: Path
    rendered: Rendered
    comment: str
    directives: tuple[Directive, ...]
    columns: tuple[Column, ...]
    reads: dict[Name, int] = field(hash=False)
    tokens: str

    @property
    def sql(self) -> str:
        return self.rendered.sql

    @cached_property
    def tree(self) -> exp.Query:
        """The parsed SQL; a query that comes from the cache is parsed when asked."""
        return _parse(self.rendered)[1]

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
    def is_contract(self) -> bool:
        """Whether it reads an input file."""
        return any(name.schema == FILE_SCHEMA for name in self.reads)

    @property
    def published(self) -> bool:
        return self.has("publish") and self.kind != "check"

    @property
    def key(self) -> tuple[str, ...]:
        keys = named(self.directives, "key")
        return tuple(keys[0].items) if keys else ()

    @property
    def references(self) -> list[Reference]:
        """What `@references(schema.table.column)` says of the output columns."""
        found = []
        for column in self.output:
            for directive in named(column.directives, "references"):
                parts = (directive.arguments or "").strip().split(".")
                schema, table, target = (*parts, "", "", "")[:3]
                name = Name(schema, table)
                found.append(Reference(column.name, name, target, directive.offset))
        return found

    def has(self, name: str) -> bool:
        return bool(named(self.directives, name))

    def argument(self, name: str) -> str | None:
        found = named(self.directives, name)
        return found[0].arguments if found else None

    @cached_property
    def checked_against(self) -> frozenset[Name]:
        """The relations that its checks read, itself left out."""
        found = {
            Name(*match.groups())
            for directives_ in (self.directives, *(c.directives for c in self.output))
            for directive in directives_
            if directive.name in ("references", "rows")
            and (match := RELATION.search(directive.arguments or ""))
        }
        return frozenset(found - {self.name})

    def problem(
        self,
        reason: str,
        offset: int | None,
        hint: str | None,
        rows: tuple[str, ...] = (),
    ) -> Problem:
        """A fault at a character of the SQL, told at its place in the template."""
        place, callers = (
            self.rendered.place(offset)
            if offset is not None
            else (Place(self.path), ())
        )
        return Problem(reason, place, hint, callers, str(self.name), rows)


def quote(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def compile_query(name: Name, path: Path, rendered: Rendered) -> Query:
    """Parse a rendered query. Raises ProblemError at the template's place."""
    query = read_query(name, path, rendered)
    if problems := faults_of(query):
        raise ProblemError(problems)
    return query


def faults_of(query: Query) -> list[Problem]:
    """What is wrong with a query by its own text; DuckDB's refusal goes first."""
    problems = list(_faults(query))
    refused = _told_by_duckdb(query.rendered) if problems else None
    return [refused] if refused else problems


def read_query(name: Name, path: Path, rendered: Rendered) -> Query:
    """Parse a rendered query, whatever it says. Raises ProblemError if it is no SQL."""
    tokens, tree = _parse(rendered)
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


def _parse(rendered: Rendered) -> tuple[str, exp.Query]:
    """The tokens as text (the SQL without its spacing and comments) and the tree."""
    from sqlglot import Dialect, exp
    from sqlglot.errors import ParseError, TokenError

    dialect = Dialect.get_or_raise(DIALECT)
    try:
        tokens = dialect.tokenize(rendered.sql)
        trees = [t for t in dialect.parser().parse(tokens, rendered.sql) if t]
    except (ParseError, TokenError) as error:
        raise ProblemError(_syntax(error, rendered)) from error
    if len(trees) == 1 and isinstance(trees[0], exp.Query):
        text = "\0".join(f"{token.token_type.name} {token.text}" for token in tokens)
        return text, trees[0]
    second = rendered.sql.find(";") if len(trees) > 1 else 0
    place, callers = rendered.place(_code_from(rendered.sql, second))
    raise ProblemError(
        Problem(
            "a query file holds one SELECT, nothing else",
            place,
            "Move further statements to files of their own.",
            callers,
        )
    )


def _code_from(sql: str, position: int) -> int:
    """Where SQL stands from a position on, past spaces, comments and semicolons."""
    found = re.compile(r"(\s|;|--[^\n]*)*").match(sql, position)
    return min(found.end() if found else position, max(len(sql) - 1, 0))


def _syntax(error: ParseError | TokenError, rendered: Rendered) -> Problem:
    return _told_by_duckdb(rendered) or _told_by_sqlglot(error, rendered)


def _told_by_duckdb(rendered: Rendered) -> Problem | None:
    """DuckDB's own words on what it cannot parse; it places a fault more exactly."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("set errors_as_json = true")
        try:
            connection.extract_statements(rendered.sql)
        except duckdb.Error as error:
            details = error_details(error)
            if "position" not in details:
                return None
            before = rendered.sql.encode()[: int(details["position"])]
            offset = len(before.decode(errors="ignore"))
            place, callers = rendered.place(offset)
            reason = details["exception_message"].splitlines()[0]
            if reason.startswith("unterminated"):  # its words depend on the version
                reason = "a string or comment is not closed"
            meant = syntax.hint(rendered.sql, offset)
            return Problem(f"not SQL: {reason}", place, meant, callers)
    return None


def error_details(error: Exception) -> dict[str, str]:
    """What DuckDB tells of an error as JSON, else its words alone."""
    _, _, text = str(error).partition(": ")
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        return {"exception_message": str(error)}
    return {key: str(value) for key, value in found.items()}


def _told_by_sqlglot(error: ParseError | TokenError, rendered: Rendered) -> Problem:
    from sqlglot.errors import ParseError

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
    except NotClosed as error:
        last = located(error.directives, rendered.sql, offset)[-1]
        place, callers = rendered.place(last.offset)
        raise ProblemError(Problem(str(error), place, None, callers)) from error


def _columns(tree: exp.Query, rendered: Rendered) -> Iterator[Column]:
    from sqlglot import exp

    for selected in tree.selects:
        offset = _offset(selected) or 0
        comments = " ".join(selected.comments or [])
        words, found = _words(comments, rendered, offset)
        cast = selected.unalias()
        kind = cast.to.sql(DIALECT) if isinstance(cast, exp.Cast) else None
        placed = tuple(located(found, rendered.sql, offset))
        yield Column(selected.alias_or_name, words, placed, kind, offset)


def _reads(tree: exp.Query) -> Iterator[tuple[Name, int]]:
    from sqlglot import exp

    for table in tree.find_all(exp.Table):
        if isinstance(table.this, exp.Identifier) and table.db:
            yield Name(table.db, table.name), _offset(table) or 0


def _reads_columns(head: list[Directive]) -> dict[Name, int]:
    """The relation of columns that `@wide` names."""
    found = [(d.parts[0], d.offset) for d in named(head, "wide") if d.parts]
    return {Name.of(relation): offset for relation, offset in found}


def _offset(node: exp.Expr) -> int | None:
    from sqlglot import exp

    starts = [
        identifier.meta["start"]
        for identifier in node.find_all(exp.Identifier)
        if "start" in identifier.meta
    ]
    return min(starts, default=None)


def _faults(query: Query) -> Iterator[Problem]:
    """Faults that a query's own text shows."""
    from sqlglot import exp

    if twice := list(_ctes_twice(query.tree)):
        for cte in twice:
            reason = f"the CTE {cte.alias} stands twice"
            yield query.problem(reason, _offset(cte.args["alias"]), "Rename one.")
        return
    table_functions = (exp.GenerateSeries, exp.Unnest, exp.ExplodingGenerateSeries)
    ctes = {cte.alias for cte in query.tree.find_all(exp.CTE)}
    for table in query.tree.find_all(exp.Table):
        if isinstance(table.this, table_functions):
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


def _ctes_twice(tree: exp.Query) -> Iterator[exp.CTE]:
    """The CTEs whose name one before them in the same WITH has."""
    from sqlglot import exp

    for group in tree.find_all(exp.With):
        names: set[str] = set()
        for cte in group.expressions:
            if cte.alias in names:
                yield cte
            names.add(cte.alias)


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
    for directive in (d for d in query.directives if d.name in ("key", "tell")):
        for column_name in directive.items:
            if column_name not in names:
                yield query.problem(
                    f"@{directive.name} names {column_name}, which is no output column",
                    directive.offset,
                    nearest(column_name, names),
                )


def _all_directives(query: Query) -> Iterator[tuple[Directive, dict[str, str], int]]:
    for directive in query.directives:
        yield directive, directives.HEAD, directive.offset
    for column in query.columns:
        for directive in column.directives:
            yield directive, directives.COLUMN, directive.offset
