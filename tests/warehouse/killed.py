"""A build that kills itself: `python -m tests.warehouse.killed WHEN PLACE …`.

PLACE is MODULE:FUNCTION of the engine or the standard library, WHEN before or after
its first call; the rest is the command line of amb. A place that is not there, or is
private, ends it with a traceback: it is not killed, and the test fails.
"""

from __future__ import annotations

import os
import signal
import sys
from functools import reduce
from importlib import import_module
from typing import Any

from engine.cli import main


def kill_at(when: str, place: str) -> None:
    module, _, path = place.partition(":")
    *owners, name = path.split(".")
    if name.startswith("_"):
        raise ValueError(f"{place} is private: no test may hang on it")
    owner: Any = reduce(getattr, owners, import_module(module))
    real = getattr(owner, name)

    def killed(*arguments: Any, **named: Any) -> None:
        if when == "after":
            real(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, killed)


if __name__ == "__main__":
    kill_at(*sys.argv[1:3])
    sys.argv[1:3] = []
    main()
