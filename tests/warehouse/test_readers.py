"""Readers never see an error or a mixture of two builds; builds take turns."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from filelock import FileLock

from engine.compile.project import Project
from engine.problems import ProblemError
from engine.publish.rules import publishable
from engine.publish.write import Publication, publish
from tests.projects.factor import (
    LOCK,
    PROJECT,
    PUBLIC,
    ROOT,
    WORK,
    build,
    command,
    factor_of,
    whole,
)

if TYPE_CHECKING:
    from multiprocessing.queues import Queue
    from multiprocessing.synchronize import Event

BUILDS = 8
PUBLICATIONS = 24
READERS = 2
Seen = tuple[list[int], list[str]]


def read_until(done: Event, file: Path, seen: Queue[Seen]) -> None:
    """Open, read, wait a little, read again: the same build each time."""
    factors: list[int] = []
    faults: list[str] = []
    while not done.is_set():
        try:
            with duckdb.connect(str(file), read_only=True) as connection:
                factor = whole(connection)
                time.sleep(0.05)
                if whole(connection) != factor:
                    faults.append(f"{factor} became another in an open file")
            factors.append(factor)
            time.sleep(0.05)
        except (duckdb.Error, AssertionError) as error:
            faults.append(str(error))
    seen.put((factors, faults))


def test_readers_through_dozens_of_builds(warehouse: Path) -> None:
    context = get_context("spawn")
    done, seen = context.Event(), context.Queue()
    arguments = (done, warehouse / PUBLIC, seen)
    readers = [
        context.Process(target=read_until, args=arguments) for _ in range(READERS)
    ]
    for reader in readers:
        reader.start()
    try:
        for factor in range(2, BUILDS):
            build(warehouse, factor)
        queries = publishable(Project(PROJECT).compile({}).build)
        for factor in range(100, 100 + PUBLICATIONS):
            _publish_again(warehouse, factor, Publication(queries))
    finally:
        done.set()
    results = [seen.get(timeout=60) for _ in readers]
    for reader in readers:
        reader.join()
    for factors, faults in results:
        assert not faults
        assert len(set(factors)) > 5
        assert factors == sorted(factors)


def _publish_again(warehouse: Path, factor: int, publication: Publication) -> None:
    """Another public file without the computation before it."""
    with duckdb.connect(str(warehouse / WORK)) as connection:
        for table in ("line", "total"):
            connection.execute(f"update balance.{table} set factor = {factor}")
        connection.execute(
            f"update balance.line set product = product / "
            f"(select value from reference.parameter) * {factor}"
        )
        connection.execute(
            "update balance.total set total = (select sum(product) from balance.line "
            "where line.region_id = total.region_id)"
        )
        connection.execute(f"update reference.parameter set value = {factor}")
    publish(warehouse / WORK, warehouse / PUBLIC, publication)


def test_an_open_reader_keeps_its_file_and_holds_up_no_build(warehouse: Path) -> None:
    script = (
        "import sys; from tests.projects.factor import *; "
        "c = duckdb.connect(sys.argv[1], read_only=True); print(whole(c), flush=True); "
        "sys.stdin.readline(); print(whole(c))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(warehouse / PUBLIC)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        assert reader.stdout and reader.stdout.readline() == "1\n"
        build(warehouse, 2)
        assert reader.communicate("\n")[0] == "1\n"
    assert factor_of(warehouse / PUBLIC) == 2


def test_a_second_build_says_so_in_a_line(warehouse: Path) -> None:
    with FileLock(warehouse / LOCK):
        ended = subprocess.run(
            command(warehouse, 2)[:-1],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert ended.returncode == 3 and not ended.stdout
    first, *_ = ended.stderr.splitlines()
    assert first.startswith("another build of ") and "Traceback" not in ended.stderr
    assert factor_of(warehouse / PUBLIC) == 1


def test_a_second_build_waits_if_told_to(warehouse: Path) -> None:
    lock = FileLock(warehouse / LOCK, thread_local=False)
    lock.acquire()
    asked = threading.Event()

    def let_go() -> None:
        asked.set()
        lock.release()

    build(warehouse, 2, on_busy=let_go)
    assert asked.is_set()
    assert factor_of(warehouse / PUBLIC) == 2
    with FileLock(warehouse / LOCK), pytest.raises(ProblemError, match="under way"):
        build(warehouse, 3)
