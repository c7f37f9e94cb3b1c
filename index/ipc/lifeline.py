"""Signals of a process that works for another one, and its end when the other one ends."""

from __future__ import annotations

import os
import select
import signal
import time
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket


def hold(end: socket.socket, grace: float = 0.0) -> None:
    """End this process `grace` seconds after the other end of a socket is gone, even within a read
    that waits for a disk for ever.

    The signals of a terminal are left to the process at the other end, which has a terminal.
    """
    for ignored in (signal.SIGINT, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    end_on_sigterm()
    Thread(target=_end_after, args=(end.fileno(), grace), daemon=True, name="lifeline").start()


def end_on_sigterm() -> None:
    """Restore the default action of SIGTERM, whatever the parent process does with that signal: a
    shell passes on the signals that it ignores, as after `trap '' TERM`."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


def _end_after(end: int, grace: float) -> None:
    gone = select.poll()
    gone.register(end, select.POLLHUP)
    gone.poll()
    time.sleep(grace)
    os._exit(0)
