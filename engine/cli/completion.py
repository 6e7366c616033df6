"""Shell completion: from the names of files alone, nothing heavy is loaded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from engine.problems import UsageError
from engine.project_root import find_root

PARAMETERS = Path("queries/reference/parameter_default.sql")
PARAMETER = re.compile(r"^\s*\(\s*'(\w+)'\s*,\s*'", re.MULTILINE)


def complete_relation(incomplete: str) -> list[str]:
    """Relations, SCHEMA.NAME, that begin so."""
    names = (f"{p.parent.name}.{p.name.split('.')[0]}" for p in _queries())
    return sorted(name for name in names if name.startswith(incomplete))


def complete_setting(incomplete: str) -> list[str]:
    """Parameters, NAME=, that begin so."""
    path = _root() / PARAMETERS
    if not path.is_file():
        return []
    names = dict.fromkeys(PARAMETER.findall(path.read_text("utf-8-sig")))
    return [f"{name}=" for name in names if name.startswith(incomplete)]


def _queries() -> Iterator[Path]:
    return (_root() / "queries").glob("*/*.sql")


def _root() -> Path:
    try:
        return find_root()
    except UsageError:
        return Path.cwd()
