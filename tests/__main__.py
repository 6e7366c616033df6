"""All checks of the project, one after the other: `python -m tests`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from engine.engines.spark.connect import has_server
from tests.browser import CHROMIUM, MISSING
from tests.engines.conftest import NO_SPARK

ROOT = Path(__file__).resolve().parents[1]
CHECKS = (
    [sys.executable, "-m", "ruff", "check", "."],
    [sys.executable, "-m", "ruff", "format", "--check", "."],
    [sys.executable, "-m", "mypy"],
    [str(Path(sys.executable).with_name("lint-imports"))],
    [sys.executable, "-m", "pytest", "-m", "", "-n", "2"],
)


def main() -> int:
    """Run every check; 0 if all pass."""
    failed = []
    for check in CHECKS:
        name = " ".join(check[2:]) or Path(check[0]).name
        print(f"== {name}", flush=True)
        if subprocess.run(check, cwd=ROOT, check=False).returncode:
            failed.append(name)
    if CHROMIUM is None:
        print(f"THE PAGE WAS NOT TESTED IN A BROWSER: {MISSING}", file=sys.stderr)
    if not has_server():
        print(f"SPARK ITSELF WAS NOT TESTED HERE: {NO_SPARK}", file=sys.stderr)
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
