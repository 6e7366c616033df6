"""amb page"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from engine.cli import output
from engine.cli.options import (
    JsonOption,
    LanguageOption,
    WarehouseOption,
    language_of,
    warehouse_of,
)


def page(
    file: Annotated[Path, typer.Argument(help="File to write, such as balance.html.")],
    warehouse: WarehouseOption = None,
    half_years: Annotated[
        int, typer.Option("--half-years", min=1, help="The newest half-years shown.")
    ] = 8,
    language: LanguageOption = None,
    json: JsonOption = False,
) -> None:
    """Write the published balance as one file for the browser, Danish and English."""
    from engine.page.write import write_page

    opening = language_of(language)
    written = write_page(warehouse_of(warehouse), file, half_years, language=opening)
    if json:
        files = [str(path) for path in written.files]
        output.answer({"files": files, "bytes": written.bytes})
        return
    print(written.files[0])
    size = f"{written.bytes / 1e6:.1f} MB"
    if len(written.files) == 1:
        output.say(f"{size}, one file: open it in a browser, mail it, put it anywhere.")
        return
    folder = written.files[1].parent.name
    output.say(f"{size}: keep {file.name} and the folder {folder} together.")
