"""The fast lane on every version that is promised: `python -m tests.matrix`.

DuckDB 1.5 and 2.0, each on Python 3.11 and on the newest that this machine has, every
pair in an environment of its own. Says loudly which Python is missing.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DUCKDB = ("1.5.*", "2.0.*")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def interpreters() -> dict[str, str]:
    """The oldest Python that is promised, and the newest that is here."""
    paths = {version: _interpreter(version) for version in PYTHONS}
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    here = {version: p for version, p in paths.items() if p} | {running: sys.executable}
    ends = {PYTHONS[0], max(here, key=lambda version: int(version.split(".")[1]))}
    return {version: path for version, path in here.items() if version in ends}


def _interpreter(version: str) -> str | None:
    """One that runs: on the path, or among those of pyenv, whose shims may not."""
    pyenv = Path.home() / ".pyenv" / "versions"
    installed = sorted(pyenv.glob(f"{version}.*/bin/python{version}"), reverse=True)
    named = shutil.which(f"python{version}")
    candidates = [*([named] if named else []), *map(str, installed)]
    return next(filter(_runs, candidates), None)


def _runs(python: str) -> bool:
    return subprocess.run([python, "-V"], capture_output=True).returncode == 0


def passes(python: str, duckdb: str, lane: Sequence[str]) -> bool:
    """Whether the tests pass there."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([python, "-m", "venv", folder], check=True)
        inside = str(Path(folder) / "bin" / "python")
        install = [inside, "-m", "pip", "install", "--quiet"]
        wanted = ["--editable", f"{ROOT}[test]", f"duckdb=={duckdb}"]
        if subprocess.run([*install, *wanted], check=False).returncode:
            return False
        tests = [inside, "-m", "pytest", *lane]
        return subprocess.run(tests, cwd=ROOT, check=False).returncode == 0


def main() -> int:
    """Run every pair; 0 if all pass. Further arguments go to pytest."""
    here = interpreters()
    for version in {PYTHONS[0], PYTHONS[-1]} - set(here):
        print(f"NOT TESTED: no python{version} on this machine", file=sys.stderr)
    failed = []
    for version, duckdb in product(sorted(here), DUCKDB):
        print(f"== Python {version}, DuckDB {duckdb}", flush=True)
        if not passes(here[version], duckdb, sys.argv[1:]):
            failed.append(f"Python {version} with DuckDB {duckdb}")
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
