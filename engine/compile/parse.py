"""Parse the SQL of a query; syntax errors get their place in the template."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.compile import syntax_hints as syntax
from engine.compile.rendered import Rendered
from engine.names import DIALECT
from engine.problems import Place, Problem, ProblemError

if TYPE_CHECKING:
    from sqlglot import exp
    from sqlglot.errors import ParseError, TokenError

BLANK = re.compile(r"(\s|;|--[^\n]*)*")


def parse(rendered: Rendered) -> tuple[str, exp.Query]:
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
    raise ProblemError(_no_select(rendered, trees))


def _no_select(rendered: Rendered, trees: Sequence[object]) -> Problem:
    """The problem of a file that holds anything but one SELECT."""
    from sqlglot import exp

    begins = code_from(rendered.sql, 0)
    if not trees:
        place, callers = rendered.place(0)
        reason = "the file holds no query" + ("" if begins else ": it is empty")
        hint = "Write a SELECT; amb new SCHEMA.NAME starts one."
        return Problem(reason, place, hint, callers)
    if len(trees) > 1:
        begins = code_from(rendered.sql, rendered.sql.find(";"))
        hint = "Move further statements to files of their own."
    elif isinstance(trees[0], exp.Pivot):
        word = rendered.sql[begins:].split()[0].lower()
        hint = f"Name the output columns: select … from ({word} …)."
    elif isinstance(trees[0], exp.Values):
        hint = "Name the output columns: select … from (values …) as t (…)."
    else:
        hint = "What the SELECT gives is stored under the file's name."
    place, callers = rendered.place(begins)
    reason = "a query file holds one SELECT, nothing else"
    return Problem(reason, place, hint, callers)


def code_from(sql: str, position: int) -> int:
    """The next position after spaces, comments and semicolons."""
    while blank := BLANK.match(sql, position):
        position = blank.end()
        if not sql.startswith("/*", position):
            break
        position = _after_block(sql, position)
    return min(position, max(len(sql) - 1, 0))


def _after_block(sql: str, start: int) -> int:
    """The end of a comment between /* and */, which may hold others."""
    depth = 0
    for mark in re.compile(r"/\*|\*/").finditer(sql, start):
        depth += 1 if mark[0] == "/*" else -1
        if depth == 0:
            return mark.end()
    return len(sql)


def _syntax(error: ParseError | TokenError, rendered: Rendered) -> Problem:
    return duckdb_syntax_problem(rendered) or _sqlglot_syntax_problem(error, rendered)


def duckdb_syntax_problem(rendered: Rendered) -> Problem | None:
    """DuckDB's syntax error; its position is more exact than sqlglot's."""
    from engine.engines.sql_text import syntax_refusal

    details = syntax_refusal(rendered.sql)
    if details is None or "position" not in details:
        return None
    before = rendered.sql.encode()[: int(details["position"])]
    offset = len(before.decode(errors="ignore"))
    place, callers = rendered.place(offset)
    reason = details["exception_message"].splitlines()[0]
    if reason.startswith("unterminated"):  # its words depend on the version
        reason = "a string or comment is not closed"
    meant = syntax.hint(rendered.sql, offset)
    return Problem(f"not SQL: {reason}", place, meant, callers)


def _sqlglot_syntax_problem(
    error: ParseError | TokenError, rendered: Rendered
) -> Problem:
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


def offset_of(node: exp.Expr | None) -> int | None:
    """The character of the SQL at which a part of the tree begins."""
    from sqlglot import exp

    starts = [
        identifier.meta["start"]
        for identifier in (node.find_all(exp.Identifier) if node else ())
        if "start" in identifier.meta
    ]
    return min(starts, default=None)
