"""Hints for SQL that does not parse: what was probably meant."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.problems import nearest_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlglot.tokenizer_core import Token

WORDS = (
    *("select", "distinct", "from", "where", "group", "having", "qualify", "order"),
    *("limit", "union", "inner", "left", "cross", "join", "using", "case", "when"),
    *("then", "else", "partition", "over", "filter", "between", "except", "interval"),
)
CLAUSES = ("as", "from", "where", "group", "having", "order", "union", "join", "on")
LIKE = 0.7
JOINS = ("inner", "left", "right", "full")


def hint(sql: str, offset: int) -> str | None:
    """A hint for the character at which DuckDB could not go on."""
    from sqlglot import Dialect
    from sqlglot.errors import TokenError

    try:
        tokens = Dialect.get_or_raise("duckdb").tokenize(sql)
    except TokenError:
        return None
    at = bisect_left([token.start for token in tokens], offset)
    if at == 0 or at >= len(tokens):
        return None
    before = tokens[:at]
    word = first_word(tokens[at])
    return (
        _without_as(word, before)
        or _lines_without_commas(sql, tokens, at)
        or _misspelt(word, before)
        or _open_case(word, before)
        or _open_bracket(word, before, sql)
        or _join_without_on(word, before)
        or _missing_comma(sql, tokens, at)
        or _extra_comma(word, before)
    )


def first_word(token: Token) -> str:
    """A token in lower case; of GROUP BY, which is one, the first word."""
    return token.text.lower().partition(" ")[0]


def _without_as(word: str, before: Sequence[Token]) -> str | None:
    """A CTE begun without AS."""
    last = [token.text for token in before[-3:]]
    begun = len(last) == 3 and last[0].lower() in ("with", ",") and last[2] == "("
    begun = begun and word in ("select", "with", "from", "values")
    return f"Write {last[1]} as (." if begun else None


def _misspelt(word: str, before: Sequence[Token]) -> str | None:
    """A misspelt keyword: the word at the error, or the name before it."""
    for text in (word, first_word(before[-1])):
        if text.isalpha() and text not in WORDS:
            near = nearest_name(text, WORDS, LIKE)
            if near:
                return f"Did you mean {near}?"
    return None


def _lines_without_commas(sql: str, tokens: Sequence[Token], at: int) -> str | None:
    """Three names on three lines: DuckDB read the second as an alias."""
    names = tokens[at - 2 : at + 1]
    words = [token.text.lower() for token in names]
    broken = all(
        sql.count("\n", left.end, right.start)
        for left, right in pairwise(tokens[max(at - 2, 0) : at + 1])
    )
    plain = all(
        word.isidentifier() and word not in (*WORDS, *CLAUSES) for word in words
    )
    if len(names) < 3 or not (broken and plain):
        return None
    return f"Is a comma missing before {names[1].text}, and before {names[2].text}?"


def _open_case(word: str, before: Sequence[Token]) -> str | None:
    if word not in (",", ")", *CLAUSES):
        return None
    lines: list[int] = []
    for token in before:
        text = first_word(token)
        if text == "case":
            lines.append(token.start)
        elif text == "end" and lines:
            lines.pop()
    return "A case before it has no end." if lines else None


def _open_bracket(word: str, before: Sequence[Token], sql: str) -> str | None:
    """The innermost open bracket, where it is no subquery's and a clause begins."""
    if word not in CLAUSES:
        return None
    still_open: list[int] = []
    for n, token in enumerate(before):
        if token.text == "(":
            still_open.append(n)
        elif token.text == ")":
            if not still_open:
                return "A bracket is closed that was not opened."
            still_open.pop()
    if not still_open or still_open[-1] + 1 >= len(before):
        return None if still_open else _closed_early(before)
    last = still_open[-1]
    if first_word(before[last + 1]) in ("select", "with", "values"):
        return None
    called = before[last - 1].text if last else ""
    name = called if re.fullmatch(r"\w+", called) else ""
    return f"The bracket of {name}( is not closed." if name else "A bracket is open."


def _closed_early(before: Sequence[Token]) -> str | None:
    return (
        "Is a bracket closed too early before it?" if before[-1].text == ")" else None
    )


def _join_without_on(word: str, before: Sequence[Token]) -> str | None:
    """A join whose table is followed by the end of the query, without ON or USING."""
    if word not in (")", "where", "group", "order", "union", ";"):
        return None
    texts = [first_word(token) for token in before]
    if "join" not in texts:
        return None
    last = len(texts) - 1 - texts[::-1].index("join")
    after = texts[last:]
    outer = last > 0 and texts[last - 1] in JOINS
    short = len(after) <= 7 and not {"on", "using", "(", ")"} & set(after)
    return "The join before it has no on." if outer and short else None


def _missing_comma(sql: str, tokens: Sequence[Token], at: int) -> str | None:
    """A name that begins a line, after a line that ends with an expression."""
    first = at
    while first and sql.count("\n", tokens[first - 1].end, tokens[at].start) == 0:
        first -= 1
    begins = {".": first + 1, "(": first + 1}.get(tokens[at].text, first)
    after_name = at == first + 2 and tokens[first + 1].text == "."
    if first == 0 or (at not in (first, begins) and not after_name):
        return None
    word, last = tokens[first].text, tokens[first - 1].text
    if not re.fullmatch(r"\w+", word) or word.lower() in (*WORDS, *CLAUSES):
        return None
    ended = re.fullmatch(r"\w+|\)", last) and last.lower() not in (*WORDS, *CLAUSES)
    return f"Is a comma missing before {word}?" if ended else None


def _extra_comma(word: str, before: Sequence[Token]) -> str | None:
    extra = before[-1].text == "," and word in (",", ")", *CLAUSES)
    return "Is the comma before it one too many?" if extra else None
