"""Small projects written to a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.compile.project import Project

SETTINGS = """
synthetic = "synthetic"
[[schemas]]
name = "input"
comment = "what is given"
[[schemas]]
name = "out"
comment = "what comes out"
"""
COLUMNS = {"a": ("id", "x", "y", "g"), "b": ("id", "z", "w")}


def contract(table: str) -> str:
    columns = ",\n".join(
        f"    cast({name} as bigint) as {name}" for name in COLUMNS[table]
    )
    return f"-- Table {table}.\nselect\n{columns}\nfrom file.{table}\n"


def project(root: Path, queries: Mapping[str, str]) -> Project:
    """A project of the inputs a and b and of queries by SCHEMA.NAME."""
    (root / "macros").mkdir(parents=True)
    inputs = {f"input.{table}": contract(table) for table in COLUMNS}
    for name, text in (inputs | dict(queries)).items():
        schema, table = name.split(".")
        path = root / "queries" / schema / f"{table}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (root / "queries" / "project.toml").write_text(SETTINGS, encoding="utf-8")
    return Project(root)
