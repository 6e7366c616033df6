"""Where Spark itself cannot be had, its tests say so loudly, and are not red."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.engines import on_spark


def refused(words: list[str], **_: object) -> None:
    raise subprocess.CalledProcessError(1, words)


@pytest.mark.parametrize(
    ("java", "user", "says"),
    [
        (None, 1000, "there is no Java 17, and only root can install it"),
        (None, 0, "apt has no lists"),
        ("/usr/bin/java", 1000, "PySpark did not install"),
    ],
)
def test_what_is_missing_is_said(
    java: str | None,
    user: int,
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    there = {"java": java, "apt-get": "/usr/bin/apt-get"}
    monkeypatch.setattr("shutil.which", there.get)
    monkeypatch.setattr("os.geteuid", lambda: user)
    monkeypatch.setattr(subprocess, "run", refused)
    monkeypatch.setattr(on_spark, "SERVER", tmp_path / "none")
    monkeypatch.setenv("DEBIAN_FRONTEND", "noninteractive")
    assert on_spark.main([]) == 0
    assert f"SPARK ITSELF WAS NOT TESTED: {says}" in capsys.readouterr().err
