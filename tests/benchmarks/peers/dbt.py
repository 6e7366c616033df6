"""A dbt-duckdb project of the exported statements: a model each, fits in Python."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.benchmarks.peers.case import (
    ALL,
    ALONE,
    ROOT,
    Case,
    Peer,
    in_database,
)
from tests.benchmarks.peers.renamed import renamed
from tests.benchmarks.peers.statements import Statement, read

PACKAGES = ("dbt-core<1.12", "dbt-duckdb", "pyarrow", "scikit-learn", "threadpoolctl")
DATABASE = "dbt.duckdb"
PROJECT = """\
name: bench
version: '1.0'
profile: bench
model-paths: [models]
macro-paths: [macros]
models:
  bench:
    +materialized: table
"""
PROFILES = """\
bench:
  target: dev
  outputs:
    dev:
      type: duckdb
      path: {database}
      threads: {threads}
"""
SCHEMAS = """\
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
"""
MODEL = "{{{{ config(schema={schema!r}, alias={table!r}, materialized={kind!r}) }}}}\n"
FIT = """\
def model(dbt, session):
    from tests.benchmarks.peers.fit import coefficients

    dbt.config(materialized="table", schema={schema!r}, alias={table!r})
    rows = dbt.ref({rows!r}).to_arrow_table()
    return coefficients({roles!r}, rows)
"""


def write(statements: Sequence[Statement], root: Path) -> None:
    """The project in a folder, with its database beside."""
    models = root / "models"
    for folder in (models, root / "macros"):
        folder.mkdir(parents=True)
    (root / "dbt_project.yml").write_text(PROJECT, "utf-8")
    profile = {"database": root / DATABASE, "threads": os.cpu_count()}
    (root / "profiles.yml").write_text(PROFILES.format(**profile), "utf-8")
    (root / "macros" / "schemas.sql").write_text(SCHEMAS, "utf-8")
    names = {statement.relation for statement in statements}
    for statement in statements:
        for file, text in files(statement, names):
            (models / file).write_text(text, "utf-8")


def files(statement: Statement, names: set[str]) -> list[tuple[str, str]]:
    """Name and text of a model's file; two for a fit: its rows, and the fit."""
    schema, table = statement.relation.split(".")
    name = f"{schema}__{table}"
    sql = renamed(statement.sql, names, lambda read: f"{{{{ ref('{unique(read)}') }}}}")
    kind = "table" if statement.kind in ("table", "poisson") else "view"
    if statement.model is None:
        head = MODEL.format(schema=schema, table=table, kind=kind)
        return [(f"{name}.sql", f"{head}{sql}\n")]
    rows, roles = f"{name}__rows", dict(statement.model)
    head = MODEL.format(schema=schema, table=f"{table}__rows", kind="table")
    fit = FIT.format(schema=schema, table=table, rows=rows, roles=roles)
    return [(f"{rows}.sql", f"{head}{sql}\n"), (f"{name}.py", fit)]


def unique(relation: str) -> str:
    """The name of a relation's model: dbt knows models without their schema."""
    return relation.replace(".", "__")


def program(case: Case) -> Path:
    return case.venvs / "dbt" / "bin" / "dbt"


def missing(case: Case) -> str:
    if program(case).is_file():
        return ""
    packages = " ".join(repr(name) for name in PACKAGES)
    return f"{program(case)} is not there; pip install {packages}"


def prepare(scope: str) -> Callable[[Case, Path], None]:
    return lambda case, folder: write(read(case.exported(scope)), folder)


def command(case: Case, folder: Path) -> list[str]:
    at = str(folder)
    return [str(program(case)), "run", "--project-dir", at, "--profiles-dir", at]


PEERS = [
    Peer(
        f"dbt-duckdb{name}",
        scope,
        "no checks; each table made aside and renamed",
        command,
        in_database(DATABASE),
        missing,
        prepare(scope),
        {"PYTHONPATH": str(ROOT), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"},
    )
    for name, scope in (("", ALL), (", assessment", ALONE))
]
