"""Tables that another engine has made: their rows lie in folders of Parquet beside the
work file, which has a view of each.

A folder is named by its relation and the fingerprint in that relation's state. So it
counts from the commit of the state on, and what no state names is nobody's.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from engine.engines.connections import ROWS, beside, file_of
from engine.engines.duckdb_engine import DuckDB
from engine.names import Name, literal, quote


def rows_folder(work: Path, name: Name, fingerprint: str) -> Path:
    """Where the rows of a relation lie, if another engine has made it."""
    return beside(work) / _within(name, fingerprint)


def show(
    engine: DuckDB, name: Name, fingerprint: str, columns: Sequence[tuple[str, str]]
) -> None:
    """Make the view of a folder; `columns` are names and DuckDB's types, which others
    may have written as wider ones."""
    files = literal(f"{_within(name, fingerprint)}/*.parquet")
    typed = ",\n    ".join(
        f"cast({quote(column)} as {kind}) as {quote(column)}"
        for column, kind in columns
    )
    sql = f"select\n    {typed}\nfrom read_parquet({files})"
    engine.create(name, sql, "view")


def without_rows(engine: DuckDB, fingerprints: Mapping[Name, str]) -> set[Name]:
    """The relations whose rows should lie beside the file, and are gone.
    `fingerprints` are those of all tables."""
    work = file_of(engine.connection)
    return {
        name
        for name, stored_as in engine.relations().items()
        if stored_as == "view" and name in fingerprints
        if not (work and rows_folder(work, name, fingerprints[name]).is_dir())
    }


@contextmanager
def unnamed_removed(
    work: Path, fingerprints: Callable[[], Mapping[Name, str]]
) -> Iterator[None]:
    """Remove what no state names: before the block what a killed build has left, after
    it what it has replaced. `fingerprints` are those that are committed."""
    _remove_unnamed(work, fingerprints())
    yield
    _remove_unnamed(work, fingerprints())


def _remove_unnamed(work: Path, fingerprints: Mapping[Name, str]) -> None:
    root = beside(work)
    if not root.is_dir():
        return
    named = {rows_folder(work, *one) for one in fingerprints.items()}
    kept = named.intersection((root / ROWS).glob("*/*"))
    if not kept:
        shutil.rmtree(root)
        return
    needed = {*kept, *(parent for folder in kept for parent in folder.parents)}
    for folder in (*root.glob(f"{ROWS}/*/*"), *root.glob(f"{ROWS}/*"), *root.glob("*")):
        if folder not in needed and folder.is_dir():
            shutil.rmtree(folder)


def copy_rows(work: Path, other: Path) -> None:
    """Give a copy of a work file the rows beside it: links where the disk has them,
    which stay when the folders here are removed."""
    if beside(work).is_dir():
        shutil.copytree(beside(work), beside(other), copy_function=_linked)


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk, or one without links
        shutil.copy2(source, target)


def _within(name: Name, fingerprint: str) -> str:
    return f"{ROWS}/{name}/{fingerprint}"
