"""The tables of engine/REFERENCE.md that the program itself knows, written anew:

python -m tests.docs.reference
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from engine.cli import app
from engine.cli.exit import Exit
from engine.compile.directives import COLUMN, HEAD
from engine.state.work_file import TABLES

FILE = Path(__file__).resolve().parents[2] / "engine" / "REFERENCE.md"
PART = "<!-- {name} -->\n{text}\n<!-- end -->"
CREATED = re.compile(r"create table if not exists (\S+) \((.*?)\);", re.DOTALL)


def commands() -> dict[str, TyperCommand]:
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    commands = sorted(group.commands.items())
    return {name: c for name, c in commands if isinstance(c, TyperCommand)}


def options(command: TyperCommand) -> Iterator[TyperOption]:
    for parameter in command.params:
        if isinstance(parameter, TyperOption):
            yield parameter


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def directive_table() -> str:
    rows = [[f"`@{name}`", "head", words] for name, words in HEAD.items()]
    rows += [[f"`@{name}`", "column", words] for name, words in COLUMN.items()]
    return table(["directive", "behind", "says"], rows)


def command_table() -> str:
    rows = []
    for name, command in commands().items():
        given = ", ".join(f"`{_written(option)}`" for option in options(command))
        words = (command.help or "").splitlines()[0]
        rows.append([f"`amb {name}`", words, given])
    return table(["command", "does", "options"], rows)


def option_table() -> str:
    words: dict[str, str] = {}
    for command in commands().values():
        for option in options(command):
            words.setdefault(_written(option), option.help or "")
    return table(
        ["option", "means"],
        ([f"`{name}`", text] for name, text in sorted(words.items())),
    )


def exit_table() -> str:
    meanings = {
        Exit.DONE: "done",
        Exit.FAULT: "the data, a query, a check or a file's format is at fault",
        Exit.USAGE: "the command was asked for wrongly",
        Exit.RETRY: "a file is held by another program, or there is no room: try again",
        Exit.INTERRUPTED: "interrupted (Ctrl+C)",
    }
    return table(
        ["code", "name", "means"],
        ([str(int(code)), code.name, meanings[code]] for code in Exit),
    )


def engine_table() -> str:
    rows = [
        [f"`{name}`", ", ".join(column.split()[0] for column in columns.split(","))]
        for name, columns in CREATED.findall(TABLES)
    ]
    return table(["table", "columns"], rows)


PARTS: dict[str, Callable[[], str]] = {
    "directives": directive_table,
    "commands": command_table,
    "options": option_table,
    "exit codes": exit_table,
    "engine tables": engine_table,
}


def _written(option: TyperOption) -> str:
    return "/".join([*option.opts, *option.secondary_opts])


def renewed(text: str) -> str:
    """The document with the tables that the program knows written anew."""
    for name, make in PARTS.items():
        part = re.compile(f"<!-- {name} -->\n.*?\n<!-- end -->", re.DOTALL)
        assert part.search(text), f"engine/REFERENCE.md has no part {name}"
        new = PART.format(name=name, text=make())
        text = part.sub(lambda _, new=new: new, text)  # type: ignore[misc]
    return text


if __name__ == "__main__":
    FILE.write_text(renewed(FILE.read_text("utf-8")), "utf-8")
