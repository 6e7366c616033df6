"""Directives read from comments: names, arguments, warnings, brackets and quotes."""

from __future__ import annotations

import pytest

from engine.compile.directives import Directive, NotClosed, located, read, split

READ = {
    "plain words": ("plain words", []),
    "a key @key(a, b)": ("a key", [Directive("key", "a, b")]),
    "@publish @not_null": ("", [Directive("publish"), Directive("not_null")]),
    "@rule(a in ('x', ')'); no x)": ("", [Directive("rule", "a in ('x', ')'); no x")]),
    "@min(0; warning) not below": ("not below", [Directive("min", "0", True)]),
    "@not_null(warning)": ("", [Directive("not_null", None, True)]),
    "@rule(f(a, (b)) > 1)": ("", [Directive("rule", "f(a, (b)) > 1")]),
    "it's @key(a) the key": ("it's the key", [Directive("key", "a")]),
}


@pytest.mark.parametrize("comment", READ)
def test_a_comment_is_words_and_directives(comment: str) -> None:
    assert read(comment) == READ[comment]


def test_items_are_split_at_commas_and_parts_at_semicolons() -> None:
    directive = Directive("rule", "a = 'x, y'; b(1, 2)")
    assert directive.parts == ["a = 'x, y'", "b(1, 2)"]
    assert Directive("in", "'a', b, c(1, 2)").items == ["a", "b", "c(1, 2)"]
    assert split("a [1, 2], b", ",") == ["a [1, 2]", " b"]


def test_an_open_bracket_is_a_fault_that_names_its_directive() -> None:
    with pytest.raises(NotClosed, match="the bracket of @key is not closed"):
        read("@publish @key(a, b")


def test_each_directive_is_placed_where_it_is_written() -> None:
    sql = "-- one @key(a)\n-- @key(b)\nselect 1"
    words = [Directive("key", "a"), Directive("key", "b")]
    offsets = [one.offset for one in located(words, sql, 0)]
    assert offsets == [sql.index("@key(a)"), sql.index("@key(b)")]
