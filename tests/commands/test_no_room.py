"""Every command on a read-only and on a full disk: words, a code, no traceback.

A small disk of its own is mounted for it, which needs root on Linux.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.cli import COMMANDS
from engine.cli.exit import Exit
from tests.commands.test_commands import Done, run
from tests.projects.tiny import lay_out

DRAFT = "-- One row.\n-- @key(a)\nSELECT 1 AS a -- one\n"
INVENTED = "-- One row.\n-- @write(headcount)\n-- @key(a)\nselect 1 as a -- one\n"
# What each command is asked; what it writes lies on the disk.
READS = {
    "check": "check",
    "compile": "compile supply.total",
    "diff": "diff warehouse warehouse",
    "explain": "explain nurse",
    "lineage": "lineage supply.total",
    "lint": "lint",
    "plan": "plan --inputs inputs",
    "show": "show supply.total",
    "test": "test supply.visited",
    "whatif": "whatif --set threshold=5",  # builds where temporary files go
}
WRITES = {
    "build": "build --inputs inputs --set threshold=5",
    "build elsewhere": "build --inputs inputs --warehouse other",
    "catalog": "catalog site",
    "export": "export balance.verdict verdict.csv",
    "export json": "export balance.verdict verdict.json",
    "export parquet": "export balance.verdict verdict.parquet",
    "export xlsx": "export balance.verdict verdict.xlsx",
    "fmt": "fmt",
    "init": "init mine",
    "new": "new supply.fresh",
    "synthesize": "synthesize country --scale 0.05",
    "test --record": "test --record supply.total --name kept",
}
# Many files, a folder of their own: what was written before the disk was full stays.
PARTS_STAY = ("build elsewhere", "catalog", "init", "synthesize")
# What has nothing to write here: no balance to draw, no database to copy into.
OTHERS = {
    "page": "page balance.html",
    "publish": "publish --to postgresql://localhost:1/none",
}


def mount(*words: str) -> bool:
    done = subprocess.run(["mount", *words], capture_output=True, check=False)
    return done.returncode == 0


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A disk of a few megabytes with a built project on it."""
    folder = tmp_path_factory.mktemp("disk")
    if sys.platform != "linux" or not shutil.which("mount"):
        pytest.skip("no disk can be mounted here")
    if not mount("-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)):
        pytest.skip("no disk can be mounted here: that needs root")
    try:
        root = folder / "project"
        drafts = {
            "queries/supply/draft.sql": DRAFT,
            "queries/synthetic/invented.sql": INVENTED,
        }
        lay_out(root, drafts)
        done = run(root, "build --inputs inputs --warehouse warehouse")
        assert done.returncode == 0, done.stderr
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=False)


@pytest.fixture(scope="module")
def expected(disk: Path) -> dict[str, Done]:
    """What the commands that only read end with as long as there is room."""
    return {name: run(disk / "project", words) for name, words in READS.items()}


@pytest.fixture
def read_only(disk: Path, expected: dict[str, Done]) -> Iterator[Path]:
    assert mount("-o", "remount,ro", str(disk))
    yield disk / "project"
    assert mount("-o", "remount,rw", str(disk))


@pytest.fixture
def full(disk: Path, expected: dict[str, Done]) -> Iterator[Path]:
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12):
            while True:
                try:
                    if file.write(b"\1" * size) < size:
                        break
                except OSError:
                    break
    yield disk / "project"
    filler.unlink()


def files(root: Path) -> dict[Path, bytes]:
    """What lies in a project beside its warehouse."""
    return {
        path: path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and "warehouse" not in path.parts
    }


def ends_well(done: Done) -> None:
    assert "Traceback" not in done.stderr
    assert done.returncode in [int(code) for code in Exit]
    assert done.returncode == 0 or (done.stdout + done.stderr).strip()


def test_every_command_is_tried() -> None:
    tried = {words.split()[0] for words in (*READS.values(), *WRITES.values())}
    assert tried | set(OTHERS) == set(COMMANDS)


@pytest.mark.parametrize("name", READS)
def test_what_reads_reads_on_a_read_only_disk(
    name: str, read_only: Path, expected: dict[str, Done]
) -> None:
    assert run(read_only, READS[name]) == expected[name]


@pytest.mark.parametrize("name", WRITES)
def test_what_writes_says_that_the_disk_is_read_only(
    name: str, read_only: Path
) -> None:
    done = run(read_only, WRITES[name])
    ends_well(done)
    assert done.returncode == Exit.FAULT, done.stderr
    assert "ead-only file system" in done.stderr


@pytest.mark.parametrize("name", READS)
def test_what_reads_reads_on_a_full_disk(
    name: str, full: Path, expected: dict[str, Done]
) -> None:
    assert run(full, READS[name]) == expected[name]


@pytest.mark.parametrize("name", WRITES)
def test_what_writes_is_to_be_tried_again_on_a_full_disk(name: str, full: Path) -> None:
    before = files(full)
    done = run(full, WRITES[name])
    ends_well(done)
    assert done.returncode == Exit.RETRY, done.stderr
    if name not in PARTS_STAY:
        assert files(full) == before


@pytest.mark.parametrize("name", OTHERS)
def test_the_others_end_well(name: str, read_only: Path) -> None:
    done = run(read_only, OTHERS[name])
    ends_well(done)
    assert done.returncode != 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_standard_output_is_told(tmp_path: Path) -> None:
    code = "from engine.cli import program; program()"
    with Path("/dev/full").open("w") as nowhere:
        done = subprocess.run(
            [sys.executable, "-c", code, "compile", "supply.total", "--project", "."],
            cwd=lay_out(tmp_path),
            stdout=nowhere,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == Exit.RETRY, done.stderr
    assert "No space left" in done.stderr and "Traceback" not in done.stderr
