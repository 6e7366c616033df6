"""Public files written by hand, and what a database answers."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import duckdb
import psycopg

from engine.postgres.publish import Published, publish
from engine.postgres.target import Target
from tests.projects.factor import PUBLIC

REGION = "create schema reference; create table reference.region as "
KEY = "comment on table reference.region is 'The regions, one row each. Key: id.'"


def write(folder: Path, *statements: str) -> Path:
    """A warehouse whose public file these statements of DuckDB make."""
    folder.mkdir(exist_ok=True)
    (folder / PUBLIC).unlink(missing_ok=True)
    with duckdb.connect(str(folder / PUBLIC)) as connection:
        for statement in statements:
            connection.execute(statement)
    return folder


def regions(folder: Path, *names: str) -> Path:
    """A warehouse with the one table reference.region: its ids are these."""
    values = ", ".join(f"('{name}')" for name in names)
    table = f"{REGION} select * from (values {values}) as v (id)"
    return write(folder, table, KEY)


def put(warehouse: Path, address: str, **more: Any) -> Published:
    return publish(warehouse, Target(address, **more))


def ask(address: str, sql: str) -> list[tuple[Any, ...]]:
    """The rows that a new connection gets; none where the statement gives none."""
    with psycopg.connect(
        address, autocommit=True, client_encoding="utf8"
    ) as connection:
        cursor = connection.execute(sql.encode())
        return cursor.fetchall() if cursor.description else []


def role(address: str, password: str = "x") -> str:
    """A new role that may log in."""
    name = f"role_{uuid.uuid4().hex[:8]}"
    ask(address, f"create role {name} login password '{password}'")
    return name
