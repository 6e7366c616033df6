"""Ctrl+C, also while a database is at work and Python is not listening."""

from __future__ import annotations

import _thread
import signal
import sys
import threading
import time

TIMES, PAUSE = 20, 0.25  # times, seconds


def listen() -> None:
    """From now on Ctrl+C stops what the databases do, then this program.

    A thread of its own waits for the signal: the main one may be deep inside a query.
    A process that was started to ignore the signal goes on ignoring it.
    """
    if not hasattr(signal, "pthread_sigmask"):
        return  # Windows: Python hears of it between two statements
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    threading.Thread(target=_wait, daemon=True).start()


def _wait() -> None:
    while True:
        signal.sigwait({signal.SIGINT})
        _thread.interrupt_main()
        for _ in range(TIMES):  # a statement may begin just after it was asked
            if connections := sys.modules.get("engine.engines.connections"):
                connections.interrupt_all()
            time.sleep(PAUSE)
