"""The command `amb`. Data goes to standard output, all else to standard error."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Callable
from typing import Annotated, NoReturn

import typer

from engine import __version__
from engine.cli import (
    build,
    catalog,
    check,
    diff,
    explain,
    export,
    fmt,
    init,
    lineage,
    lint,
    new,
    page,
    plan,
    publish,
    show,
    synthesize,
    test,
    whatif,
)
from engine.cli.exit import Exit, exit_code, guarded
from engine.cli.interrupt import listen
from engine.postgres.errors import KEPT
from engine.problems import system_fault

app = typer.Typer(
    name="amb",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

COMMANDS: dict[str, Callable[..., None]] = {
    "build": build.build,
    "plan": plan.plan,
    "check": check.check,
    "test": test.test,
    "diff": diff.diff,
    "whatif": whatif.whatif,
    "explain": explain.explain,
    "export": export.export,
    "publish": publish.publish,
    "show": show.show,
    "compile": show.compile_,
    "synthesize": synthesize.synthesize,
    "lineage": lineage.lineage,
    "catalog": catalog.catalog,
    "page": page.page,
    "init": init.init,
    "new": new.new,
    "fmt": fmt.fmt,
    "lint": lint.lint,
}
# New objects before Python looks for cycles among them: a build compiles thousands of
# syntax trees that stay, and to look at them again and again takes it a second.
GARBAGE = 500_000
# Seconds until a thread that computes lets another have the interpreter. DuckDB's
# answers wait for it hundreds of times while queries compile and libraries load beside
# them: with Python's 0.005 that takes a build a second more.
SWITCH = 0.0001
CONSEQUENCES = {
    "build": "Nothing was published; what stood before stands.",
    "publish": KEPT,
}
for name, command in COMMANDS.items():
    app.command(name)(guarded(command, CONSEQUENCES.get(name)))


def _print_version(asked: bool) -> None:
    if asked:
        print(__version__)
        raise typer.Exit


@app.callback(no_args_is_help=True)
def options(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Print the version and end.",
            callback=_print_version,
            is_eager=True,
        ),
    ] = False,
) -> None:
    """The labour-market balance: build it, read it, explain it."""


def main() -> None:
    """Run the command line; the codes it ends with are those of `exit.Exit`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    app()


def program() -> NoReturn:
    """Run the command line as a process of its own, which ends at once: to take the
    interpreter down in order costs a build up to half a second."""
    code: object = None
    gc.set_threshold(GARBAGE)
    sys.setswitchinterval(SWITCH)
    listen()
    try:
        main()
    except SystemExit as ended:
        code = ended.code
    if not isinstance(code, int | None):
        sys.exit(str(code))
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (BrokenPipeError, ValueError):  # nobody reads any longer
        code = Exit.FAULT
    except OSError as error:  # what standard output goes to is full
        fault = system_fault(error)
        print(fault, file=sys.stderr)
        code = exit_code(fault)
    os._exit(code or Exit.DONE)
