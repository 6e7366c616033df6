"""Keys, references and comments of the real project, as SQLAlchemy reads them back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import psycopg
import pytest
from sqlalchemy import create_engine, inspect

from engine.compile.project import Project
from engine.compile.query import Query
from engine.postgres.publish import publish
from engine.postgres.target import MARK, Target
from engine.publish.rules import publishable
from tests.built import build_case
from tests.harness import ROOT
from tests.postgres.asked import ask, put, write
from tests.postgres.server import Server
from tests.projects.factor import PUBLIC

if TYPE_CHECKING:
    from sqlalchemy import Inspector

QUERIES = publishable(Project(ROOT).compile({}).build)
NAMES = [str(query.name) for query in QUERIES]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_case("basis_6", tmp_path_factory.mktemp("balance") / "warehouse")


@pytest.fixture(scope="module")
def rows(server: Server, database_of_all: str, warehouse: Path) -> dict[str, int]:
    return publish(warehouse, Target(server.address(database_of_all))).rows


@pytest.fixture(scope="module")
def database_of_all(new_database: Callable[[], str]) -> str:
    return new_database()


@pytest.fixture(scope="module")
def seen(
    server: Server, database_of_all: str, rows: dict[str, int]
) -> Iterator[Inspector]:
    url = server.address(database_of_all).replace("postgresql:", "postgresql+psycopg:")
    engine = create_engine(url)
    yield inspect(engine)
    engine.dispose()


def test_all_that_is_published_is_there(
    seen: Inspector, rows: dict[str, int], warehouse: Path
) -> None:
    schemas = {query.name.schema for query in QUERIES}
    assert schemas <= set(seen.get_schema_names())
    tables = {
        f"{schema}.{t}" for schema in schemas for t in seen.get_table_names(schema)
    }
    assert tables == set(rows) == set(NAMES)
    with duckdb.connect(str(warehouse / PUBLIC), read_only=True) as file:
        for name, count in rows.items():
            assert file.execute(f"select count(*) from {name}").fetchall() == [(count,)]


@pytest.mark.parametrize("query", QUERIES, ids=NAMES)
def test_keys(query: Query, seen: Inspector) -> None:
    schema, table = query.name.schema, query.name.table
    primary = seen.get_pk_constraint(table, schema)["constrained_columns"]
    unique = [u["column_names"] for u in seen.get_unique_constraints(table, schema)]
    key = list(query.key)
    assert (primary, unique) in [(key, []), ([], [key] if key else [])]


@pytest.mark.parametrize("query", QUERIES, ids=NAMES)
def test_references(query: Query, seen: Inspector) -> None:
    references: list[Any] = sorted(
        (*key["constrained_columns"], key["referred_schema"], key["referred_table"])
        for key in seen.get_foreign_keys(query.name.table, query.name.schema)
    )
    assert references == sorted(
        (r.column, r.name.schema, r.name.table) for r in query.references
    )


@pytest.mark.parametrize("query", QUERIES, ids=NAMES)
def test_comments(query: Query, seen: Inspector) -> None:
    schema, table = query.name.schema, query.name.table
    words = seen.get_table_comment(table, schema)["text"] or ""
    assert words.startswith(query.comment) and words.endswith(f" {MARK}.")
    columns = seen.get_columns(table, schema)
    assert [c["name"] for c in columns] == [c.name for c in query.output]
    for column, declared in zip(columns, query.output, strict=True):
        assert (column["comment"] or "").startswith(declared.comment)


def test_a_key_that_holds_null_is_unique(address: str, tmp_path: Path) -> None:
    table = "create table line as select * from (values ('a', null), ('a', 1)) v (k, n)"
    words = "comment on table line is 'Lines. Key: k, n.'"
    put(write(tmp_path / "w", table, words), address)
    inspector = inspect(create_engine(address.replace(":", "+psycopg:", 1)))
    (key,) = inspector.get_unique_constraints("line", "balance")
    assert key["name"] == "line_key" and key["column_names"] == ["k", "n"]
    assert key["dialect_options"]["postgresql_nulls_not_distinct"] is True
    assert not inspector.get_pk_constraint("line", "balance")["constrained_columns"]
    with pytest.raises(psycopg.errors.UniqueViolation):
        ask(address, "insert into balance.line values ('a', null)")


def test_names_of_constraints(seen: Inspector) -> None:
    """As PostgreSQL itself would have named them."""
    assert seen.get_pk_constraint("region", "reference")["name"] == "region_pkey"
    names = {k["name"] for k in seen.get_foreign_keys("assessment", "balance")}
    assert "assessment_region_id_fkey" in names
