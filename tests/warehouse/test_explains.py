"""The public file explains itself: stars, labels, comments, fractions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

DIMENSIONS = {
    "period": "period",
    "region": "region_id",
    "occupation": "occupation_id",
    "category": "category",
    "basis": "shortage_basis",
}
SCHEMAS = {"main", "recruitment", "reference", "supply", "shortage", "spells"}
COLUMNS = """
    select schema_name || '.' || table_name, column_name, data_type, comment
    from duckdb_columns()
    where not internal
"""
RELATIONS = """
    select schema_name || '.' || table_name, comment from duckdb_tables()
    union all
    select schema_name || '.' || view_name, comment from duckdb_views()
    where not internal
"""
FRACTION = re.compile(r"^(p_\w+|\w+_rate|\w+_rate_(low|high)|\w*tendency|\w*share)$")
PERSONS = ("person_id", "pnr")


@pytest.fixture(scope="module")
def public(balance: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(balance), read_only=True) as connection:
        yield connection


def columns_of(public: duckdb.DuckDBPyConnection, relation: str) -> list[str]:
    rows = public.execute(f"describe {relation}").fetchall()
    return [row[0] for row in rows]


def test_every_relation_and_column_has_words(
    public: duckdb.DuckDBPyConnection,
) -> None:
    bare = [name for name, words in public.execute(RELATIONS).fetchall() if not words]
    bare += [
        f"{relation}.{column}"
        for relation, column, _, words in public.execute(COLUMNS).fetchall()
        if not words
    ]
    assert not bare


def test_every_relation_says_its_key(public: duckdb.DuckDBPyConnection) -> None:
    for relation, words in public.execute(RELATIONS).fetchall():
        key = words.rpartition("Key: ")[2].removesuffix(".").split(", ")
        assert set(key) <= set(columns_of(public, relation)), relation


def test_every_rate_is_a_fraction_and_says_so(
    public: duckdb.DuckDBPyConnection,
) -> None:
    rates = 0
    for relation, column, kind, words in public.execute(COLUMNS).fetchall():
        factor = column == "regional_tendency"
        if kind == "DOUBLE" and FRACTION.match(column) and not factor:
            assert "0-1" in words, f"{relation}.{column}: {words}"
            values = f"min({column}), max({column})"
            row = public.execute(f"select {values} from {relation}").fetchone()
            assert row is not None
            assert row[0] is None or 0 <= row[0] <= row[1] <= 1, column
            rates += 1
    assert rates > 10


@pytest.mark.parametrize(("table", "key"), DIMENSIONS.items())
def test_dimension(table: str, key: str, public: duckdb.DuckDBPyConnection) -> None:
    columns = columns_of(public, f"reference.{table}")
    assert key in columns and "sort_order" in columns
    for language in ("da", "en"):
        label = next(c for c in columns if c.endswith(f"_{language}"))
        row = public.execute(
            f"select count(*), count({label}), count(distinct sort_order), "
            f"count(distinct {key}) from reference.{table}"
        ).fetchone()
        assert row is not None and row[0] > 0 and len(set(row)) == 1


def test_every_fact_joins_its_dimensions(public: duckdb.DuckDBPyConnection) -> None:
    joins = 0
    for table, key in DIMENSIONS.items():
        for relation, column, *_ in public.execute(COLUMNS).fetchall():
            if column == key and not relation.startswith("reference."):
                lost = public.execute(
                    f"select count(*) from {relation} where {key} not in "
                    f"(select {key} from reference.{table})"
                ).fetchone()
                assert lost == (0,), (relation, key)
                joins += 1
    assert joins > 10


def test_labelled_view_has_all_of_the_assessment_and_its_labels(
    public: duckdb.DuckDBPyConnection,
) -> None:
    wide = columns_of(public, "balance.assessment_labelled")
    narrow = columns_of(public, "balance.assessment")
    assert set(narrow) <= set(wide)
    for name in ("period", "region", "occupation", "category", "shortage_basis"):
        assert {f"{name}_da", f"{name}_en", f"{name}_order"} <= set(wide)
    shared = ", ".join(column for column in narrow if column in wide)
    for first, second in (
        ("assessment", "assessment_labelled"),
        ("assessment_labelled", "assessment"),
    ):
        assert not public.execute(
            f"select {shared} from balance.{first} "
            f"except all select {shared} from balance.{second}"
        ).fetchall()


def test_nothing_of_the_engine_and_no_person(
    public: duckdb.DuckDBPyConnection,
) -> None:
    rows = public.execute(COLUMNS).fetchall()
    assert {relation.split(".")[0] for relation, *_ in rows} <= SCHEMAS
    assert not {column for _, column, *_ in rows} & set(PERSONS)
    databases = public.execute("select database_name from duckdb_databases()")
    assert ("work",) not in databases.fetchall()
