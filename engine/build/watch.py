"""Rebuild whenever a file of the project or of its inputs is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

from engine.compile.project import Project
from engine.inputs.formats import COMPRESSED, FORMATS
from engine.problems import ProblemError

ENDINGS = (".sql", ".toml", *FORMATS, *COMPRESSED)


def rebuild_on_save(
    project: Project,
    inputs: Path | None,
    build: Callable[[], None],
    say: Callable[[str], None],
    stop: Event | None = None,
) -> None:
    """Build now and after every save, going on after a fault; until interrupted."""
    folders = [project.root / "queries", project.root / "macros"]
    if inputs:
        folders.append(inputs.resolve())
    changes = _changes([folder for folder in folders if folder.is_dir()], stop)
    saved = next(changes)  # from here on, a save during a build is not missed
    while True:
        for path in saved:
            say(f"Saved: {path.name}")
        try:
            build()
        except ProblemError as error:
            for problem in error.problems:
                say(f"{problem}\n")
            say("Nothing was published; what stood before stands.")
        say("Waiting for a file to be saved. Ctrl+C ends it.")
        saved = next((paths for paths in changes if paths), [])
        if not saved:
            return


def _changes(folders: list[Path], stop: Event | None) -> Iterator[list[Path]]:
    """The files of each save, and now and then none."""
    from watchfiles import watch

    for changed in watch(
        *folders,
        watch_filter=lambda _, path: path.lower().endswith(ENDINGS),
        stop_event=stop,
        debounce=200,
        rust_timeout=200,
        yield_on_timeout=True,
        raise_interrupt=False,
    ):
        yield sorted({Path(path) for _, path in changed})
