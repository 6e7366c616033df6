"""The same project of small models for amb, dbt, SQLMesh and yato.

Each model but the first of a row reads one or two earlier ones; all are tables. In amb
the last row is published too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROWS, WIDTH = 10, 20
CHANGED = (5, 7)
FAULTY = "m_1_0"


@dataclass(frozen=True)
class Model:
    """A model's place in the grid, and the constant that its filter names."""

    row: int
    column: int
    least: int = 0

    @property
    def name(self) -> str:
        return f"m_{self.row}_{self.column}"

    @property
    def reads(self) -> list[str]:
        if self.row == 0:
            return []
        columns = dict.fromkeys([self.column, (self.column + self.row) % WIDTH])
        return [f"m_{self.row - 1}_{column}" for column in columns]

    def sql(self, source: Callable[[str], str]) -> str:
        """The model's SELECT; `source` writes the name of a model that it reads."""
        if not self.reads:
            return (
                "select\n"
                "    n as id, -- number\n"
                f"    n % {7 + self.column} as grp, -- group\n"
                "    n * 1.5 as amount -- amount\n"
                "from generate_series(1, 200) as s (n)\n"
            )
        first, *others = self.reads
        joins = "".join(
            f"left join {source(other)} as b{n}\n    on a.id = b{n}.id\n"
            for n, other in enumerate(others)
        )
        amount = " + ".join(
            ["a.amount", *(f"coalesce(b{n}.amount, 0)" for n in range(len(others)))]
        )
        return (
            "select\n"
            "    a.id, -- number\n"
            "    a.grp, -- group\n"
            f"    ({amount}) / 2 as amount -- amount\n"
            f"from {source(first)} as a\n{joins}where a.id > {self.least}\n"
        )


def models(least: int = 0, rows: int = ROWS) -> list[Model]:
    """All models; `least` goes into the filter of the one that is changed."""
    return [
        Model(row, column, least if (row, column) == CHANGED else 0)
        for row in range(rows)
        for column in range(WIDTH)
    ]


def misspelt(text: str) -> str:
    """The text with a column at line 4 that does not exist."""
    lines = text.splitlines(keepends=True)
    lines[3] = lines[3].replace("a.grp", "a.gpr")
    return "".join(lines)


def write_amb(root: Path) -> None:
    _write(root / "macros" / ".keep", "")
    _write(root / "inputs" / ".keep", "")
    _write(
        root / "queries" / "project.toml",
        'synthetic = "synthetic"\n[[schemas]]\nname = "model"\ncomment = "models"\n',
    )


def amb_file(root: Path, model: Model, rows: int = ROWS) -> tuple[Path, str]:
    publish = "-- @publish\n" if model.row == rows - 1 else ""
    head = f"-- One row per number.\n{publish}"
    path = root / "queries" / "model" / f"{model.name}.sql"
    return path, head + model.sql(lambda name: f"model.{name}")


def write_dbt(root: Path) -> None:
    _write(
        root / "dbt_project.yml",
        "name: bench\nversion: '1.0'\nprofile: bench\nmodel-paths: [models]\n"
        "models:\n  bench:\n    +materialized: table\n",
    )
    _write(
        root / "profiles.yml",
        "bench:\n  target: dev\n  outputs:\n    dev:\n      type: duckdb\n"
        "      path: bench.duckdb\n      threads: 2\n",
    )


def dbt_file(root: Path, model: Model) -> tuple[Path, str]:
    path = root / "models" / f"{model.name}.sql"
    head = "-- One row per number.\n"
    return path, head + model.sql(lambda name: f"{{{{ ref('{name}') }}}}")


def write_sqlmesh(root: Path) -> None:
    _write(
        root / "config.yaml",
        "gateways:\n  local:\n    connection:\n      type: duckdb\n"
        "      database: bench.duckdb\ndefault_gateway: local\n"
        "disable_anonymized_analytics: true\n"
        "model_defaults:\n  dialect: duckdb\n  start: 2025-01-01\n",
    )
    for folder in ("models", "macros", "seeds", "audits", "tests"):
        (root / folder).mkdir(parents=True, exist_ok=True)


def sqlmesh_file(root: Path, model: Model) -> tuple[Path, str]:
    head = f"MODEL (name model.{model.name}, kind FULL);\n"
    path = root / "models" / f"{model.name}.sql"
    return path, head + model.sql(lambda name: f"model.{name}")


def write_yato(root: Path) -> None:
    (root / "sql").mkdir(parents=True, exist_ok=True)


def yato_file(root: Path, model: Model) -> tuple[Path, str]:
    return root / "sql" / f"{model.name}.sql", model.sql(lambda name: name)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
