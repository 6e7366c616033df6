"""Small projects with contracts, their input folders, and builds of both."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from engine.build.build import build
from engine.build.request import Report, Request
from engine.compile.project import Project
from engine.inputs.csv_values import csv_options
from engine.problems import ProblemError

SETTINGS = """
synthetic = "synthetic"
[[schemas]]
name = "input"
comment = "what is given"
[[schemas]]
name = "raw"
comment = "what is given too"
[[schemas]]
name = "balance"
comment = "what comes out"
"""
Files = Mapping[str, str | bytes]
OUT = "-- One row.\n-- @publish\n-- @key(id)\nselect 1 as id -- one\n"


def contract(table: str, *columns: str, head: str = "") -> str:
    """A contract of columns such as `name text` or `name text @optional`."""
    lines = []
    for number, column in enumerate(columns):
        name, kind, *words = column.split(" ", 2)
        comma = "," if number < len(columns) - 1 else ""
        text = f"    cast({name} as {kind}) as {name}{comma} -- {' '.join(words)}"
        lines.append(text)
    listed = "\n".join(lines)
    return f"-- {table}.\n{head}select\n{listed}\nfrom file.{table}\n"


def write(root: Path, files: Files) -> None:
    """Write files by their path under the root."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(data)


def project(root: Path, queries: Mapping[str, str]) -> Project:
    """A project of queries and further files, by their path under queries/."""
    (root / "macros").mkdir(parents=True, exist_ok=True)
    given = {"project.toml": SETTINGS, "balance/out.sql": OUT, **queries}
    write(root / "queries", given)
    return Project(root)


class Work:
    """A project, an input folder beside it, and the warehouse of its builds."""

    def __init__(
        self, root: Path, queries: Mapping[str, str], inputs: Path | None = None
    ) -> None:
        self.root = root
        self.inputs = inputs or root / "in"
        self.inputs.mkdir(parents=True, exist_ok=True)
        self.queries = dict(queries)

    def build(self, files: Files | None = None, *csv: str) -> Report:
        """Build after these files of the input folder are written."""
        write(self.inputs, files or {})
        made = project(self.root / "project", self.queries)
        options = csv_options(csv)
        return build(made, Request(self.root / "warehouse", self.inputs, csv=options))

    def refused(self, files: Files | None = None, *csv: str) -> str:
        """What a build says that does not succeed."""
        with pytest.raises(ProblemError) as caught:
            self.build(files, *csv)
        return str(caught.value)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the private work file."""
        path = self.root / "warehouse" / "work.duckdb"
        with duckdb.connect(str(path), read_only=True) as connection:
            return connection.execute(sql).fetchall()
