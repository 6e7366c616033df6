"""amb, dbt-core with dbt-duckdb, SQLMesh and yato side by side on one project.

    python -m tests.benchmarks.compare [--venvs DIR] [--repeat N] [--json FILE]

Each tool is installed in an environment of its own under DIR (default: a temporary
one). Wall time of whole commands, in seconds, medians; the tools take turns. dbt is
given its best way of leaving out what has not changed, `--select state:modified+`; yato
has none and runs all again.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks import projects
from tests.benchmarks.projects import Model

ROOT = Path(__file__).parents[2]
SHOWN = 25
COLOUR = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
PROGRESS = re.compile(r" START | OK created | SKIP |\r")
QUIET = {
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DO_NOT_TRACK": "1",
    "SQLMESH__DISABLE_ANONYMIZED_ANALYTICS": "1",
    "NO_COLOR": "1",
}


@dataclass
class Tool:
    """A tool, how it is installed and called, and where its project lies."""

    name: str
    packages: Sequence[str]
    start: Callable[[Path], None]
    file: Callable[[Path, Model], tuple[Path, str]]
    full: Sequence[str]
    again: Sequence[str]
    after: Callable[[Path], None] = lambda root: None
    root: Path = Path()
    command: Path = Path()
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def run(self, arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, **QUIET}
        environment.pop("PYTHONPATH", None)
        return subprocess.run(
            [str(self.command), *arguments],
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )

    def timed(self, what: str, arguments: Sequence[str]) -> None:
        started = time.perf_counter()
        done = self.run(arguments)
        spent = time.perf_counter() - started
        if done.returncode:
            sys.exit(f"{self.name} failed:\n{done.stdout}\n{done.stderr}")
        self.seconds.setdefault(what, []).append(spent)

    def write(self, models: Sequence[Model], *, fault: bool = False) -> None:
        for model in models:
            path, text = self.file(self.root, model)
            faulty = fault and model.name == projects.FAULTY
            text = projects.misspelt(text) if faulty else text
            if not path.is_file() or path.read_text("utf-8") != text:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")


def keep_state(root: Path) -> None:
    """dbt compares with the manifest of an earlier run."""
    (root / "state").mkdir(exist_ok=True)
    manifest = (root / "target" / "manifest.json").read_bytes()
    (root / "state" / "manifest.json").write_bytes(manifest)


PLAN = ("plan", "--auto-apply", "--no-prompts", "--skip-tests")
BUILD = ("build", "--inputs", "inputs")
YATO = ("run", "--db", "bench.duckdb", "sql")
CHANGED = ("run", "--select", "state:modified+", "--state", "state")
TOOLS = (
    Tool("amb", [str(ROOT)], projects.write_amb, projects.amb_file, BUILD, BUILD),
    Tool(
        "dbt",
        ["dbt-core<1.12", "dbt-duckdb"],  # 1.12 downloads from beyond PyPI
        projects.write_dbt,
        projects.dbt_file,
        ("run",),
        CHANGED,
        keep_state,
    ),
    Tool(
        "sqlmesh",
        ["sqlmesh"],
        projects.write_sqlmesh,
        projects.sqlmesh_file,
        PLAN,
        PLAN,
    ),
    Tool(
        "yato",
        ["yato-lib"],
        projects.write_yato,
        projects.yato_file,
        YATO,
        YATO,
    ),
)


def install(tool: Tool, folder: Path) -> None:
    """The tool in its own environment, unless it is there already."""
    tool.command = folder / tool.name / "bin" / tool.name
    if not tool.command.is_file():
        print(f"Installing {tool.name} …", file=sys.stderr)
        venv.create(folder / tool.name, with_pip=True)
        pip = [str(folder / tool.name / "bin" / "pip"), "install", "--quiet"]
        subprocess.run([*pip, *tool.packages], check=True)


def measure(tool: Tool, folder: Path, turn: int) -> None:
    """One turn of a tool: a new project, built in full, again, and changed."""
    tool.root = folder / f"{tool.name}_{turn}"
    tool.start(tool.root)
    tool.write(projects.models())
    tool.timed("start-up", ["--help"])
    tool.timed("full build", tool.full)
    tool.after(tool.root)
    tool.timed("no change", tool.again)
    tool.write(projects.models(least=3 + turn))
    tool.timed("one model changed", tool.again)


def misspelt_column(tool: Tool) -> str:
    """What a tool says of a column misspelt at line 4 of a file."""
    tool.write(projects.models(), fault=True)
    done = tool.run(tool.full)
    said = COLOUR.sub("", f"{done.stdout}\n{done.stderr}").splitlines()
    message = [line for line in said if line.strip() and not PROGRESS.search(line)]
    return "\n".join([f"exit code {done.returncode}", *message[-SHOWN:]])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venvs", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for tool in TOOLS:
            install(tool, asked.venvs or folder / "venvs")
        for turn in range(asked.repeat):
            for tool in TOOLS:
                measure(tool, folder, turn)
        medians = {
            tool.name: {k: statistics.median(v) for k, v in tool.seconds.items()}
            for tool in TOOLS
        }
        print(f"{len(projects.models())} models, medians of {asked.repeat}, seconds")
        for what in medians["amb"]:
            cells = (
                f"{name} {of_tool[what]:7.2f}" for name, of_tool in medians.items()
            )
            print(f"{what:<18}", "   ".join(cells))
        errors = {tool.name: misspelt_column(tool) for tool in TOOLS}
    for name, text in errors.items():
        print(f"\n--- {name}: a column misspelt at line 4\n{text}")
    if asked.json:
        measured = {"medians": medians, "errors": errors}
        asked.json.write_text(json.dumps(measured, indent=2), "utf-8")


if __name__ == "__main__":
    main()
