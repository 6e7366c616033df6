"""Schemas are a graph: each reads what project.toml says, or all listed before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.compile.cross_checks import out_of_reach
from engine.compile.settings import Settings, read_settings
from engine.problems import ProblemError
from tests.projects.made import query


def settings(**reads: list[str] | None) -> Settings:
    schemas = [{"name": n, "comment": n, "reads": r} for n, r in reads.items()]
    return Settings.model_validate({"synthetic": "made", "schemas": schemas})


def reasons(given: Settings, name: str, reads: str) -> list[str]:
    one = query(name, f"-- rows\nselect n -- it\nfrom {reads}")
    return [problem.reason for problem in out_of_reach({one.name: one}, given)]


def test_without_reads_a_schema_reads_all_before_it() -> None:
    line = settings(a=None, b=None, c=None)
    assert not reasons(line, "c.x", "a.y")
    assert reasons(line, "a.x", "b.y") == ["a.x reads b.y, to its right"]


def test_with_reads_it_reads_those_alone() -> None:
    graph = settings(a=[], b=["a"], c=["a"])
    assert not reasons(graph, "c.x", "a.y") and not reasons(graph, "c.x", "c.y")
    assert reasons(graph, "c.x", "b.y") == [
        "c.x reads b.y, which the schema c may not read"
    ]


def test_the_synthetic_schema_stands_apart() -> None:
    graph = settings(a=[])
    assert reasons(graph, "made.x", "a.y") and reasons(graph, "a.x", "made.y")


WRONG = {
    "a circle": ('reads = ["b"]', 'reads = ["a"]', "read each other"),
    "an unknown schema": ("reads = []", 'reads = ["z"]', "z, which is no schema"),
    "a misspelt key": ("reads = []", 'read = ["a"]', "Extra inputs"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_fault_of_the_settings_is_told_in_words(case: str, tmp_path: Path) -> None:
    first, second, words = WRONG[case]
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries/project.toml").write_text(
        'synthetic = "made"\n'
        f'[[schemas]]\nname = "a"\ncomment = "a"\n{first}\n'
        f'[[schemas]]\nname = "b"\ncomment = "b"\n{second}\n'
    )
    with pytest.raises(ProblemError, match=words) as raised:
        read_settings(tmp_path)
    place = raised.value.problems[0].place
    assert place and place.file.name == "project.toml"
