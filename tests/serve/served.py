"""The command `amb serve` as a process of its own, and its clients."""

from __future__ import annotations

import os
import queue
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pymysql

from tests.warehouse.small import ROOT

TOKEN = "a token of the tests"
PATIENCE = 30  # seconds, for a machine that is busy
SCRIPT = "from engine.cli import program; program()"


@dataclass
class Served:
    """A server under way."""

    process: subprocess.Popen[str]
    port: int
    said: list[str] = field(default_factory=list)

    def connect(self, **more: Any) -> Any:
        given = {"user": "amb", "password": TOKEN, "database": "balance"} | more
        return pymysql.connect(
            host="127.0.0.1",
            port=self.port,
            connect_timeout=PATIENCE,
            read_timeout=PATIENCE,
            **given,
        )

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """By a client of its own."""
        with self.connect() as connection:
            return ask(connection, sql)


def ask(connection: Any, sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def command(warehouse: Path, *options: str) -> list[str]:
    start = [sys.executable, "-c", SCRIPT, "serve", "--warehouse", str(warehouse)]
    return [*start, *options]


@contextmanager
def serving(
    warehouse: Path, *options: str, token: str | None = TOKEN
) -> Iterator[Served]:
    environment = {k: v for k, v in os.environ.items() if k != "AMB_TOKEN"}
    if token is not None:
        environment["AMB_TOKEN"] = token
    with subprocess.Popen(
        command(warehouse, "--port", "0", *options),
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield _ready(process)
        finally:
            process.kill()


def _ready(process: subprocess.Popen[str]) -> Served:
    assert process.stderr is not None
    lines: queue.Queue[str] = queue.Queue()
    stream = process.stderr

    def listen() -> None:
        for line in stream:
            lines.put(line)
        lines.put("(ended)")

    threading.Thread(target=listen, daemon=True).start()
    said: list[str] = []
    while True:
        try:
            said.append(lines.get(timeout=PATIENCE))
        except queue.Empty:
            said.append("(silent)")
        assert said[-1] not in {"(ended)", "(silent)"}, said
        found = re.search(r"Serving .* on 127\.0\.0\.1:(\d+)", said[-1])
        if found:
            return Served(process, int(found[1]), said)
