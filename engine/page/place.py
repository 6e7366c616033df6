"""Make room for the page: replace an earlier page, and nothing else."""

from __future__ import annotations

from pathlib import Path
from shutil import rmtree

from engine.problems import UsageError

ENDINGS = (".html", ".htm")
BEGINNING = 1_000


def make_room(file: Path, folder: Path, generator: str) -> None:
    """Clear an earlier page's folder. Raises UsageError for files of others."""
    if file.suffix.lower() not in ENDINGS:
        raise UsageError(f"The page is a file for the browser: {file.name}.html, say.")
    if file.is_dir() or (file.is_file() and not _is_page(file, generator)):
        raise UsageError(f"{file} is not a page that this program wrote; name another.")
    if folder.is_dir():
        others = [path for path in folder.iterdir() if not _is_part(path)]
        if others:
            raise UsageError(f"{folder} holds other files, such as {others[0].name}.")
        rmtree(folder)
    file.parent.mkdir(parents=True, exist_ok=True)


def _is_page(file: Path, generator: str) -> bool:
    with file.open("rb") as content:
        return f'content="{generator}"'.encode() in content.read(BEGINNING)


def _is_part(path: Path) -> bool:
    if path.suffix != ".js" or not path.is_file():
        return False
    with path.open("rb") as content:
        return content.read(9) == b"PAGE.add("
