"""PostgreSQL's errors as problems."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from engine.problems import Problem, ProblemError, UnavailableError

KEPT = "Nothing was published into PostgreSQL; what stood before stands there."
UNKNOWN = "Whether PostgreSQL has the new tables is not known: publish again."


@contextmanager
def problems_of(failure: str, hint: str | None = None) -> Iterator[None]:
    """Turn PostgreSQL errors into ProblemError: `failure: first line of the error`."""
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        raise problem(failure, error, hint) from error


def problem(failure: str, error: Exception, hint: str | None = None) -> ProblemError:
    """The problem that an error of PostgreSQL is: one that may pass where the server,
    the connection or somebody's lock is at fault, not what was asked."""
    import psycopg

    passing = isinstance(error, psycopg.OperationalError)
    kind = UnavailableError if passing else ProblemError
    return kind(Problem(f"{failure}: {first_line(error)}", None, hint))


def first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
