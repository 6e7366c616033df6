"""`amb fmt` changes no text: literals, names and comments stay as they were."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.authoring.format import formatted

PIECES = [*"abE x'\"\\$-/*,()\n\t{#%}æ1", "  ", "--", "/*", "*/", "SELECT ", "$$"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


def plain(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def escaped(text: str) -> str:
    return "e'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def dollars(text: str) -> str:
    return f"$${text}$$" if "$" not in text else plain(text)


def tagged(text: str) -> str:
    return f"$Tag${text}$Tag$" if "$" not in text else plain(text)


def commented(text: str) -> str:
    inner = text.replace("*/", "").replace("/*", "").rstrip("/*").lstrip("/*")
    return f"/* {inner} /* in\n  it */ , */ 1"


WRITINGS = (plain, escaped, dollars, tagged, commented)
Written = list[tuple[Callable[[str], str], str]]
WRITTEN = st.lists(st.tuples(st.sampled_from(WRITINGS), TEXTS), min_size=1, max_size=4)


def jinja(text: str) -> bool:
    return any(mark in text for mark in ("{{", "{%", "{#"))


@given(WRITTEN)
@example([(dollars, "Multi\n   LINE   Text")])
@example([(tagged, "one  two")])
@example([(escaped, "x'  Y")])
@example([(plain, "a\n    , b  --  c")])
def test_the_values_before_and_after_are_equal(
    written: Written,
) -> None:
    parts = [write(text) for write, text in written]
    sql = "SELECT\n   " + " ,\n  ".join(f"{p}  AS c{n}" for n, p in enumerate(parts))
    if jinja(sql):
        return
    with duckdb.connect() as connection:
        before = connection.execute(sql).fetchall()
        assert connection.execute(formatted(sql)).fetchall() == before


@given(TEXTS)
def test_what_is_formatted_stays_so(text: str) -> None:
    sql = f"SELECT {plain(text)} , $a$  {text.replace('$', '')}$a$ AS x\n"
    if not jinja(sql):
        assert formatted(formatted(sql)) == formatted(sql)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("SELECT $$A  B$$ AS x\n", "select $$A  B$$ as x\n"),
        ("SELECT $t$ $$ FROM$t$ AS x\n", "select $t$ $$ FROM$t$ as x\n"),
        ("SELECT E'a\\'  B' AS x\n", "select E'a\\'  B' as x\n"),
        ("SELECT 'A  B\n   C' AS x\n", "select 'A  B\n   C' as x\n"),
        ("SELECT  /* A /* B */  C */  1\n", "select /* A /* B */  C */ 1\n"),
        ("SELECT $1  AS x\n", "select $1 as x\n"),
    ],
)
def test_text_stays_and_what_is_around_it_is_put_right(text: str, wanted: str) -> None:
    assert formatted(text) == wanted
