"""Rate limit for the bytes that clients send, in processor time.

asyncssh reads all that a socket gave before any other connection's turn, and some thousands of the
smallest packets keep the loop busy for seconds, with or without a login. Here a connection is read
at once as long as it has credit, plenty for any typing. Bytes beyond that wait in a queue, and the
whole queue gets a share of the loop.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from time import monotonic, thread_time
from typing import Any

import asyncssh

PIECE = 1024
"""Bytes that are read in one go: some forty of the smallest packets."""
CREDIT_SECONDS = 0.05
"""Highest credit of a connection, in seconds of processor time: several logins."""
CREDIT_A_SECOND = 0.02
"""Credit regained each second, in seconds of processor time: a hundred keys."""
SHARE = 0.25
"""Share of the loop's time for all connections without credit."""
HELD_AT_MOST = 64 * 1024
"""Bytes of a connection in the queue above which reading from its socket is paused."""
UNREAD_AT_MOST = 8 * 1024 * 1024
"""Bytes of unread answers before a connection is aborted: more than its channels can be sent."""


class InputQueue:
    """Round-robin queue of the connections with waiting bytes."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, clock: Callable[[], float] = thread_time
    ) -> None:
        """Take a clock of processor time, in seconds."""
        self.clock = clock
        self._loop = loop
        self._waiting: deque[Inflow] = deque()
        self._is_moving = False

    def put(self, inflow: Inflow) -> None:
        """Add a connection at the end of the queue."""
        self._waiting.append(inflow)
        self._move_after(0.0)

    def _move_after(self, seconds: float) -> None:
        if not self._is_moving:
            self._is_moving = True
            self._loop.call_later(seconds, self._move)

    def _move(self) -> None:
        self._is_moving = False
        inflow = self._waiting.popleft()
        spent = inflow.read_piece()
        if inflow.waits:
            self._waiting.append(inflow)
        if self._waiting:
            self._move_after(spent * (1 / SHARE - 1))


class Inflow:
    """Input of one connection on its way to asyncssh."""

    def __init__(
        self,
        read: Callable[[bytes], None],
        connection: asyncssh.SSHServerConnection,
        line: InputQueue,
        flooded: Callable[[], None],
        now: Callable[[], float] = monotonic,
    ) -> None:
        """Take the function that parses bytes, and a callback for a flood.

        `read` gets the bytes of the connection's transport at its turn; `flooded` is called once,
        when more than `HELD_AT_MOST` waits for the first time.
        """
        self._connection = connection
        self._transport: Any = connection._transport  # asyncssh has no public name for it
        self._read = read
        self._line = line
        self._flooded: Callable[[], None] | None = flooded
        self._now = now
        self._held = bytearray()
        self._credit = CREDIT_SECONDS
        self._earned_at = now()
        self._is_paused = False

    @property
    def waits(self) -> bool:
        """Whether bytes wait to be read."""
        return bool(self._held)

    def received(self, data: bytes) -> None:
        """Take bytes from the socket: read a piece within the credit, queue the rest."""
        if not self._held and self._has_credit():
            self._feed(data[:PIECE])
            data = data[PIECE:]
        if not data:
            return
        if not self._held:
            self._line.put(self)
        self._held += data
        if len(self._held) > HELD_AT_MOST and not self._is_paused:
            self._is_paused = True
            self._transport.pause_reading()
            if self._flooded is not None:
                self._flooded()
                self._flooded = None

    def read_piece(self) -> float:
        """Read a piece of the waiting bytes; return the seconds of processor time spent."""
        spent = self._feed(bytes(self._held[:PIECE]))
        del self._held[:PIECE]
        if self._transport.is_closing():
            self._held.clear()
        elif self._transport.get_write_buffer_size() > UNREAD_AT_MOST:
            self._held.clear()
            self._connection.abort()
        elif self._is_paused and len(self._held) < HELD_AT_MOST / 2:
            self._is_paused = False
            self._transport.resume_reading()
        return spent

    def _feed(self, data: bytes) -> float:
        begun = self._line.clock()
        self._read(data)
        spent = self._line.clock() - begun
        self._credit -= spent
        return spent

    def _has_credit(self) -> bool:
        now = self._now()
        earned = (now - self._earned_at) * CREDIT_A_SECOND
        self._credit = min(self._credit + earned, CREDIT_SECONDS)
        self._earned_at = now
        return self._credit > 0
