"""Takes the picture of the README: the page of a built warehouse in Chromium.

python -m tests.picture [WAREHOUSE] [FILE.png]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from engine.page.write import write_page
from tests.browser import chromium

WIDTH, HEIGHT, SCALE = 1280, 1180, 0.75


def take(warehouse: Path, picture: Path) -> None:
    """The overview of the country in English, as it opens."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "balance.html"
        write_page(warehouse, file)
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=SCALE
        )
        page.goto(f"{file.as_uri()}#/en///overview")
        page.wait_for_selector("html[data-ready]", state="attached")
        page.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    words = [*sys.argv[1:], "warehouse", "warehouse/page.png"][:2]
    take(Path(words[0]), Path(words[1]))
