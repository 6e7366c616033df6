"""The command `amb`. Data goes to standard output, all else to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import NoReturn

import typer

from engine.cli import (
    build,
    catalog,
    check,
    diff,
    explain,
    export,
    fmt,
    lineage,
    lint,
    new,
    page,
    plan,
    serve,
    show,
    synthesize,
    test,
    whatif,
)
from engine.cli.output import Exit, guarded

app = typer.Typer(
    name="amb",
    help="The labour-market balance: build it, read it, explain it.",
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
    "serve": serve.serve,
    "show": show.show,
    "compile": show.compile_,
    "synthesize": synthesize.synthesize,
    "lineage": lineage.lineage,
    "catalog": catalog.catalog,
    "page": page.page,
    "new": new.new,
    "fmt": fmt.fmt,
    "lint": lint.lint,
}
for name, command in COMMANDS.items():
    app.command(name)(command)


def main() -> None:
    """Run the command line; exit codes: 0 done, 1 data or query, 2 usage."""
    with guarded():
        app()


def program() -> NoReturn:
    """Run the command line as a process of its own, which ends at once: to take the
    interpreter down in order costs a build up to half a second."""
    code: object = None
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
    os._exit(code or Exit.DONE)
