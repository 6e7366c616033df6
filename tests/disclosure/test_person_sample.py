"""The defence behind the proof: persons' numbers in a written public file."""

from __future__ import annotations

import re
from math import exp, factorial
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.compile.compiled import Compiled
from engine.compile.project import Project
from engine.problems import ProblemError
from engine.publish.person_sample import by_chance
from engine.publish.rules import person_keys
from engine.publish.write import Publication, publish
from tests.disclosure.test_gates import project

SPARSE = "7919 * i * i + 100000"
CASES: dict[str, tuple[str, str, bool]] = {
    "the number": (SPARSE, "citizen as v", True),
    "the number as text": (SPARSE, "cast(citizen as text) as v", True),
    "the number as a double": (SPARSE, "cast(citizen as double) as v", True),
    "inside a text": (SPARSE, "'no. ' || citizen || '!' as v", True),
    "with a hyphen": (
        "101010000 + 7919 * i",
        "substr(cast(citizen as text), 1, 5) || '-' || substr(cast(citizen as text), 6)"
        " as v",
        True,
    ),
    "in a list": (SPARSE, "[citizen, 1] as v", True),
    "in a struct": (SPARSE, "{'a': citizen} as v", True),
    "a few of them": (SPARSE, "case when i < 3 then citizen else i end as v", True),
    "one of them": ("10000000019 * i", "max(citizen) over () as v", True),
    "counts": (SPARSE, "i as v", False),
    "counts over numbers without gaps": ("i", "i % 40 as v", False),
    "rounded counts over every tenth number": ("10 * i", "5 * (i // 3) as v", False),
    "years": ("1900 + i", "2000 + i % 25 as v", False),
    "shares": (SPARSE, "i / 7 as v", False),
    "days": (SPARSE, "date '2020-01-01' + i::int as v", False),
    "nothing": (SPARSE, "cast(null as bigint) as v", False),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_persons_in_the_public_file_are_refused(
    case: tuple[str, str, bool], tmp_path: Path
) -> None:
    number, column, refused = case
    work, public = tmp_path / "work.duckdb", tmp_path / "public.duckdb"
    with duckdb.connect(str(work)) as connection:
        connection.execute("create schema input; create schema supply")
        connection.execute(
            "create table input.person as "
            f"select i, cast({number} as bigint) as citizen from range(1, 500) as t (i)"
        )
        connection.execute(
            f"create table supply.out as select {column} from input.person"
        )
    out = "-- Out.\n-- @publish\nselect 1 as v"
    compiled = made(tmp_path / "p", out)
    queries = [compiled.find("supply.out")]
    publication = Publication(queries, keys=person_keys(compiled.build))
    if not refused:
        publish(work, public, publication)
        return
    with pytest.raises(ProblemError, match=r"supply\.out\.v holds numbers of persons"):
        publish(work, public, publication)
    assert not public.exists()


def made(folder: Path, out: str) -> Compiled:
    folder.mkdir()
    return project(folder, {"supply/out.sql": out}).compile()


@given(st.integers(1, 60), st.floats(0.001, 50))
def test_the_tail_is_that_of_a_poisson(met: int, expected: float) -> None:
    exact = sum(
        exp(-expected) * expected**n / factorial(n) for n in range(met, met + 100)
    )
    if met > expected:
        assert by_chance(met, expected) == pytest.approx(exact, abs=1e-9)
    else:
        assert exact > 0.4


@given(st.integers(101, 3000), st.floats(0.001, 3000))
def test_many_meetings_are_bounded(met: int, expected: float) -> None:
    assert 0 <= by_chance(met, expected) <= 1
    assert by_chance(met, met + expected) == 1


def test_the_keys_of_the_project_are_its_inputs() -> None:
    root = Path(__file__).resolve().parents[2]
    keys = person_keys(Project(root).compile().build)
    columns = {f"{key.relation}.{key.column}" for key in keys}
    assert columns == {
        "input.dream.person_id",
        "input.job_target.person_id",
        "input.unemployment_spell.person_id",
    }
    assert all(re.match(r"input\.", name) for name in columns)
