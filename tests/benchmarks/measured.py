"""What a command costs: time, processor time and peak memory of all its processes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

INTERVAL = 0.1  # seconds between two looks at the processes
MEGABYTE = 1 << 20
PEAK_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
SAID = 30  # lines of a failed command


@dataclass(frozen=True)
class Usage:
    """Seconds, of wall time and of all processors, and megabytes resident at most."""

    seconds: float
    processor: float
    peak: float


class CommandFailed(Exception):
    """A command ended with another code than 0, or took too long."""


class Watched(threading.Thread):
    """Looks at a command's processes now and then; ends them after `limit` seconds."""

    def __init__(self, root: psutil.Process, limit: float | None) -> None:
        super().__init__(daemon=True)
        self.root = root
        self.limit = float("inf") if limit is None else limit
        self.processor: dict[int, float] = {}
        self.peak = 0
        self.is_over = False
        self._ended = threading.Event()

    def run(self) -> None:
        started = time.perf_counter()
        while not self._ended.is_set():
            self._look()
            if time.perf_counter() - started > self.limit:
                self.is_over = True
                self._kill()
            self._ended.wait(INTERVAL)

    def stop(self) -> None:
        self._ended.set()
        self.join()

    def _look(self) -> None:
        resident = 0
        for process in self._tree():
            with suppress(psutil.Error):
                times = process.cpu_times()
                resident += process.memory_info().rss
                self.processor[process.pid] = times.user + times.system
        self.peak = max(self.peak, resident)

    def _tree(self) -> list[psutil.Process]:
        with suppress(psutil.Error):
            return [self.root, *self.root.children(recursive=True)]
        return []

    def _kill(self) -> None:
        for process in reversed(self._tree()):
            with suppress(psutil.Error):
                process.kill()


def run(
    command: Sequence[str],
    log: Path,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    limit: float | None = None,
) -> Usage:
    """Run a command to its end; what it says goes to `log`.

    One process's peak is the system's own figure; that of several together is the
    greatest sum seen, pages that they share counted for each. Raises CommandFailed,
    after `limit` seconds at the latest.
    """
    started = time.perf_counter()
    with log.open("w", encoding="utf-8") as said:
        child = subprocess.Popen(
            list(command),
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        watched = Watched(psutil.Process(child.pid), limit)
        watched.start()
        _, status, used = os.wait4(child.pid, 0)
        spent = time.perf_counter() - started
    watched.stop()
    if watched.is_over:
        raise CommandFailed(f"stopped after {limit:g} s")
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        lines = log.read_text("utf-8", errors="replace").splitlines()
        raise CommandFailed(
            "\n".join([f"ended with code {child.returncode}", *lines[-SAID:]])
        )
    return Usage(
        spent,
        max(used.ru_utime + used.ru_stime, sum(watched.processor.values())),
        max(used.ru_maxrss * PEAK_UNIT, watched.peak) / MEGABYTE,
    )
