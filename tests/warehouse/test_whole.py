"""The public file is whole, whatever happens to the build that writes the next."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest

from engine.problems import ProblemError
from tests.projects.factor import (
    FILES,
    INPUTS,
    PUBLIC,
    ROOT,
    build,
    command,
    factor_of,
)
from tests.warehouse.as_nobody import CANNOT_READ

MOMENTS = 8
PLACES = [
    ("before", "engine.build.load_inputs:close_doors", 1),
    ("after", "engine.state.work_file:Store.remember", 1),
    ("before", "engine.publish.write:publish", 1),
    ("after", "engine.publish.write:attach_public", 1),
    ("after", "engine.publish.write:copy_relation", 1),
    ("before", "engine.publish.write:verify", 1),
    ("after", "engine.publish.write:verify", 1),
    ("before", "engine.atomic_files:flush", 1),
    ("after", "engine.atomic_files:flush", 1),
    ("after", "engine.atomic_files:put_in_place", 2),
    ("after", "engine.publish.write:publish", 2),
]
root_only = pytest.mark.skipif(
    os.name != "posix" or os.geteuid() != 0, reason="needs root"
)


def assert_whole(warehouse: Path, factor: int) -> None:
    """The file is whole, and the next build succeeds and leaves nothing behind."""
    assert factor_of(warehouse / PUBLIC) == factor
    build(warehouse, 9)
    assert factor_of(warehouse / PUBLIC) == 9
    assert {path.name for path in warehouse.iterdir()} == FILES


@pytest.mark.parametrize(("when", "place", "left"), PLACES)
def test_killed_at(when: str, place: str, left: int, warehouse: Path) -> None:
    start = [sys.executable, "-m", "tests.warehouse.killed", when, place]
    ended = subprocess.run([*start, *command(warehouse, 2)[3:]], cwd=ROOT, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert_whole(warehouse, left)


def test_killed_at_any_moment(warehouse: Path) -> None:
    started = time.monotonic()
    subprocess.run(command(warehouse, 2), cwd=ROOT, check=True, capture_output=True)
    whole = time.monotonic() - started
    killed = 0
    for moment in range(MOMENTS):
        before = factor_of(warehouse / PUBLIC)
        with subprocess.Popen(
            command(warehouse, 3 + moment), cwd=ROOT, stdout=subprocess.DEVNULL
        ) as process:
            time.sleep(whole * (moment + 1) / (MOMENTS + 1))
            process.kill()
        killed += process.returncode == -signal.SIGKILL
        assert factor_of(warehouse / PUBLIC) in (before, 3 + moment)
        build(warehouse, 2)
        assert factor_of(warehouse / PUBLIC) == 2
    assert killed


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(disk)]
    if not shutil.which("mount") or subprocess.run(mount, check=False).returncode:
        pytest.skip("no tmpfs can be mounted here")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@root_only
@pytest.mark.parametrize("free", [0, 100_000, 1_000_000, 3_000_000, 6_000_000])
def test_full_disk(free: int, small_disk: Path) -> None:
    warehouse = small_disk / "warehouse"
    build(warehouse, 1)
    left = shutil.disk_usage(small_disk).free - free
    filler = small_disk / "filler"
    filler.write_bytes(bytes(left))
    standing = 1
    try:
        build(warehouse, 2)
        standing = 2
    except ProblemError:
        assert factor_of(warehouse / PUBLIC) == 1
    assert standing == 1 or free > 1_000_000, "no build fits into that little"
    filler.unlink()
    assert_whole(warehouse, standing)


@root_only
@pytest.mark.parametrize("mode", [0o755, 0o777])
def test_no_permission(mode: int, first_build: Path, tmp_path: Path) -> None:
    """To the folder, or only to the files in it."""
    with TemporaryDirectory() as open_to_all:
        Path(open_to_all).chmod(0o755)
        warehouse = Path(shutil.copytree(first_build, Path(open_to_all) / "warehouse"))
        warehouse.chmod(mode)
        script = [sys.executable, "-m", "tests.warehouse.as_nobody"]
        ended = subprocess.run(
            [*script, str(warehouse), str(tmp_path / "spare")],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode == CANNOT_READ:
            pytest.skip("an ordinary user may not read this folder")
        assert ended.returncode == 1, ended.stderr
        assert "ermission denied" in ended.stdout
        assert_whole(warehouse, 1)


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_truncated_input(
    ending: str, kept: float, warehouse: Path, tmp_path: Path
) -> None:
    inputs = tmp_path / "inputs"
    shutil.copytree(INPUTS, inputs)
    file = inputs / "amount.csv"
    file.write_text("region_id,amount\nE,1.5\nWW", encoding="utf-8")
    if ending == "parquet":
        connection = duckdb.connect()
        target = inputs / "amount.parquet"
        connection.read_csv(str(INPUTS / "amount.csv")).write_parquet(str(target))
        file.unlink()
        file = target
    if kept or ending == "parquet":
        content = file.read_bytes()
        cut = len(content) - 1 if ending == "csv" else int(len(content) * kept)
        file.write_bytes(content[: max(cut, 0)])
    with pytest.raises(ProblemError):
        build(warehouse, 2, inputs)
    assert_whole(warehouse, 1)


def test_file_of_a_writer_does_not_spoil_the_next(warehouse: Path) -> None:
    """A tool that opened the old file for writing leaves a log beside it."""
    write = (
        "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); "
        "c.execute('create table mine as select 1'); os._exit(0)"
    )
    public = str(warehouse / PUBLIC)
    subprocess.run([sys.executable, "-c", write, public], check=True)
    assert (warehouse / f"{PUBLIC}.wal").exists()
    build(warehouse, 2)
    assert_whole(warehouse, 2)
