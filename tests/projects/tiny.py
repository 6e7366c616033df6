"""A tiny project to break: laid out in a folder of its own, overlaid with files."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

TINY = Path(__file__).parent / "tiny_project"
PORTION_CASE = """
why = "12 of 18"

[given]
"supply.total" = '''
place_id, persons_sum
n,        12
s,        6
'''

[expected]
rows = '''
place_id, portion
s,        0.33333333333
n,        0.66666666667
'''
"""


def lay_out(root: Path, files: Mapping[str, str] | None = None) -> Path:
    """The tiny project in `root`, with these files added or written over."""
    shutil.copytree(TINY, root, dirs_exist_ok=True)
    for name, text in (files or {}).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def sections(path: Path) -> dict[str, str]:
    """A file of sections, each begun by a line `== NAME`."""
    by_name: dict[str, list[str]] = {}
    name = ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("== "):
            name = line.removeprefix("== ").strip()
            by_name[name] = []
        elif name:
            by_name[name].append(line)
    return {
        name: "\n".join(lines).strip("\n") + "\n" for name, lines in by_name.items()
    }
