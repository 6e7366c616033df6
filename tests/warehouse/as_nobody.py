"""A build by an ordinary user: `python -m tests.warehouse.as_nobody WAREHOUSE SPARE`.

It starts as root, builds SPARE to have loaded all it needs, and then is nobody.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from engine.problems import ProblemError
from tests.projects import factor as small

NOBODY = 65534
CANNOT_READ = 77


def main(warehouse: Path, spare: Path) -> int:
    small.build(spare, 1)
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    if not os.access(small.PROJECT / "queries" / "project.toml", os.R_OK):
        return CANNOT_READ
    try:
        small.build(warehouse, 2)
    except ProblemError as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:3])))
