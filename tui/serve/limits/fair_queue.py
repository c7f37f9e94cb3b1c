"""Fair queue for a few places."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tui.serve.limits.addresses import neighbourhood


class FairQueue:
    """Places that waiting addresses get in turn, however many tasks of one address wait.

    The last place is reserved for an address that has none: however long the tasks of one address
    hold theirs, the first task of another waits for no more than its own kind. For one event loop.
    """

    def __init__(self, places: int) -> None:
        self._free = places
        self._inside: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def place(self, address: str) -> AsyncIterator[None]:
        """Wait for a place, and hold it until the end of the context."""
        whose = neighbourhood(address)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(whose, deque()).append(turn)
        self._next()
        try:
            await turn
            yield
        finally:
            if turn.done() and not turn.cancelled():
                self._free += 1
                self._inside[whose] -= 1
            turn.cancel()
            self._next()

    def _next(self) -> None:
        """Give the free places to the addresses next in turn."""
        while self._free and (whose := self._whose_turn()) is not None:
            waiting = self._waiting.pop(whose)
            turn = waiting.popleft()
            if waiting:
                self._waiting[whose] = waiting  # at the end of the queue
            if not turn.done():  # the waiting task may be cancelled
                turn.set_result(None)
                self._free -= 1
                self._inside[whose] += 1
        self._inside = +self._inside

    def _whose_turn(self) -> str | None:
        """Return the first waiting address that may have a free place; None without any."""
        return next(
            (whose for whose in self._waiting if self._free > 1 or not self._inside[whose]), None
        )
