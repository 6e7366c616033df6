"""Where a project lies: the folder with queries/ and macros/."""

from __future__ import annotations

from pathlib import Path

from engine.problems import UsageError
from engine.program import PACKAGE

INSTALLED = PACKAGE / "project_files"
WAREHOUSE = Path("warehouse")


def is_project(folder: Path) -> bool:
    """Whether a folder holds a project. Git keeps no empty folder: one without macros
    is known by its settings."""
    queries = folder / "queries"
    has_macros = (folder / "macros").is_dir()
    return queries.is_dir() and (has_macros or (queries / "project.toml").is_file())


def find_root(start: Path | None = None) -> Path:
    """The project at `start`, else upwards from the current folder, else the installed
    one, which nothing may write to. Raises UsageError."""
    if start is not None:
        if not is_project(start):
            raise UsageError(f"{start} has no folders queries/ and macros/.")
        return start.resolve()
    here = Path.cwd()
    for folder in (here, *here.parents, INSTALLED, PACKAGE.parent):
        if is_project(folder):
            return folder
    raise UsageError("No project here: no folders queries/ and macros/.")


def is_installed(root: Path) -> bool:
    """Whether a project is a part of the installed package."""
    return root.resolve().is_relative_to(PACKAGE)


def default_warehouse(start: Path | None = None) -> Path:
    """The folder `warehouse` of the project; of the current folder where the project is
    the installed one."""
    try:
        root = find_root(start)
    except UsageError:
        return WAREHOUSE
    here = Path.cwd()
    return WAREHOUSE if is_installed(root) or root == here else root / WAREHOUSE
