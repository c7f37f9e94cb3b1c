"""Output to a terminal that may be slower than the app."""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable
from contextlib import suppress


class Outlet(threading.Thread):
    """Writes to a terminal in a thread of its own, for the terminal may take its time."""

    def __init__(self, descriptor: int, when_idle: Callable[[], None]) -> None:
        """Give the terminal's file descriptor, and what the thread calls after all was taken."""
        super().__init__(daemon=True, name="terminal-output")
        self._descriptor = descriptor
        self._when_idle = when_idle
        self._changed = threading.Condition(threading.RLock())  # signal handlers send too
        self._waiting = bytearray()
        self._busy = False
        self._closed = False

    @property
    def is_busy(self) -> bool:
        """Whether the terminal has not yet taken all that was sent."""
        with self._changed:
            return self._busy

    def send(self, data: bytes) -> None:
        """Have bytes written, after those sent before; never waits. Nothing once it is closed."""
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
        """The thread's work."""
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
            with suppress(BlockingIOError):  # whoever started us may have set the descriptor so
                written = os.write(self._descriptor, left)
            left = left[written:]
            if not written:
                select.select([], [self._descriptor], [])
