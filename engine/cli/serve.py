"""amb serve"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Annotated

import typer

from engine.cli.options import WarehouseOption, warehouse_of
from engine.cli.output import say
from engine.problems import UsageError

VARIABLE = "AMB_TOKEN"


def serve(
    warehouse: WarehouseOption = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="0 takes a free one.", min=0)] = 3306,
    token_file: Annotated[
        Path | None,
        typer.Option(help=f"File with the token; else {VARIABLE}, else a random one."),
    ] = None,
    memory_limit: Annotated[
        str, typer.Option(help="Memory of all queries together.")
    ] = "1GB",
    timeout: Annotated[
        float, typer.Option(help="Seconds that a query may take.", min=0.1)
    ] = 60.0,
    threads: Annotated[
        int | None, typer.Option(help="Threads of DuckDB.", min=1)
    ] = None,
    tls_certificate: Annotated[
        Path | None, typer.Option(help="Certificate chain (PEM), for TLS.")
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option(help="Its key (PEM), if not in the same file.")
    ] = None,
) -> None:
    """Serve the public file, read-only, to clients of MySQL."""
    try:
        from engine.serve.builds import Limits
        from engine.serve.connection import USER
        from engine.serve.server import Request
        from engine.serve.server import serve as run
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "mysql_mimic":
            raise
        raise UsageError(
            "amb serve needs the package mysql-mimic: "
            "pip install 'arbejdsmarkedsbalancen[serve]'"
        ) from error

    token = _token(token_file)
    limits = Limits(memory_limit, threads, timeout)
    request = Request(
        warehouse_of(warehouse), token, host, port, limits, tls_certificate, tls_key
    )

    def ready(host: str, port: int) -> None:
        if not _loopback(host) and tls_certificate is None:
            say("Without TLS, whoever is on the network reads along.")
        say(f"Serving {warehouse} on {host}:{port}, user {USER}, database balance.")

    run(request, ready)


def _token(file: Path | None) -> str:
    """The token; a random one is said once, and stands nowhere else."""
    if file is not None:
        try:
            token = file.read_text("utf-8").strip()
        except OSError as error:
            raise UsageError(f"The token cannot be read: {error}") from error
        where = str(file)
    else:
        token, where = os.environ.get(VARIABLE, "").strip(), VARIABLE
        if VARIABLE not in os.environ:
            token = secrets.token_urlsafe()
            say(f"Token (password): {token}")
    if len(token) < 16:
        raise UsageError(f"The token in {where} is shorter than 16 characters.")
    return token


def _loopback(host: str) -> bool:
    return host == "localhost" or host == "::1" or host.startswith("127.")
