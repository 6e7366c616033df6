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
# What builds countries, attacks and simulates them, runs commands from end to end,
# starts servers or browsers: folders, and files of folders that are fast else.
SLOW = (
    "api",
    "authoring/test_cases.py",
    "authoring/test_format_keeps_text.py",
    "authoring/test_guide.py",
    "authoring/test_lint.py",
    "authoring/test_new.py",
    "balance",
    "builds/test_incremental.py",
    "builds/test_killed.py",
    "catalog",
    "checks/test_checks.py",
    "checks/test_keys_ascend.py",
    "commands",
    "compile/test_cache.py",
    "determinism",
    "diagnose/test_every_kind.py",
    "disclosure",
    "engines/test_same_words.py",
    "export",
    "inputs/test_contracts.py",
    "inputs/test_csv.py",
    "inputs/test_geojson.py",
    "lineage/test_cases.py",
    "lineage/test_command.py",
    "page",
    "postgres",
    "recruitment",
    "shortage/test_two_levels.py",
    "simulation",
    "spells",
    "supply",
    "synthetic",
    "warehouse",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow tests."""
    for item in items:
        path = item.path.relative_to(TESTS)
        if {path.parts[0], path.as_posix()} & {*SLOW}:
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
