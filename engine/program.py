"""This program as a value: a hash of its code, for what must change with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGE = Path(__file__).parent
# These packages are above `build`: they cannot change what it writes (import-linter).
FRONTS = (
    "api.py",
    "authoring",
    "balance",
    "catalog",
    "cli",
    "export",
    "page",
    "postgres",
)


@cache
def program_hash() -> str:
    """A hash of all modules that a build can run, names included."""
    total = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        within = path.relative_to(PACKAGE)
        if within.parts[0] not in (*FRONTS, "project_files"):
            total.update(f"{within.as_posix()}\0".encode())
            total.update(path.read_bytes())
    return total.hexdigest()


def library_version(name: str) -> str:
    """The version of an installed distribution, `unknown` where there is none."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"


def library_versions(names: Iterable[str]) -> dict[str, str]:
    return {name: library_version(name) for name in names}
