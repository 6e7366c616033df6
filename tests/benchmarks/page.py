"""What the page costs a browser: bytes, and processor time of its main thread.

    python -m tests.benchmarks.page [WAREHOUSE] [RUNS]

The least of the runs; time on the wall says little on a busy machine. Writing the page
is timed in processor seconds too.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

from engine.page.write import write_page
from tests.browser import chromium

DRAWN = "document.documentElement.dataset.drawn === location.hash"
Step = Callable[[Page], Any]


def to(address: str) -> Step:
    """Going to an address of the open page, until it is drawn."""

    def go(page: Page) -> None:
        page.evaluate(f"location.hash = {address!r}")
        while not page.evaluate(DRAWN):
            time.sleep(0.01)

    return go


def typing(text: str) -> Step:
    return lambda page: page.fill("#search", text)


STEPS: dict[str, Step] = {
    "another area": to("#/da//1082/overview"),
    "another half-year": to("#/da/2024H2/1082/overview"),
    "a title, first time": to("#/da//1082/title/T0197"),
    "another title": to("#/da//1082/title/T0300"),
    "another area, a title": to("#/da//1084/title/T0300"),
    "the shortage list": to("#/da//DK/shortage"),
    "another area, the shortage list": to("#/da//1084/shortage"),
    "changes": to("#/da//DK/changes"),
    "another area, changes": to("#/da//1084/changes"),
    "a keystroke in the search": typing("s"),
    "a longer word in the search": typing("sygeplerske"),
}


@contextmanager
def opened(file: Path) -> Iterator[tuple[Page, CDPSession]]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        yield page, session
        browser.close()


def spent(session: CDPSession) -> float:
    """Milliseconds of tasks on the main thread so far."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    seconds = next(m["value"] for m in metrics if m["name"] == "TaskDuration")
    return 1000 * float(seconds)


def measure(file: Path) -> dict[str, float]:
    """Milliseconds for opening the page and for each step after it."""
    seconds: dict[str, float] = {}
    with opened(file) as (page, session):
        before = spent(session)
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")
        seconds["open"] = spent(session) - before
        for name, step in STEPS.items():
            before = spent(session)
            step(page)
            page.evaluate("new Promise(done => requestAnimationFrame(() => done()))")
            seconds[name] = spent(session) - before
    return seconds


def main(warehouse: Path, runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "balance.html"
        started = time.process_time()
        written = write_page(warehouse, file)
        took = time.process_time() - started
        print(f"{'writing it, processor s':30} {took:8.1f}")
        print(f"{'bytes':30} {written.bytes:8,}")
        measured = [measure(file) for _ in range(runs)]
    for name in measured[0]:
        least = min(one[name] for one in measured)
        print(f"{name + ', ms':30} {least:8.0f}")


if __name__ == "__main__":
    given = sys.argv[1:]
    words = given + ["warehouse", "5"][len(given) :]
    main(Path(words[0]), int(words[1]))
