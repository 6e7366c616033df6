"""Keys: held in every build, declared where the storage version allows it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from engine.compile.project import Project
from engine.compile.query import Query
from engine.problems import ProblemError
from engine.publish.rules import publishable
from engine.publish.write import Publication, publish
from tests.projects.factor import PROJECT, PUBLIC, WORK, build

CONSTRAINTS = """
    select table_name, constraint_type
    from duckdb_constraints()
    where constraint_type in ('PRIMARY KEY', 'FOREIGN KEY', 'UNIQUE')
    order by all
"""


def constraints(file: Path) -> list[tuple[str, str]]:
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(CONSTRAINTS).fetchall()


@pytest.fixture(scope="module")
def published() -> list[Query]:
    return publishable(Project(PROJECT).compile({}).build)


def test_the_oldest_storage_declares_none(warehouse: Path) -> None:
    """DuckDB 1.0 could not open the file."""
    assert constraints(warehouse / PUBLIC) == []


def test_a_newer_storage_declares_them(warehouse: Path, published: list[Query]) -> None:
    build(warehouse, 2, storage_version="latest")
    declared = constraints(warehouse / PUBLIC)
    primary = [name for name, kind in declared if kind == "PRIMARY KEY"]
    tables = [query for query in published if query.materialization.kind == "table"]
    assert primary == sorted(query.name.table for query in tables)
    assert [name for name, kind in declared if kind == "FOREIGN KEY"] == ["remark"]


@pytest.mark.parametrize("storage_version", ["v1.0.0", "latest"])
def test_a_value_that_is_in_no_dimension_is_not_published(
    storage_version: str, warehouse: Path, published: list[Query]
) -> None:
    with duckdb.connect(str(warehouse / WORK)) as connection:
        connection.execute("update balance.total set region_id = 'X' where total > 0")
    before = (warehouse / PUBLIC).read_bytes()
    with pytest.raises(ProblemError, match="total"):
        publish(
            warehouse / WORK,
            warehouse / PUBLIC,
            Publication(published, storage_version),
        )
    assert (warehouse / PUBLIC).read_bytes() == before


def test_an_empty_key_is_a_fault(warehouse: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(warehouse / WORK)) as connection:
        connection.execute("update balance.remark set region_id = null")
    queries = publishable(Project(PROJECT).compile({}).build)
    with pytest.raises(ProblemError, match="key"):
        publish(warehouse / WORK, tmp_path / PUBLIC, Publication(queries, "latest"))


def test_a_reference_to_what_is_not_published_is_refused(
    published: list[Query],
) -> None:
    kept = [query for query in published if str(query.name) != "reference.region"]
    with pytest.raises(ProblemError, match="not the key of a published table"):
        publishable(kept)


def test_a_published_person_is_refused(published: list[Query]) -> None:
    query = published[-1]
    columns = (replace(query.columns[0], name="Person_ID"), *query.columns[1:])
    with pytest.raises(ProblemError, match="person key"):
        publishable([*published[:-1], replace(query, columns=columns)])
