"""The proof that what is published tells of no person, kept between builds.

It is on the SQL alone: the same queries need it once. Only success is kept, with what
it went by.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from engine.compile.cache import key
from engine.compile.query import Query
from engine.lineage.across_queries import Lineage
from engine.lineage.persons import person_columns
from engine.names import Name
from engine.publish.rules import publishable

FILE = ".published.key"


@dataclass(frozen=True)
class Proof:
    """The queries that may be published, and the columns of each relation that identify
    a person, in lower case."""

    published: Sequence[Query]
    persons: Mapping[Name, set[str]]


def proved(queries: Sequence[Query], warehouse: Path) -> Proof:
    """What may be published, as `publishable` tells it; raises its ProblemError."""
    file = warehouse / FILE
    now = key("publishable", *(f"{query.name}\0{query.sql}" for query in queries))
    persons = _kept(file, now)
    if persons is None:
        lineage = Lineage(queries)
        persons = person_columns(queries, lineage)
        publishable(queries, lineage, persons)
        _keep(file, now, persons)
    return Proof([query for query in queries if query.published], persons)


def _kept(file: Path, now: str) -> dict[Name, set[str]] | None:
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        file.chmod(0o600)
        entry = json.loads(file.read_text("utf-8"))
        if entry["proof"] == now:
            return {Name.of(name): set(c) for name, c in entry["persons"].items()}
    return None


def _keep(file: Path, now: str, persons: Mapping[Name, set[str]]) -> None:
    listed = {str(name): sorted(columns) for name, columns in persons.items()}
    with suppress(OSError):  # a folder that cannot be written keeps none
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(0o600)
        file.write_text(json.dumps({"proof": now, "persons": listed}), "utf-8")
