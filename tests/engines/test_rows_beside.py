"""Where rows lie that a Spark has made: in folders that the work file's states name,
its owner's alone, found wherever both lie together, and gone with what named them."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from engine.build.build import build, foresee
from engine.build.placement import ALL, OnSpark
from engine.build.request import Request
from engine.build.what_if import changed_warehouse
from engine.compile.project import Project
from engine.engines.connections import (
    Resources,
    close_doors,
    committed,
    reading,
    side_by_side,
    writing,
)
from engine.engines.spark.spark_engine import Spark
from engine.names import Name
from engine.problems import UsageError
from engine.state.plan import Action
from engine.warehouse.compare_relation import RelationDiff
from engine.warehouse.diff import compare
from engine.warehouse.read import rows_of
from tests.projects import factor

pytestmark = pytest.mark.slow
ON_SAIL = OnSpark("sail", (ALL,))
LINE = Name.of("balance.line")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of the small project, all of it made on Sail, with the factor 1."""
    folder = tmp_path_factory.mktemp("made") / "warehouse"
    factor.build(folder, 1, on_spark=ON_SAIL)
    return folder


@pytest.fixture
def warehouse(made: Path, tmp_path: Path) -> Path:
    """A copy of it, elsewhere."""
    return Path(shutil.copytree(made, tmp_path / "copy"))


def named(warehouse: Path) -> set[str]:
    """The folders that the committed states name, as RELATION/FINGERPRINT."""
    work = str(warehouse / "work.duckdb")
    with duckdb.connect(work, read_only=True) as connection:
        rows = connection.execute(
            "select relation || '/' || fingerprint from engine.state "
            "where rows is not null and relation not like 'input.%'"
        ).fetchall()
    return {row[0] for row in rows}


def lying(warehouse: Path) -> set[str]:
    """The folders that are there."""
    rows = warehouse / "work.spark" / "rows"
    return {folder.relative_to(rows).as_posix() for folder in rows.glob("*/*")}


def steps(warehouse: Path, **more: Any) -> dict[Name, Action]:
    request = Request(warehouse, factor.INPUTS, {"factor": "1"}, **more)
    planned = foresee(Project(factor.PROJECT), request)
    return {step.relation: step.action for step in planned}


def test_each_state_names_a_folder(warehouse: Path) -> None:
    assert lying(warehouse) == named(warehouse) != set()
    factor.build(warehouse, 2, on_spark=ON_SAIL)
    assert lying(warehouse) == named(warehouse)
    assert factor.factor_of(warehouse / factor.PUBLIC) == 2


def test_the_rows_are_their_owners_alone(made: Path) -> None:
    modes: dict[bool, set[int]] = {True: set(), False: set()}
    for path in (made / "work.spark", *(made / "work.spark").rglob("*")):
        modes[path.is_dir()].add(stat.S_IMODE(path.stat().st_mode))
    assert modes == {True: {0o700}, False: {0o600}}


def test_while_a_build_runs_they_are_so_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: dict[bool, set[int]] = {True: set(), False: set()}
    create = Spark.create

    def watched(self: Spark, *arguments: Any) -> None:
        create(self, *arguments)
        for path in (tmp_path / "w" / "work.spark").rglob("*"):
            modes[path.is_dir()].add(stat.S_IMODE(path.stat().st_mode))

    monkeypatch.setattr(Spark, "create", watched)
    factor.build(tmp_path / "w", 1, on_spark=ON_SAIL, resources=Resources(threads=1))
    assert modes == {True: {0o700}, False: {0o600}}
    assert [path.name for path in (tmp_path / "w" / "work.spark").iterdir()] == ["rows"]


def test_what_is_kept_is_read_in_place(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lines are not made again and not brought there again."""
    adopted: list[str] = []
    brought: list[str] = []
    adopt, bring = Spark.adopt, Spark.create_from_batches

    def watched_adopt(self: Spark, name: Name, *more: Any) -> None:
        adopted.append(str(name))
        adopt(self, name, *more)

    def watched_bring(self: Spark, name: Name, *more: Any) -> None:
        brought.append(str(name))
        bring(self, name, *more)

    monkeypatch.setattr(Spark, "adopt", watched_adopt)
    monkeypatch.setattr(Spark, "create_from_batches", watched_bring)
    project = Project(factor.PROJECT, replaced=dict([other_total(warehouse.parent)]))
    request = Request(warehouse, factor.INPUTS, {"factor": "1"}, on_spark=ON_SAIL)
    report = build(project, request)
    assert "balance.total" in report.run and "balance.line" not in report.run
    assert "balance.line" in adopted
    assert brought == ["engine.run"]  # DuckDB's own
    assert lying(warehouse) == named(warehouse)


def other_total(folder: Path) -> tuple[Name, Path]:
    """The totals by another query, which gives the same."""
    name = Name.of("balance.total")
    text = (factor.PROJECT / "queries" / "balance" / "total.sql").read_text("utf-8")
    file = folder / "total.sql"
    file.write_text(text.replace("sum(product)", "sum(product * 1)"), "utf-8")
    return name, file


def test_duckdb_makes_them_again_and_the_folders_go(warehouse: Path) -> None:
    factor.build(warehouse, 1)
    assert {path.name for path in warehouse.iterdir()} == factor.FILES
    assert set(steps(warehouse).values()) == {Action.keep}


def test_a_full_build_puts_new_rows_in_place(warehouse: Path) -> None:
    [file] = sorted(warehouse.glob("work.spark/rows/balance.total/*/*.parquet"))[:1]
    file.write_bytes(b"")
    report = factor.build(warehouse, 1, on_spark=ON_SAIL, full=True)
    assert "balance.total" in report.run
    assert file.parent.is_dir() and not file.exists()
    assert lying(warehouse) == named(warehouse)
    assert factor.factor_of(warehouse / factor.PUBLIC) == 1


def test_a_folder_that_is_gone_is_made_anew(warehouse: Path) -> None:
    shutil.rmtree(warehouse / "work.spark" / "rows" / "balance.line")
    planned = steps(warehouse, on_spark=ON_SAIL)
    assert {name for name, step in planned.items() if step is Action.run} >= {LINE}
    assert planned[Name.of("reference.region")] is Action.keep
    report = factor.build(warehouse, 1, on_spark=ON_SAIL)
    assert {*report.run} - {"reference.provenance"} == {"balance.line"}
    assert lying(warehouse) == named(warehouse)


def test_without_its_folders_duckdb_makes_them_all(warehouse: Path) -> None:
    shutil.rmtree(warehouse / "work.spark")
    factor.build(warehouse, 3)
    assert factor.factor_of(warehouse / factor.PUBLIC) == 3


def test_a_warehouse_may_be_moved(warehouse: Path, tmp_path: Path) -> None:
    moved = warehouse.rename(tmp_path / "moved")
    assert set(steps(moved, on_spark=ON_SAIL).values()) == {Action.keep}
    with reading(moved / "work.duckdb") as connection:
        assert connection.execute("select count(*) from balance.line").fetchall() == [
            (factor.ROWS,)
        ]
    assert len(rows_of(moved, "balance.line", {}, 3).rows) == 3


def test_a_copy_of_before_is_compared(warehouse: Path, tmp_path: Path) -> None:
    before = Path(shutil.copytree(warehouse, tmp_path / "before"))
    factor.build(warehouse, 2, on_spark=ON_SAIL)
    compiled = Project(factor.PROJECT).compile({"factor": "2"})
    for number in (1, 2):
        factor.build(tmp_path / f"duckdb_{number}", number)
    by_duckdb = compare(
        tmp_path / "duckdb_1", tmp_path / "duckdb_2", compiled, private=True
    )
    by_spark = compare(before, warehouse, compiled, private=True)
    assert but_for_time(by_spark) == but_for_time(by_duckdb) != []


def but_for_time(differing: Sequence[RelationDiff]) -> list[RelationDiff]:
    return [diff for diff in differing if str(diff.name) != "reference.provenance"]


def test_a_table_in_both_is_read_once(warehouse: Path, made: Path) -> None:
    """As of a copy."""
    files = {"one": made / "work.duckdb", "other": warehouse / "work.duckdb"}
    with side_by_side(**files) as connection:
        for name in files:
            counted = f"select count(*) from {name}.balance.line"
            assert connection.execute(counted).fetchall() == [(factor.ROWS,)]


def test_a_what_if_outlives_a_build(warehouse: Path) -> None:
    """It has rows of its own, though they took no room."""
    project = Project(factor.PROJECT)
    [query] = [other_total(warehouse.parent)[1]]
    with changed_warehouse(project, warehouse, {}, [f"balance.total={query}"]) as other:
        factor.build(warehouse, 2, on_spark=ON_SAIL)
        with reading(other.work) as connection:
            [row] = connection.execute(
                "select max(factor) from balance.line"
            ).fetchall()
    assert row == (1,)
    assert {str(name) for name in other.relations} == {"balance.total"}


def test_the_doors_are_closed_but_for_them(warehouse: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    outside = [
        tmp_path / "secret.txt",
        "rows/../../../secret.txt",
        warehouse / "work.spark" / ".." / ".." / "secret.txt",
    ]
    with writing(warehouse / "work.duckdb", Resources()) as connection:
        close_doors(connection)
        with committed(connection) as further:
            for one in (connection, further):
                assert one.execute("select count(*) from balance.line").fetchone()
                for path in outside:
                    with pytest.raises(duckdb.PermissionException):
                        one.execute(f"from read_text('{path}')")


@pytest.mark.parametrize("name", ["a,b", "a[1]", "a*b"])
def test_a_folder_that_duckdb_cannot_look_in(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Name another with option warehouse"):
        factor.build(tmp_path / name / "w", 1, on_spark=ON_SAIL)
    factor.build(tmp_path / name / "w", 1)
    assert factor.factor_of(tmp_path / name / "w" / factor.PUBLIC) == 1
