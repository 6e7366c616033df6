"""Every type of DuckDB in every format: it comes back whole, or is refused by column
and reason before anything is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from engine.export import ENDINGS, export
from engine.problems import ProblemError, UsageError
from tests.projects.contracts import Work

# expression, and the endings that refuse it or, of .json, leave it out
TYPES: dict[str, tuple[str, set[str]]] = {
    "bigint": ("123456789012345678", {".xlsx"}),
    "small": ("9007199254740992", set()),
    "hugeint": ("1234567890123456789012345678901::hugeint", {".xlsx"}),
    "huge39": (
        "170141183460469231731687303715884105727::hugeint",
        {".xlsx", ".parquet"},
    ),
    "uhugeint": ("340282366920938463463374607431768211455::uhugeint", {".json"}),
    "decimal": ("'12345678901234.123456789'::decimal(38,9)", {".xlsx", ".json"}),
    "price": ("'12.50'::decimal(9,2)", set()),
    "real": ("0.1::float", set()),
    "double": ("0.1", set()),
    "nan": ("'NaN'::double", {".xlsx", ".json", ".sdmx.csv"}),
    "inf": ("'-inf'::double", {".xlsx", ".json", ".sdmx.csv"}),
    "text": ("'a,\"b\" ;æ'", {".json"}),
    "long_text": ("repeat('x', 40000)", {".xlsx", ".json"}),
    "date": ("date '2024-12-31'", {".json"}),
    "old_date": ("date '0001-01-01'", {".xlsx", ".json"}),
    "infinite": ("'infinity'::date", {".xlsx", ".parquet", ".json"}),
    "far": ("date '12024-01-01'", {".xlsx", ".parquet", ".json"}),
    "endless": ("'-infinity'::timestamp", {".xlsx", ".parquet", ".json"}),
    "moment": ("timestamp '2024-01-02 03:04:05'", {".json"}),
    "micros": ("timestamp '2024-01-02 03:04:05.123456'", {".xlsx", ".json"}),
    "time": ("time '03:04:05.123456'", {".json"}),
    "time_zone": ("timetz '03:04:05+02'", {".json"}),
    "interval": ("interval 1 day", {".json"}),
    "uuid": ("'00112233-4455-6677-8899-aabbccddeeff'::uuid", {".json"}),
    "bits": ("'0101'::bit", {".json"}),
    "blob": ("'\\xAA\\x00b'::blob", {".csv", ".xlsx", ".json", ".sdmx.csv"}),
    "list": ("[1, 2]", {".csv", ".xlsx", ".json", ".sdmx.csv"}),
    "struct": ("{'a': 1}", {".csv", ".xlsx", ".json", ".sdmx.csv"}),
    "map": ("map {'a': 1}", {".csv", ".xlsx", ".json", ".sdmx.csv"}),
    "union": (
        "union_value(a := 1)",
        {".csv", ".xlsx", ".parquet", ".json", ".sdmx.csv"},
    ),
    "enum": ("'a'::enum ('a', 'b')", {".json"}),
    "truth": ("true", set()),
}
QUERY = """-- One row.
-- @publish
-- @key(id)
select
    cast('a' as text) as id, -- its key
    {}::double as other, -- a figure beside it
    {} as value -- the value
"""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    queries = {
        f"balance/{name}.sql": QUERY.format("1", expression)
        for name, (expression, _) in TYPES.items()
    }
    root = tmp_path_factory.mktemp("types")
    Work(root, queries).build()
    return root / "warehouse"


def text_in_parquet(file: Path) -> str:
    sql = f"select cast(value as text) from read_parquet('{file}')"
    return str(duckdb.execute(sql).fetchall()[0][0])


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".xlsx", ".json", ".sdmx.csv"])
@pytest.mark.parametrize("name", TYPES)
def test_whole_or_refused(
    name: str, ending: str, warehouse: Path, tmp_path: Path
) -> None:
    expression, refusing = TYPES[name]
    file = tmp_path / f"file{ending}"
    if ending in refusing and not left_out(name, ending):
        with pytest.raises(ProblemError, match=rf"balance\.{name}\.value (is|has) "):
            export(warehouse, f"balance.{name}", file, {}, "en")
        assert list(tmp_path.iterdir()) == []
        return
    written = export(warehouse, f"balance.{name}", file, {}, "en")
    value = "null" if name in ("infinite", "far", "endless") else expression
    [(text, kind, value)] = duckdb.execute(
        f"select cast({expression} as text), typeof({expression}), {value}"
    ).fetchall()
    if ending == ".parquet":
        assert text_in_parquet(file) == text
    elif ending == ".csv":
        assert duckdb.execute(
            f"select cast(cast(value as {kind}) as text) "
            f"from read_csv('{file}', all_varchar = true)"
        ).fetchall() == [(text,)]
    elif ending == ".sdmx.csv":
        assert text in file.read_text("utf-8").replace('""', '"') or value is True
    elif ending == ".xlsx":
        cell = openpyxl.load_workbook(file)["Data"]["C2"].value
        assert same_cell(cell, value, text)
    elif "value" not in written.left_out:
        figures = json.loads(file.read_text("utf-8"), parse_constant=pytest.fail)
        assert float(value) in [float(v) for v in figures["value"]]


def left_out(name: str, ending: str) -> bool:
    """Whether JSON-stat, which holds figures alone, says that it leaves the column."""
    figures = {"bigint", "hugeint", "huge39", "decimal", "nan", "inf"}
    return ending == ".json" and name not in figures


def same_cell(cell: Any, value: Any, text: str) -> bool:
    if isinstance(cell, str):
        return cell == text
    if hasattr(cell, "year"):
        return str(cell).startswith(str(value))
    return bool(float(cell) == pytest.approx(float(value), rel=1e-7))


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_folder_is_made(ending: str, warehouse: Path, tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / f"file{ending}"
    with pytest.raises(UsageError, match="There is no folder"):
        export(warehouse, "balance.price", file, {}, "en")
    assert list(tmp_path.iterdir()) == []
