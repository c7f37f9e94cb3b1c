"""Signals of a process that works for another one, and its end when that one ends."""

from __future__ import annotations

import os
import select
import signal
import socket
import time
from threading import Thread


def hold(end: socket.socket, grace: float = 0.0) -> None:
    """End this process `grace` seconds after the other end of a socket is gone, whatever it does
    meanwhile: a read may wait for a disk for ever.

    The signals of a terminal are left to the process at the other end, which has one. SIGTERM ends
    this one, although whoever started that one may ignore it, as a shell's `trap '' TERM` does.
    """
    for ignored in (signal.SIGINT, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    Thread(target=_end_after, args=(end.fileno(), grace), daemon=True, name="lifeline").start()


def _end_after(end: int, grace: float) -> None:
    gone = select.poll()
    gone.register(end, select.POLLHUP)
    gone.poll()
    time.sleep(grace)
    os._exit(0)
