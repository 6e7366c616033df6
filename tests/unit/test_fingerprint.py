"""A fingerprint changes with what can change rows, and with nothing else."""

from __future__ import annotations

import pytest

from engine import program
from engine.program import program_hash
from engine.state.fingerprint import comments_of, fingerprint, versions_of
from tests.projects.made import query

TEXT = "-- rows\n-- @key(n)\nselect 1 as n -- one"
SAME = {
    "another comment": "-- other words\n-- @key(n)\nselect 1 as n -- the one",
    "other spaces": "-- rows\n-- @key(n)\n\nselect\n    1 as n -- one",
}
OTHER = {
    "another value": "-- rows\n-- @key(n)\nselect 2 as n -- one",
    "another directive": "-- rows\n-- @key(n)\nselect 1 as n -- one @min(0)",
}


def of(text: str) -> str:
    return fingerprint(query("a.b", text), {})


@pytest.mark.parametrize("case", SAME)
def test_words_and_spaces_do_not_change_it(case: str) -> None:
    assert of(SAME[case]) == of(TEXT)


@pytest.mark.parametrize("case", OTHER)
def test_sql_and_directives_do(case: str) -> None:
    assert of(OTHER[case]) != of(TEXT)


def test_words_have_a_hash_of_their_own() -> None:
    words = comments_of(query("a.b", SAME["another comment"]))
    assert words != comments_of(query("a.b", TEXT))


def test_a_module_more_is_another_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    """After an upgrade nothing old is kept: the hash is of all modules there are."""
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "compile").mkdir()
    (folder / "cli").mkdir()
    (folder / "compile" / "a.py").write_text("a = 1\n")
    monkeypatch.setattr(program, "PACKAGE", folder)
    hashes = []
    for path, text in (
        ("compile/a.py", "a = 1\n"),
        ("compile/a.py", "a = 2\n"),
        ("compile/b.py", "b = 1\n"),
        ("cli/c.py", "c = 1\n"),
    ):
        (folder / path).write_text(text)
        hashes.append(program_hash.__wrapped__())
    assert len(set(hashes[:3])) == 3
    assert hashes[2] == hashes[3]  # what a front says changes no rows


def test_a_library_counts_for_the_kind_that_uses_it() -> None:
    fit = "-- @materialize(poisson, group=g)\nselect 1 as g, 1 as target, 1 as weight"
    assert "scikit-learn" in versions_of(query("a.b", fit))
    assert "scikit-learn" not in versions_of(query("a.b", TEXT))
