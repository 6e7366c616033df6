"""Exit codes, and the one place that turns errors into them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from functools import wraps
from typing import Any

from engine.cli.output import answer, say
from engine.problems import ProblemError, UnavailableError, UsageError, system_fault


class Exit(IntEnum):
    """What the exit code tells a scheduler."""

    DONE = 0
    FAULT = 1  # the data or a query is at fault: call the analyst
    USAGE = 2  # the command was asked for wrongly
    RETRY = 3  # a file is held, a disk is full: the same may work later
    INTERRUPTED = 130  # Ctrl+C


def exit_code(error: BaseException) -> Exit:
    """The code that an error ends with."""
    if isinstance(error, UnavailableError):
        return Exit.RETRY
    if isinstance(error, UsageError):
        return Exit.USAGE
    if isinstance(error, KeyboardInterrupt):
        return Exit.INTERRUPTED
    return Exit.FAULT


def guarded(
    command: Callable[..., None], consequence: str | None = None
) -> Callable[..., None]:
    """Run a command; every error becomes a message and an exit code.

    `consequence` says after the faults what they mean for what was there before.
    """

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> None:
        with ending_well(bool(options.get("json")), consequence):
            command(*arguments, **options)

    return run


@contextmanager
def ending_well(as_json: bool, consequence: str | None) -> Iterator[None]:
    """Turn an error within into words and an exit code."""
    try:
        with _system_faults():
            yield
    except ProblemError as error:
        if as_json:
            answer({"problems": [problem.as_json() for problem in error.problems]})
        else:
            for problem in error.problems:
                say(f"{problem}\n")
            say(_verdict(len(error.problems), error.consequence or consequence))
        sys.exit(exit_code(error))
    except UsageError as error:
        if as_json:
            answer({"usage": str(error)})
        say(str(error))
        sys.exit(exit_code(error))
    except KeyboardInterrupt as error:
        say(" ".join(filter(None, ("\nInterrupted.", consequence))))
        sys.exit(exit_code(error))
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(Exit.FAULT)


@contextmanager
def _system_faults() -> Iterator[None]:
    """A read-only or full disk is a fault with words, as others are."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise system_fault(error) from error


def _verdict(count: int, consequence: str | None) -> str:
    faults = "1 fault" if count == 1 else f"{count} faults"
    return f"{faults}. {consequence}" if consequence else f"{faults}."
