"""Settings of the test run, and its lanes.

`pytest` alone is the fast lane; `pytest -m ""`, and the test command, run all.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

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
