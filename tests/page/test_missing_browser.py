"""Where there is no Chromium: never silently."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests import __main__ as all_checks
from tests.harness import ROOT


@pytest.mark.parametrize(("required", "skips"), [("", "True"), ("1", "False")])
def test_browser_tests_skip_only_where_they_may(required: str, skips: str) -> None:
    """Without the browser they skip, saying so; in a run that must have it they run,
    and fail."""
    code = "from tests.browser import *; print(needs_chromium.args[0]); chromium()"
    environment = os.environ | {"PATH": "", "AMB_REQUIRE_CHROMIUM": required}
    environment.pop("AMB_CHROMIUM", None)
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout.strip() == skips
    assert ran.returncode != 0 and "apt-get install chromium" in ran.stderr


def test_the_test_command_says_so_at_its_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(all_checks, "CHECKS", ())
    for chromium, is_said in ((None, True), ("/usr/bin/chromium", False)):
        monkeypatch.setattr(all_checks, "CHROMIUM", chromium)
        assert all_checks.main() == 0
        assert ("NOT TESTED IN A BROWSER" in capsys.readouterr().err) is is_said
