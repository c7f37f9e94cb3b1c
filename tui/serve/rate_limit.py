"""Rate limit for the bytes that clients send, in processor time.

asyncssh reads all that a socket gave before anybody else's turn comes, and some thousands of the
smallest packets there are keep the loop for seconds, with or without a login. Here a connection is
read at once as long as it has credit, which is plenty for whoever types. What is sent beyond that
waits in a line, and the whole line gets a share of the loop.
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
"""Of processor time, that a connection may take at once: several logins."""
CREDIT_A_SECOND = 0.02
"""Of processor time, that it may take again with every second: a hundred keys."""
SHARE = 0.25
"""Of the loop's time, for all who have no credit left."""
HELD_AT_MOST = 64 * 1024
"""Bytes of a connection that wait here; above that they wait at the client's end."""
UNREAD_AT_MOST = 8 * 1024 * 1024
"""Bytes of answers that a connection may leave unread: more than its channels can be sent."""


class InputQueue:
    """The connections whose bytes wait, each in its turn."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, clock: Callable[[], float] = thread_time
    ) -> None:
        """`clock` counts the processor's seconds."""
        self.clock = clock
        self._loop = loop
        self._waiting: deque[Inflow] = deque()
        self._is_moving = False

    def put(self, inflow: Inflow) -> None:
        """Have a connection wait for its turn."""
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
    """What one connection sends, on its way to asyncssh."""

    def __init__(
        self,
        read: Callable[[bytes], None],
        connection: asyncssh.SSHServerConnection,
        line: InputQueue,
        flooded: Callable[[], None],
        now: Callable[[], float] = monotonic,
    ) -> None:
        """`read` is given the bytes of the connection's transport when their turn has come;
        `flooded` is called once, when more is sent for the first time than is read."""
        self._connection = connection
        self._transport: Any = connection._transport  # asyncssh tells of it in no other way
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
        """Whether something is still to be read."""
        return bool(self._held)

    def received(self, data: bytes) -> None:
        """Bytes from the socket."""
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
        """Read some of what waits; how many seconds of the processor that took."""
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
