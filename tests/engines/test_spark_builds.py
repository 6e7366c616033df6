"""A build with a Spark beside DuckDB: what goes where, is left, is refused."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from engine.build.build import build, foresee
from engine.build.placement import ALL, OnSpark, placed
from engine.build.request import Request
from engine.compile.project import Project
from engine.engines.connections import Resources
from engine.engines.spark import rest
from engine.engines.spark.spark_engine import Spark
from engine.names import Name
from engine.problems import ProblemError, UsageError
from engine.state.plan import Action
from tests.engines.conftest import Sessions, empty
from tests.engines.equality import differences
from tests.harness import compiled
from tests.projects import factor

pytestmark = pytest.mark.slow
ON_SAIL = OnSpark("sail", (ALL,))
ROWS = [
    "balance.line",
    "balance.remark",
    "balance.total",
    "reference.parameter",
    "reference.parameter_default",
    "reference.provenance",
    "reference.region",
]


@pytest.fixture(scope="module")
def made_there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A warehouse of the small project, all of it made on Sail, with the factor 1."""
    folder = tmp_path_factory.mktemp("there") / "warehouse"
    factor.build(folder, 1, on_spark=ON_SAIL)
    yield folder


def folders(warehouse: Path) -> list[str]:
    """The relations whose rows lie beside the work file, once for each folder."""
    rows = warehouse / "work.spark" / "rows"
    return sorted(folder.parent.name for folder in rows.glob("*/*"))


def request(warehouse: Path, on_spark: OnSpark | None) -> Request:
    return Request(warehouse, factor.INPUTS, {"factor": "1"}, on_spark=on_spark)


def test_persons_go_there_and_the_small_stay() -> None:
    there = {
        str(query.name) for query in placed(compiled(), OnSpark()).build if query.makers
    }
    assert {"supply.spell", "supply.cohort", "spells.run", "spells.spell"} <= there
    assert {"supply.unemployed", "spells.spell_count"} <= there
    assert not any(name.startswith("input.unemployment") for name in there)
    assert not {"balance.assessment", "shortage.rate", "reference.period"} & there


def test_any_relation_can_be_moved() -> None:
    place = ("balance.assessment=spark", "supply.spell=duckdb")
    queries = placed(compiled(), OnSpark("sail", place)).queries
    assert queries[Name.of("balance.assessment")].makers
    assert not queries[Name.of("supply.spell")].makers


@pytest.mark.parametrize(
    "words", ["supply.spell", "supply.spell=postgres", "input.employment=spark"]
)
def test_a_place_that_is_none(words: str) -> None:
    with pytest.raises(UsageError, match="write all, RELATION=spark"):
        placed(compiled(), OnSpark("sail", (words,)))


def test_the_public_file_is_the_same(made_there: Path, tmp_path: Path) -> None:
    here = factor.build(tmp_path / "here", 1).public
    assert factor.factor_of(made_there / factor.PUBLIC) == 1
    assert list(differences(here, made_there / factor.PUBLIC)) == []


def test_only_what_changed_runs(made_there: Path) -> None:
    report = factor.build(made_there, 1, on_spark=ON_SAIL)
    assert (report.run, report.changed) == ([], False)


def test_another_engine_is_a_reason(made_there: Path) -> None:
    project = Project(factor.PROJECT)
    steps = foresee(project, request(made_there, ON_SAIL))
    assert {step.action for step in steps} == {Action.keep}
    steps = foresee(project, request(made_there, None))
    moved = [step for step in steps if step.relation == Name.of("balance.line")]
    assert [step.action for step in moved] == [Action.run]


def test_what_needs_not_each_other_runs_side_by_side(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first two relations are not made before both are to be made."""
    both, create, calls = threading.Barrier(2, timeout=60), Spark.create, count()

    def awaited(self: Spark, *arguments: Any) -> None:
        if next(calls) < both.parties:
            both.wait()
        create(self, *arguments)

    monkeypatch.setattr(Spark, "create", awaited)
    two = Resources(threads=2)
    made = factor.build(tmp_path / "w", 1, on_spark=ON_SAIL, resources=two).public
    assert factor.factor_of(made) == 1


@pytest.mark.parametrize("engine", ["duckdb", "spark"])
@pytest.mark.parametrize(
    ("when", "place"),
    [
        ("before", "engine.engines.spark.spark_engine:Spark.create"),
        ("after", "engine.engines.spark.spark_engine:Spark.create"),
        ("before", "engine.engines.spark.rest:move"),
        ("after", "engine.engines.spark.rest:move"),
        ("after", "engine.build.elsewhere:Elsewhere.keep"),
        ("before", "engine.publish.write:publish"),
    ],
)
def test_killed_half_way(when: str, place: str, engine: str, tmp_path: Path) -> None:
    """What was published stands, and the next build, by either engine, is whole; what
    the killed one has left is gone."""
    warehouse = tmp_path / "warehouse"
    factor.build(warehouse, 1, on_spark=ON_SAIL)
    start = [sys.executable, "-m", "tests.warehouse.killed", when, place]
    options = ["--engine", "spark", "--place", "all"]
    ended = subprocess.run(
        [*start, *factor.command(warehouse, 2)[3:], *options],
        cwd=factor.ROOT,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    assert factor.factor_of(warehouse / factor.PUBLIC) == 1
    assert set(folders(warehouse)) >= set(ROWS)
    factor.build(warehouse, 9, on_spark=ON_SAIL if engine == "spark" else None)
    assert factor.factor_of(warehouse / factor.PUBLIC) == 9
    there = {"work.spark"} if engine == "spark" else set()
    assert {path.name for path in warehouse.iterdir()} == factor.FILES | there
    assert folders(warehouse) == (ROWS if engine == "spark" else [])


def test_one_asks_while_another_makes(sessions: Sessions, tmp_path: Path) -> None:
    """Threads share an engine; here they take turns as often as can be."""
    rows, names = tmp_path / "rows", [Name("a", f"t_{number}") for number in range(100)]
    rest.write_rows(pa.table({"n": [1]}).to_reader(), rows)
    interval = sys.getswitchinterval()
    with empty(sessions("sail"), tmp_path) as spark, ThreadPoolExecutor() as pool:
        sys.setswitchinterval(1e-6)
        try:
            columns = [("n", "BIGINT")]
            made = [pool.submit(spark.adopt, name, rows, columns) for name in names]
            while not made[-1].done():
                assert set(spark.relations().values()) <= {"table"}
        finally:
            sys.setswitchinterval(interval)
        assert all(adopted.result() is None for adopted in made)
        assert spark.rows("select n from a.t_7") == [(1,)]


PROJECT = """
synthetic = "synthetic"
[[schemas]]
name = "balance"
comment = "figures"
"""


def project_of(root: Path, sql: str) -> Project:
    (root / "macros").mkdir()
    (root / "queries" / "balance").mkdir(parents=True)
    (root / "queries" / "project.toml").write_text(PROJECT)
    (root / "queries" / "balance" / "line.sql").write_text(sql)
    return Project(root)


def refused(root: Path, sql: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Why a project with this relation cannot be built, without starting a Spark."""

    def started(address: str) -> None:
        raise AssertionError("Spark was started")

    monkeypatch.setattr("engine.build.elsewhere.session", started)
    inputs = root / "inputs"
    inputs.mkdir()
    with pytest.raises(ProblemError) as caught:
        build(project_of(root, sql), Request(root / "w", inputs, on_spark=ON_SAIL))
    return str(caught.value)


def test_an_unknown_function_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql = (
        "-- rows\nselect\n    kurtosis(n) as n -- a number\nfrom (values (1)) as v (n)"
    )
    words = refused(tmp_path, sql, monkeypatch)
    assert "line.sql:3:" in words
    assert "no counterpart known for the function kurtosis" in words
    assert "option place: balance.line=duckdb" in words


def test_a_wrong_name_is_told_before_anything_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql = "-- rows\nselect\n    m as n -- a number\nfrom (values (1)) as v (n)"
    assert "line.sql:3:5" in refused(tmp_path, sql, monkeypatch)


def test_a_broken_rule_stops_the_build(tmp_path: Path) -> None:
    sql = (
        "-- rows\n-- @key(n)\nselect\n    n, -- a number @min(2)\n"
        "    t -- a text @in(a, b)\n"
        "from (values (1, 'a'), (1, 'b'), (3, 'c')) as v (n, t)"
    )
    (tmp_path / "inputs").mkdir()
    request = Request(tmp_path / "w", tmp_path / "inputs", on_spark=ON_SAIL)
    with pytest.raises(ProblemError) as caught:
        build(project_of(tmp_path, sql), request)
    words = str(caught.value)
    assert "n must identify a row: 2 rows at fault" in words
    assert "n must be at least 2: 2 rows at fault" in words
    assert "t must be one of" in words and "n = 3, t = c" in words


def test_duckdb_alone_loads_no_spark(tmp_path: Path) -> None:
    """Nor does it pay for what it does not use."""
    script = (
        "import sys; from pathlib import Path; from tests.projects import factor; "
        f"factor.build(Path({str(tmp_path / 'w')!r}), 1); "
        "print([m for m in sys.modules if m.startswith(('pyspark', 'pysail', 'grpc'))])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=factor.ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert ran.stdout.strip() == "[]"


def test_an_address_that_is_no_spark() -> None:
    with pytest.raises(UsageError, match="sail, local\\[2\\] or sc://"):
        placed(compiled(), OnSpark("spark://host:7077"))


def test_no_server_answers(tmp_path: Path) -> None:
    request = Request(
        tmp_path / "w",
        factor.INPUTS,
        {"factor": "1"},
        on_spark=OnSpark("sc://127.0.0.1:1", (ALL,)),
    )
    with pytest.raises(ProblemError, match="no Spark answers at 127.0.0.1"):
        build(Project(factor.PROJECT), request)
