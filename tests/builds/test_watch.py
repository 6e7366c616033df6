"""amb build --watch: a save builds again, a fault is told and waiting goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from queue import Queue
from threading import Event, Thread

from engine.build.watch import rebuild_on_save
from engine.compile.project import Project
from tests.projects.two_inputs import project

QUERY = "-- One row.\n-- @key(x)\nselect 1 as x -- it\n"


class Watched:
    """A project under watch; `builds` and `said` hold what happened."""

    def __init__(self, root: Path) -> None:
        self.file = root / "queries/out/t.sql"
        self.project = project(root, {"out.t": QUERY})
        self.builds: Queue[int] = Queue()
        self.said: Queue[str] = Queue()
        self.stop = Event()
        self.during: Callable[[], None] | None = None
        self.thread = Thread(target=self._watch)

    def _watch(self) -> None:
        rebuild_on_save(self.project, None, self._build, self.said.put, self.stop)

    def _build(self) -> None:
        during, self.during = self.during, None
        if during:
            during()
        queries = Project(self.project.root).compile().queries
        self.builds.put(len(queries))

    def __enter__(self) -> Watched:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join(20)
        assert not self.thread.is_alive()

    def hear(self, words: str) -> str:
        while words not in (line := self.said.get(timeout=20)):
            pass
        return line


def test_a_save_builds_again(tmp_path: Path) -> None:
    with Watched(tmp_path / "p") as watched:
        assert watched.builds.get(timeout=20) == 3
        watched.file.with_name("u.sql").write_text(QUERY, "utf-8")
        assert watched.builds.get(timeout=20) == 4
        watched.hear("u.sql")


def test_a_fault_is_told_and_mended(tmp_path: Path) -> None:
    with Watched(tmp_path / "p") as watched:
        watched.builds.get(timeout=20)
        watched.file.write_text(QUERY.replace("1", "{{ nothing }}"), "utf-8")
        assert "t.sql:3" in watched.hear("nothing")
        watched.hear("Nothing was published")
        watched.file.write_text(QUERY, "utf-8")
        assert watched.builds.get(timeout=20) == 3


def test_a_save_during_a_build_is_not_missed(tmp_path: Path) -> None:
    watched = Watched(tmp_path / "p")
    other = watched.file.with_name("u.sql")

    def save() -> None:
        watched.builds.put(0)
        other.write_text(QUERY, "utf-8")

    watched.during = save
    with watched:
        assert watched.builds.get(timeout=20) == 0
        watched.hear("u.sql")
