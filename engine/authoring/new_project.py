"""A project that its user owns: a copy of the shipped queries, macros and cases."""

from __future__ import annotations

import shutil
from pathlib import Path

from engine.problems import UsageError
from engine.program import PACKAGE
from engine.project_root import INSTALLED, is_project

PARTS = ("queries", "macros", "tests/queries")
IGNORED = "/warehouse/\n"


def write_project(directory: Path) -> list[Path]:
    """Write the shipped project into a folder; the files written.

    Raises UsageError where the folder holds a part of a project already; then nothing
    is written.
    """
    source = INSTALLED if is_project(INSTALLED) else PACKAGE.parent
    for part in (*PARTS, ".gitignore"):
        if (directory / part).exists():
            raise UsageError(
                f"{directory / part} is there already; nothing was written."
            )
    written: list[Path] = []
    for part in PARTS:
        for path in sorted((source / part).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                target = directory / path.relative_to(source)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
                written.append(target)
    (directory / ".gitignore").write_text(IGNORED, "utf-8")
    return written
