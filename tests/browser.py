"""Where Chromium is. Without it browser tests skip, saying so; where a run must have
it (AMB_REQUIRE_CHROMIUM=1, as in CI) they fail instead."""

from __future__ import annotations

import os
import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("AMB_CHROMIUM") or next(
    filter(None, map(shutil.which, NAMES)), None
)
REQUIRED = os.environ.get("AMB_REQUIRE_CHROMIUM", "") not in ("", "0")
MISSING = "no Chromium here: apt-get install chromium, or set AMB_CHROMIUM"
needs_chromium = pytest.mark.skipif(CHROMIUM is None and not REQUIRED, reason=MISSING)


def chromium() -> str:
    """The path of Chromium. Fails the test where it is missing."""
    if CHROMIUM is None:
        pytest.fail(MISSING)
    return CHROMIUM
