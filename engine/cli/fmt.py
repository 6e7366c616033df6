"""amb fmt"""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path
from shutil import copymode
from typing import Annotated

import typer

from engine.cli import output
from engine.cli.completion import complete_relation
from engine.cli.exit import Exit
from engine.cli.options import JsonOption, ProjectOption


def fmt(
    relations: Annotated[
        list[str] | None,
        typer.Argument(
            help="SCHEMA.NAME; default: all.", autocompletion=complete_relation
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit 1 if a file would be.")
    ] = False,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Put the query files into the house format; no word moves to another line."""
    from engine.authoring.format import formatted
    from engine.compile.project import find_project

    changed: list[Path] = []
    opened = find_project(project)
    if not check:
        opened.require_writable()
    for path in opened.files_of(relations or ()):
        text = path.read_text("utf-8-sig")
        new = formatted(text)
        if new == text:
            continue
        changed.append(path)
        if not check:
            _put(path, new)
        elif not json:
            lines = text.splitlines(), new.splitlines()
            print("\n".join(unified_diff(*lines, str(path), str(path), lineterm="")))
    if json:
        output.answer({"changed": [str(path) for path in changed], "checked": check})
    elif not check:
        for path in changed:
            print(path)
    output.say(f"{len(changed)} files {'would change' if check else 'changed'}.")
    if check and changed:
        raise typer.Exit(Exit.FAULT)


def _put(path: Path, text: str) -> None:
    """The file's new text whole, or the file as it was."""
    from engine.atomic_files import aside

    with aside(path.resolve()) as beside:
        beside.write_text(text, "utf-8", newline="\n")
        copymode(path, beside)
