"""Write the page: one file or, for a large balance, a file and a folder beside it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from engine.atomic_files import aside
from engine.page.content import HALF_YEARS, Content, read_content
from engine.page.pack import as_json, packed
from engine.page.place import make_room
from engine.page.plain import newest
from engine.page.public import open_file

GENERATOR = "amb page"
LIMIT = 4_000_000
SCRIPTS = (
    *("chunks", "text", "route", "marks", "keys"),
    *("map", "quadrant", "oneside", "lines", "table"),
    *("overview", "title", "related", "shortage", "changes", "thresholds", "method"),
    *("search", "download", "main"),
)
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Page:
    """The files written, the page first, and their bytes together."""

    files: Sequence[Path]
    bytes: int


def write_page(
    warehouse: Path,
    file: Path,
    half_years: int = HALF_YEARS,
    limit: int = LIMIT,
    language: str = "da",
) -> Page:
    """Write the page of a warehouse to a file; an existing file is replaced. It has
    both languages, and opens in the one given, da or en.

    Above `limit` bytes the figures go into a folder beside it, FILE_files, and are
    loaded when they are wanted. Raises UsageError where there is no balance, or where
    the file or folder is somebody else's.
    """
    with open_file(warehouse) as public:
        content = read_content(public, half_years)
    folder = file.with_name(f"{file.stem}_files")
    make_room(file, folder, GENERATOR)
    parts = {name: packed(part) for name, part in content.parts.items()}
    core = packed(content.core)
    inside = {"core": core, **parts}
    text = render(content, inside, None, language)
    if len(text.encode()) <= limit:
        return _put(file, text, {})
    scripts = {f"{name}.js": _script(name, part) for name, part in parts.items()}
    folder.mkdir(parents=True)
    text = render(content, {"core": core}, folder.name, language)
    return _put(file, text, {folder / name: part for name, part in scripts.items()})


def render(
    content: Content, inside: Mapping[str, str], folder: str | None, language: str
) -> str:
    """The page's HTML with these parts in it; the others lie in the folder."""
    core = content.core
    script = "\n".join(_static(f"{name}.js") for name in SCRIPTS)
    environment = Environment(
        loader=PackageLoader("engine.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html").render(
        generator=GENERATOR,
        folder=folder,
        language=language,
        policy=None if folder else _policy(script),
        words=core["words"],
        synthetic=core["source"]["synthetic"],
        style=Markup(_static("page.css")),
        script=Markup(script),
        parts=inside.items(),
        **newest(content),
    )


def _policy(script: str) -> str:
    """The content security policy: nothing is fetched, only the page's script runs."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; "
        "style-src 'unsafe-inline'; img-src data:"
    )


def _script(name: str, part: str) -> str:
    return f"PAGE.add({as_json(name)},{as_json(part)});\n"


def _static(name: str) -> str:
    return (HERE / "static" / name).read_text("utf-8")


def _put(file: Path, text: str, beside: Mapping[Path, str]) -> Page:
    for path, part in beside.items():
        path.write_text(part, "utf-8", newline="\n")
    with aside(file) as path:
        path.write_text(text, "utf-8", newline="\n")
    files = [file, *beside]
    return Page(files, sum(path.stat().st_size for path in files))
