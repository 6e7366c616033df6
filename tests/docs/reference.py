"""The tables of engine/reference/ that the program itself knows, written anew:

python -m tests.docs.reference
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from inspect import Parameter, isfunction, signature
from pathlib import Path
from types import FunctionType

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

import engine
from engine.cli import app
from engine.cli.exit import Exit
from engine.compile.directives import COLUMN, HEAD
from engine.materialize.base import HEAD as KIND
from engine.materialize.registry import kinds
from engine.state.work_file import TABLES

FOLDER = Path(__file__).resolve().parents[2] / "engine" / "reference"
API = "engine.api"
PART = re.compile("<!-- ([a-z ]+) -->\n.*?<!-- end -->", re.DOTALL)
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


def arguments(command: TyperCommand) -> Iterator[str]:
    """The arguments of a command as a user reads them: in capitals, those that may be
    left out in brackets."""
    for parameter in command.params:
        if isinstance(parameter, TyperArgument):
            name = str(parameter.name).upper() + ("" if parameter.nargs == 1 else " …")
            yield name if parameter.required else f"[{name}]"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def directive_table() -> str:
    head = {**HEAD, KIND: f"{HEAD[KIND]}: {', '.join(kinds())}"}
    rows = [[f"`@{name}`", "head", words] for name, words in head.items()]
    rows += [[f"`@{name}`", "column", words] for name, words in COLUMN.items()]
    return table(["directive", "behind", "says"], rows)


def command_table() -> str:
    rows = []
    for name, command in commands().items():
        given = ", ".join(f"`{_written(option)}`" for option in options(command))
        words = (command.help or "").splitlines()[0]
        called = " ".join(["amb", name, *arguments(command)])
        rows.append([f"`{called}`", words, given])
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


def python_table() -> str:
    rows = []
    for name in engine.__all__:
        value = getattr(engine, name)
        called = (
            f"{name}({', '.join(_parameters(value))})" if isfunction(value) else name
        )
        rows.append([f"`{called}`", _first_words(value)])
        members = vars(value).items() if value.__module__ == API else ()
        rows += [
            [f"`{name}.{_called(member, of)}`", _first_words(of)]
            for member, of in members
            if not member.startswith("_") and isinstance(of, FunctionType | property)
        ]
    return table(["name", "is"], rows)


def _called(name: str, of: FunctionType | property) -> str:
    return name if isinstance(of, property) else f"{name}({', '.join(_parameters(of))})"


def _parameters(function: FunctionType) -> list[str]:
    return [
        f"**{name}" if parameter.kind is Parameter.VAR_KEYWORD else name
        for name, parameter in signature(function).parameters.items()
        if name != "self"
    ]


def _first_words(of: object) -> str:
    """The first paragraph of a docstring, in one line."""
    return " ".join((of.__doc__ or "").split("\n\n")[0].split())


PARTS: dict[str, Callable[[], str]] = {
    "directives": directive_table,
    "commands": command_table,
    "options": option_table,
    "exit codes": exit_table,
    "engine tables": engine_table,
    "python": python_table,
}


def _written(option: TyperOption) -> str:
    return "/".join([*option.opts, *option.secondary_opts])


def documents() -> dict[Path, str]:
    """The documents of the reference."""
    return {path: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.md"))}


def renewed(text: str) -> str:
    """A document with the tables that the program knows written anew."""
    return PART.sub(
        lambda part: f"<!-- {part[1]} -->\n{PARTS[part[1]]()}\n<!-- end -->", text
    )


if __name__ == "__main__":
    for path, text in documents().items():
        path.write_text(renewed(text), "utf-8")
