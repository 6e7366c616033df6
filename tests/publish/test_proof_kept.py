"""The proof that no person is published is kept; a query that breaks it is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.problems import ProblemError
from engine.publish import proof
from engine.publish.proof import FILE, proved
from tests.projects.made import query

PERSON = query(
    "input.person",
    "-- Persons.\nselect cast(person_id as bigint) as citizen -- the person @person\n"
    "from file.person",
)
COUNTED = query("supply.one", "-- A row.\n-- @publish\nselect 1 as one -- one")
SHOWING = query(
    "supply.one",
    "-- A row.\n-- @publish\nselect citizen as one -- it\nfrom input.person",
)


def test_the_same_queries_are_proved_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = proved([PERSON, COUNTED], tmp_path)
    assert [str(one.name) for one in first.published] == ["supply.one"]
    assert first.persons == {PERSON.name: {"citizen"}, COUNTED.name: set()}
    monkeypatch.setattr(proof, "publishable", None)
    assert proved([PERSON, COUNTED], tmp_path) == first
    with pytest.raises(TypeError):  # others are not
        proved([PERSON, SHOWING], tmp_path)


def test_a_refusal_is_not_kept(tmp_path: Path) -> None:
    proved([PERSON, COUNTED], tmp_path)
    for _ in range(2):
        with pytest.raises(ProblemError, match="person key"):
            proved([PERSON, SHOWING], tmp_path)


@pytest.mark.parametrize(
    "content", [b"\xff", b"", b"1", b"[]", b"{}", b'{"proof": "x"}', b'{"proof": 1}']
)
def test_what_was_not_written_by_a_build_proves_nothing(
    content: bytes, tmp_path: Path
) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert proved([PERSON, COUNTED], tmp_path).published == [COUNTED]
