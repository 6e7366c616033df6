"""The public file opens in every supported driver, and each reads all of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from engine.problems import UsageError
from tests.projects import factor as small

HERE = Path(__file__).parent
VERSIONS = ("1.0.0", "1.1.3", "1.2.2", "1.3.2", "1.4.5", "1.5.0", "2.0.0")


@pytest.fixture(scope="module")
def rows(balance: Path) -> dict[str, int]:
    """How many rows each relation has, by the driver that wrote it."""
    return dict(_read_all(balance, {})["rows"])


def _read_all(file: Path, environment: dict[str, str]) -> dict[str, Any]:
    script = [sys.executable, str(HERE / "read_all.py"), str(file)]
    ended = subprocess.run(
        script,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return dict(json.loads(ended.stdout))


def _installed(version: str, cache: Path) -> Path:
    """A folder with that duckdb alone; skips where it cannot be had."""
    target = cache / f"{version}-{sys.version_info.major}{sys.version_info.minor}"
    if not (target / "duckdb").is_dir():
        shutil.rmtree(target, ignore_errors=True)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
        wanted = ["--only-binary", ":all:", "--target", str(target)]
        ended = subprocess.run(
            [*pip, *wanted, f"duckdb=={version}"],
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode:
            shutil.rmtree(target, ignore_errors=True)
            reason = ended.stderr.strip().splitlines()[-1]
            pytest.skip(f"duckdb {version} cannot be had here: {reason}")
    return target


@pytest.mark.parametrize("version", VERSIONS)
def test_duckdb(
    version: str, balance: Path, rows: dict[str, int], pytestconfig: pytest.Config
) -> None:
    assert pytestconfig.cache
    folder = _installed(version, pytestconfig.cache.mkdir("duckdb"))
    seen = _read_all(balance, {"PYTHONPATH": str(folder)})
    assert seen["version"] == version
    assert seen["rows"] == rows
    assert seen["assessment"] == rows["main.assessment"] > 0
    assert not seen["uncommented"]


def test_sqlalchemy(balance: Path, rows: dict[str, int]) -> None:
    pytest.importorskip("duckdb_engine")
    from sqlalchemy import create_engine, inspect, text

    engine = create_engine(
        f"duckdb:///{balance}", connect_args={"read_only": True, "config": {}}
    )
    with engine.connect() as connection:
        for name, count in rows.items():
            fetched = connection.execute(text(f"select * from {name}")).fetchall()
            assert len(fetched) == count
        joined = text(
            "select count(*) from balance.assessment join reference.region "
            "using (region_id)"
        )
        assert connection.execute(joined).scalar() == rows["main.assessment"]
    tables = inspect(engine).get_table_names(schema="reference")
    assert any(name.endswith("region") for name in tables)
    engine.dispose()


def test_adbc(balance: Path, rows: dict[str, int]) -> None:
    dbapi = pytest.importorskip("adbc_driver_manager.dbapi")
    import importlib.util

    package = importlib.util.find_spec("_duckdb") or importlib.util.find_spec("duckdb")
    driver = package.origin if package and str(package.origin).endswith(".so") else None
    if driver is None:
        import duckdb.duckdb as compiled

        driver = compiled.__file__
    with dbapi.connect(
        driver=driver,
        entrypoint="duckdb_adbc_init",
        db_kwargs={"path": str(balance), "access_mode": "READ_ONLY"},
        autocommit=True,
    ) as connection:
        for name, count in rows.items():
            with connection.cursor() as cursor:
                cursor.execute(f"select * from {name}")
                assert cursor.fetch_arrow_table().num_rows == count


def test_pandas(balance: Path, rows: dict[str, int]) -> None:
    pytest.importorskip("pandas")
    with duckdb.connect(str(balance), read_only=True) as connection:
        for name, count in rows.items():
            assert len(connection.execute(f"select * from {name}").df()) == count
        frame = connection.execute("from balance.assessment_labelled").df()
    assert frame["shortage_rate"].dtype == "float64"


def test_polars(balance: Path, rows: dict[str, int]) -> None:
    pytest.importorskip("polars")
    with duckdb.connect(str(balance), read_only=True) as connection:
        for name, count in rows.items():
            assert connection.sql(f"select * from {name}").pl().height == count


def test_node(balance: Path, rows: dict[str, int], node_client: Path) -> None:
    script = shutil.copy(HERE / "read_all.mjs", node_client)
    ended = subprocess.run(
        ["node", script, str(balance)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["rows"] == rows


def test_newer_storage_version(warehouse: Path) -> None:
    small.build(warehouse, 2, storage_version="latest")
    assert small.factor_of(warehouse / small.PUBLIC) == 2
    with duckdb.connect(str(warehouse / small.PUBLIC), read_only=True) as connection:
        tags = connection.execute(
            "select tags from duckdb_databases() where not internal"
        ).fetchall()
    assert "v1.0.0" not in str(tags)
    with pytest.raises(UsageError, match="storage version"):
        small.build(warehouse, 3, storage_version="v0.0.7'")
    assert small.factor_of(warehouse / small.PUBLIC) == 2
