"""The proof that what is published tells of no person, kept between builds.

It is on the SQL alone: the same queries need it once. Only success is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from engine.compile.cache import key
from engine.compile.query import Query
from engine.publish.rules import publishable

FILE = ".published.key"


def proved(queries: Sequence[Query], warehouse: Path) -> list[Query]:
    """The published queries, as `publishable` gives them; raises its ProblemError."""
    file = warehouse / FILE
    now = key("publishable", *(f"{query.name}\0{query.sql}" for query in queries))
    with suppress(OSError, UnicodeDecodeError):
        file.chmod(0o600)
        if file.read_text("utf-8") == now:
            return [query for query in queries if query.published]
    published = publishable(queries)
    with suppress(OSError):  # a folder that cannot be written keeps none
        warehouse.mkdir(parents=True, exist_ok=True)
        file.touch(0o600)
        file.write_text(now, "utf-8")
    return published
