"""Settings of the test run, and its lanes.

`pytest` alone is the fast lane; `pytest -m ""`, and the test command, run all.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.browser import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

settings.register_profile(
    "here",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile(
    "search", parent=settings.get_profile("here"), derandomize=False
)
settings.load_profile("here")

TESTS = Path(__file__).parent
# What builds countries, attacks and simulates them, starts servers or browsers.
SLOW = (
    "balance",
    "catalog",
    "determinism",
    "disclosure",
    "page",
    "postgres",
    "recruitment",
    "simulation",
    "spells",
    "supply",
    "synthetic",
    "warehouse",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of the slow folders."""
    for item in items:
        if item.path.relative_to(TESTS).parts[0] in SLOW:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once: a process can drive one browser at a time."""
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium(), args=arguments
        )
        yield launched
        launched.close()
