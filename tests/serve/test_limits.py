"""Memory and time of a query are bounded, and its end is the end of its work."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

import pymysql
import pytest

from tests.serve.served import PATIENCE, Served, ask, serving

SLOW = """
    select count(*)
    from line a, line b, line c
    where a.product + b.product < c.product
"""
HUNGRY = [
    "select a.*, b.* from line a, line b order by a.product * b.number",
    "select group_concat(a.region_id, b.product) from line a, line b",
    "select length(repeat('x', 2000000000))",
]


def code(error: pytest.ExceptionInfo[Exception]) -> int:
    return int(error.value.args[0])


@pytest.mark.parametrize("sql", HUNGRY)
def test_memory(sql: str, served: Served) -> None:
    with served.connect() as connection:
        with pytest.raises(pymysql.Error) as error:
            ask(connection, sql)
        assert code(error) in {1041, 3024}
        assert ask(connection, "select 1") == [(1,)]


def test_long_texts_are_bounded_too(served: Served) -> None:
    with pytest.raises(pymysql.Error) as error:
        served.ask(HUNGRY[-1])
    assert code(error) == 1041


def test_time(served: Served) -> None:
    with served.connect() as connection:
        with pytest.raises(pymysql.Error) as error:
            ask(connection, SLOW)
        assert code(error) == 3024
        assert "longer than 3 seconds" in str(error.value)
        assert ask(connection, "select 1") == [(1,)]


def test_others_are_answered_meanwhile(built: Path) -> None:
    with serving(built, "--timeout", str(PATIENCE)) as server:
        slow = server.connect()
        thread = threading.Thread(target=_quietly, args=(slow, SLOW), daemon=True)
        thread.start()
        answers = [server.ask("select count(*) from total") for _ in range(5)]
        assert answers == [[(2,)]] * 5
        assert thread.is_alive()
        server.ask(f"kill query {slow.thread_id()}")
        thread.join(PATIENCE)
        assert not thread.is_alive()
        assert ask(slow, "select 1") == [(1,)]


def test_query_ends_with_its_client(built: Path) -> None:
    """As many as run at once hang up; the next is answered at once."""
    with serving(built, "--timeout", "600") as server:
        for _ in range(8):
            client = server.connect()
            client._execute_command(3, SLOW)  # send, and read no answer
            client._sock.shutdown(socket.SHUT_RDWR)
            client._force_close()
        assert server.ask("select count(*) from total") == [(2,)]


def test_many_clients(served: Served) -> None:
    clients = [served.connect() for _ in range(40)]
    answers: list[object] = []
    threads = [
        threading.Thread(
            target=lambda c=client: answers.append(
                ask(c, "select sum(number) from line")
            )
        )
        for client in clients
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(answers) == 40 and all(a == answers[0] for a in answers)


def test_client_that_reads_slowly_holds_no_answer(served: Served) -> None:
    with served.connect(cursorclass=pymysql.cursors.SSCursor) as connection:
        cursor = connection.cursor()
        cursor.execute("select a.*, b.* from line a, line b")
        first = cursor.fetchone()
        before = _resident(served)
        time.sleep(1)
        assert first and _resident(served) < before + 100_000_000
        cursor._result.unbuffered_active = False  # read no further
        connection._force_close()


def _resident(served: Served) -> int:
    """Bytes of memory of the server."""
    status = Path(f"/proc/{served.process.pid}/statm")
    if not status.exists():
        pytest.skip("no /proc here")
    return int(status.read_text().split()[1]) * 4096


def _quietly(connection: pymysql.Connection, sql: str) -> None:
    with pytest.raises(pymysql.Error):
        ask(connection, sql)
