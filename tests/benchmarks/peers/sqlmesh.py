"""A SQLMesh project of the exported statements: a model each, fits in Python.

Its optimizer is off: that of sqlglot 30.8 makes `p >= 1 + c` of `1 - p >= c`, and gives
another steady category.
"""

from __future__ import annotations

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

PACKAGES = ("sqlmesh", "pyarrow", "scikit-learn", "threadpoolctl")
DATABASE = "bench.duckdb"  # a database sqlmesh would hide its schema of that name
CONFIG = """\
gateways:
  local:
    connection:
      type: duckdb
      database: {database}
default_gateway: local
disable_anonymized_analytics: true
model_defaults:
  dialect: duckdb
  start: 2025-01-01
"""
MODEL = "MODEL (name {name}, kind {kind}, optimize_query false);\n\n"
FIT = """\
from sqlmesh import ExecutionContext, model


@model(
    {name!r},
    kind="FULL",
    columns={columns!r},
    depends_on=[{rows!r}],
)
def execute(context: ExecutionContext, start, end, execution_time, **kwargs):
    import pyarrow as pa

    from tests.benchmarks.peers.fit import coefficients

    rows = context.fetchdf("select * from " + context.resolve_table({rows!r}))
    table = pa.Table.from_pandas(rows, preserve_index=False)
    fitted = coefficients({roles!r}, table).to_pandas()
    if len(fitted):
        yield fitted
"""
TEXTS, NUMBERS = ("term", "other_term"), ("estimate", "std_error", "covariance")


def write(statements: Sequence[Statement], root: Path) -> None:
    """The project in a folder, with its database beside."""
    for folder in ("models", "macros", "seeds", "audits", "tests"):
        (root / folder).mkdir(parents=True)
    config = CONFIG.format(database=root / DATABASE)
    (root / "config.yaml").write_text(config, "utf-8")
    for statement in statements:
        for file, text in files(statement):
            (root / "models" / file).write_text(text, "utf-8")


def files(statement: Statement) -> list[tuple[str, str]]:
    """Name and text of a model's file; two for a fit: its rows, and the fit."""
    name, sql = statement.relation, renamed(statement.sql, (), str)
    file = name.replace(".", "__")
    if statement.model is None:
        kind = "FULL" if statement.kind == "table" else "VIEW"
        return [(f"{file}.sql", f"{MODEL.format(name=name, kind=kind)}{sql}\n")]
    rows, roles = f"{name}__rows", dict(statement.model)
    columns = dict.fromkeys((roles["group"], *TEXTS), "text")
    columns |= dict.fromkeys(NUMBERS, "double")
    fit = FIT.format(name=name, columns=columns, rows=rows, roles=roles)
    head = MODEL.format(name=rows, kind="FULL")
    return [(f"{file}__rows.sql", f"{head}{sql}\n"), (f"{file}.py", fit)]


def program(case: Case) -> Path:
    return case.venvs / "sqlmesh" / "bin" / "sqlmesh"


def missing(case: Case) -> str:
    if program(case).is_file():
        return ""
    return f"{program(case)} is not there; pip install {' '.join(PACKAGES)}"


def prepare(scope: str) -> Callable[[Case, Path], None]:
    return lambda case, folder: write(read(case.exported(scope)), folder)


def command(case: Case, folder: Path) -> list[str]:
    plan = ["plan", "--auto-apply", "--no-prompts", "--skip-tests"]
    logs = str(folder / "logs")
    at = ["--paths", str(folder), "--log-file-dir", logs]
    return [str(program(case)), *at, *plan]


PEERS = [
    Peer(
        f"SQLMesh{name}",
        scope,
        "no checks; state, a view for each table",
        command,
        in_database(DATABASE),
        missing,
        prepare(scope),
        {"PYTHONPATH": str(ROOT), "DO_NOT_TRACK": "1", "NO_COLOR": "1"},
    )
    for name, scope in (("", ALL), (", assessment", ALONE))
]
