"""Output to a terminal that may be slower than the app."""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable
from contextlib import suppress


class Outlet(threading.Thread):
    """Thread that writes to a terminal, so that a slow terminal never blocks the app."""

    def __init__(self, descriptor: int, when_idle: Callable[[], None]) -> None:
        """Take the terminal's file descriptor, and a callback for when all output is written."""
        super().__init__(daemon=True, name="terminal-output")
        self._descriptor = descriptor
        self._when_idle = when_idle
        self._changed = threading.Condition(threading.RLock())  # signal handlers send too
        self._waiting = bytearray()
        self._busy = False
        self._closed = False

    @property
    def is_busy(self) -> bool:
        """Whether the terminal has not yet taken all output."""
        with self._changed:
            return self._busy

    def send(self, data: bytes) -> None:
        """Queue bytes after those before, without waiting; bytes are dropped after `close`."""
        with self._changed:
            if data and not self._closed:
                self._waiting += data
                self._busy = True
                self._changed.notify()

    def close(self) -> None:
        """Wait until the terminal has taken everything, or is gone."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self.join()

    def run(self) -> None:
        """Write queued bytes until `close` or the terminal's end."""
        while data := self._next():
            try:
                self._write(data)
            except OSError:  # the terminal is gone; a signal tells the app
                with self._changed:
                    self._closed = True
                return
            with self._changed:
                self._busy = bool(self._waiting)
            if not self._busy:
                self._when_idle()

    def _next(self) -> bytes:
        with self._changed:
            while not (self._waiting or self._closed):
                self._changed.wait()
            data = bytes(self._waiting)
            self._waiting.clear()
            return data

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            written = 0
            with suppress(BlockingIOError):  # the descriptor may be non-blocking from outside
                written = os.write(self._descriptor, left)
            left = left[written:]
            if not written:
                select.select([], [self._descriptor], [])
