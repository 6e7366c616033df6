"""What a benchmark ran on: the machine, and the versions of what took part."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil


def machine() -> dict[str, str]:
    memory = psutil.virtual_memory().total / (1 << 30)
    load = psutil.getloadavg()[0]
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": f"{memory:.0f} GB",
        "system": f"{platform.system()} {platform.release()}",
        "Python": sys.version.split()[0],
        "load before": f"{load:.1f}",
    }


def versions(packages: Iterable[str]) -> dict[str, str]:
    """The installed ones of these packages."""
    installed = {}
    for package in packages:
        try:
            installed[package] = version(package)
        except PackageNotFoundError:
            continue
    return installed


def versions_in(program: Path, packages: Iterable[str]) -> dict[str, str]:
    """The same of the environment of a program, if it is there."""
    python = program.with_name("python")
    if not python.is_file():
        return {}
    code = (
        "import json, sys; from importlib.metadata import distributions as d; "
        "print(json.dumps({x.metadata['Name']: x.version for x in d()}))"
    )
    done = subprocess.run(
        [str(python), "-c", code], capture_output=True, text=True, check=True
    )
    versions: dict[str, str] = json.loads(done.stdout)
    return {package: versions[package] for package in packages if package in versions}


def _processor() -> str:
    """The name of the processor; Linux alone tells it in a file."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if "model name" in line]
    return names[0] if names else platform.processor() or platform.machine()
