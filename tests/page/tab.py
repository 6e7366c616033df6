"""A browser's tab with the page in it."""

from __future__ import annotations

import time
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator

PATIENCE = 60_000
WIDE = (1280, 900)


class Tab:
    """Opens addresses of the page and keeps what the browser complained of and what
    the page asked for beyond its own file."""

    def __init__(
        self, browser: Browser, file: Path, size: tuple[int, int] = WIDE
    ) -> None:
        self.file = file
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, accept_downloads=True
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda line: (
                self.complaints.append(line.text)
                if line.type in ("error", "warning")
                else None
            ),
        )
        self.page.on("request", lambda request: self._asked(request.url))

    def _asked(self, url: str) -> None:
        address = self.file.as_uri()
        if not url.startswith((address, "data:", "blob:")):
            self.requests.append(url)

    def go(self, address: str = "") -> Tab:
        """Open an address of the page anew and wait until it is drawn."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.file.as_uri()}{address}")
        self.page.wait_for_selector("html[data-ready]", state="attached")
        return self

    def drawn(self) -> None:
        """Wait until what the address names is drawn."""
        self.until("document.documentElement.dataset.drawn === location.hash")

    def until(self, expression: str) -> None:
        """Wait until an expression holds; the page's policy forbids that the page
        itself evaluates one."""
        end = time.monotonic() + PATIENCE / 1000
        while not self.page.evaluate(expression):
            assert time.monotonic() < end, f"never: {expression}"
            time.sleep(0.02)

    @property
    def address(self) -> str:
        return str(self.page.evaluate("decodeURI(location.hash)"))

    @property
    def heading(self) -> str:
        return self.page.inner_text("h1")

    @property
    def text(self) -> str:
        return self.page.inner_text("main")

    @property
    def barriers(self) -> list[tuple[str, list[str]]]:
        """What axe finds against the view: the rule, and where it is broken."""
        answer = Axe().run(self.page, options={"resultTypes": ["violations"]})
        return [
            (one["id"], [node["html"][:200] for node in one["nodes"][:3]])
            for one in answer.response["violations"]
        ]

    @property
    def width(self) -> int:
        """How wide the view is; more than the window is a scroll sideways."""
        return int(self.page.evaluate("document.documentElement.scrollWidth"))

    def find(self, selector: str) -> Locator:
        return self.page.locator(selector)

    def close(self) -> None:
        self.context.close()
