"""Options that several commands share."""

from __future__ import annotations

import locale
import os
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from engine.cli.completion import complete_relation, complete_setting
from engine.problems import UsageError

LANGUAGE_VARIABLE = "AMB_LANGUAGE"


class Language(StrEnum):
    da = "da"
    en = "en"


ProjectOption = Annotated[
    Path | None,
    typer.Option("--project", help="Folder with queries/ and macros/."),
]
InputsOption = Annotated[
    Path | None,
    typer.Option(
        "--inputs", help="Folder of input tables; without it, a synthetic Denmark."
    ),
]
WarehouseOption = Annotated[
    Path | None,
    typer.Option(
        "--warehouse",
        help="Folder of work.duckdb and balance.duckdb; default: the project's.",
    ),
]
CsvOption = Annotated[
    list[str] | None,
    typer.Option(
        "--csv",
        help="KEY=VALUE: how CSV files are written (encoding, delimiter, decimal, "
        "date), where that is not recognised; may be repeated.",
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Answer in JSON, for a program.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        help="NAME=VALUE of a parameter; may be repeated.",
        autocompletion=complete_setting,
    ),
]
WhereOption = Annotated[
    list[str] | None, typer.Option(help="COLUMN=VALUE; may be repeated.")
]
LanguageOption = Annotated[
    Language | None,
    typer.Option(help="da or en; default: AMB_LANGUAGE, else the locale's."),
]
RelationArgument = Annotated[
    str,
    typer.Argument(
        help="SCHEMA.NAME, such as supply.prospects.", autocompletion=complete_relation
    ),
]


def pairs(texts: Sequence[str] | None, option: str) -> dict[str, str]:
    """`NAME=VALUE` of a repeated option as a dict. Raises UsageError."""
    name_of = "COLUMN" if option == "--where" else "NAME"
    values: dict[str, str] = {}
    for pair in texts or []:
        name, sign, value = pair.partition("=")
        if not sign:
            raise UsageError(f"{option} takes {name_of}=VALUE, not {pair!r}.")
        values[name.strip()] = value.strip()
    return values


def warehouse_of(folder: Path | None, project: Path | None = None) -> Path:
    """The folder that was named, else the project's warehouse. Raises UsageError where
    one of its files was named instead."""
    from engine.project_root import default_warehouse

    if folder is None:
        return default_warehouse(project)
    if folder.is_file():
        raise UsageError(f"{folder} is a file; name the folder that it lies in.")
    return folder


def language_of(language: Language | None) -> str:
    """The language that was named, else the environment's."""
    if language is not None:
        return language.value
    named = os.environ.get(LANGUAGE_VARIABLE) or _locale()
    return "da" if named.lower().startswith("da") else "en"


def _locale() -> str:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(variable):
            return os.environ[variable]
    return locale.getlocale()[0] or ""


PrivateOption = Annotated[
    bool,
    typer.Option(
        "--private",
        help="Also the rows of relations that tell of persons before a gate.",
    ),
]
