"""Starting and ending the command."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pymysql
import pytest

from tests.serve.served import PATIENCE, TOKEN, ask, command, serving
from tests.warehouse.small import ROOT


def run(
    *arguments: str | Path, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),  # type: ignore[arg-type]
        cwd=ROOT,
        env=os.environ | (environment or {"AMB_TOKEN": TOKEN}),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ends_by_signal(number: signal.Signals, built: Path) -> None:
    with serving(built) as server, server.connect() as idle:
        server.process.send_signal(number)
        assert server.process.wait(PATIENCE) == 0
        with pytest.raises(pymysql.Error):
            idle.ping(reconnect=False)


def test_ends_during_a_query(built: Path) -> None:
    with serving(built) as server:
        client = server.connect()
        client._execute_command(
            3, "select count(*) from line a, line b, line c, line d"
        )
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(PATIENCE) == 0


def test_port_in_use(built: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        ended = run(built, "--port", port)
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"Cannot listen on 127.0.0.1:{port}: ")
    assert ended.stderr.count("\n") == 1 and not ended.stdout


def test_nothing_to_serve(tmp_path: Path) -> None:
    ended = run(tmp_path, "--port", "0")
    assert ended.returncode == 2
    assert "cannot be served" in ended.stderr and "amb build" in ended.stderr


def test_random_token(built: Path) -> None:
    with serving(built, token=None) as server:
        name, _, token = server.said[0].strip().partition(": ")
        assert name == "Token (password)" and len(token) >= 32
        with server.connect(password=token) as connection:
            connection.ping(reconnect=False)
        with pytest.raises(pymysql.Error):
            server.connect(password=TOKEN)


def test_token_of_a_file(built: Path, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("a token from a file\n", "utf-8")
    with serving(built, "--token-file", str(file)) as server:
        server.connect(password="a token from a file").close()
        assert not any("a token from a file" in line for line in server.said)


def test_token_too_short(built: Path) -> None:
    ended = run(built, "--port", "0", environment={"AMB_TOKEN": ""})
    assert ended.returncode == 2 and "AMB_TOKEN" in ended.stderr


def test_bad_limit(built: Path) -> None:
    ended = run(built, "--port", "0", "--memory-limit", "much")
    assert ended.returncode != 0 and "memory" in ended.stderr.lower()
    assert "Traceback" not in ended.stderr


def test_without_the_package(built: Path) -> None:
    hide = "import sys; sys.modules['mysql_mimic'] = None; "
    line = command(built, "--port", "0")
    ended = subprocess.run(
        [sys.executable, "-c", hide + line[2], *line[3:]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode == 2
    assert "pip install 'arbejdsmarkedsbalancen[serve]'" in ended.stderr


def test_tls(built: Path, tmp_path: Path) -> None:
    pair = str(tmp_path / "pair.pem")
    make = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost"
    files = ["-keyout", pair, "-out", pair + ".crt"]
    try:
        subprocess.run([*make.split(), *files], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no openssl here")
    options = ["--tls-certificate", pair + ".crt", "--tls-key", pair]
    with serving(built, *options) as server:
        with server.connect(
            ssl={"ca": pair + ".crt", "check_hostname": False}
        ) as client:
            assert client._secure
            client.ping(reconnect=False)
        with pytest.raises((pymysql.Error, OSError)):
            ask(server.connect(ssl_disabled=True), "select 1")
        with pytest.raises(pymysql.Error):
            server.connect(
                password="wrong", ssl={"ca": pair + ".crt", "check_hostname": False}
            )
