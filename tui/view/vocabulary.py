"""Values and words of the whole archive, for completion."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from index.archive.result_pages import Fetch
from index.engine.answer import Answer
from index.engine.request import Request
from tui.view.completion import begins

TIME_LIMIT = 2.0
"""Seconds after which values may be missing; they are asked for again then."""
MOST_BEGINNINGS = 200
"""Of words, that are remembered."""

Counted: TypeAlias = tuple[tuple[str, int], ...]
"""Words, the most frequent first, with how many articles have each."""


class Vocabulary:
    """The answer to a request for everything, kept until the index changes."""

    def __init__(self) -> None:
        self.archive: Answer | None = None
        self._changes: int | None = None
        self._asking = asyncio.Lock()

    async def learn(self, fetch: Fetch, index_changes: int) -> None:
        """Ask for everything, unless that was done since the index last changed."""
        async with self._asking:
            if self._changes != index_changes:
                request = Request(limit=0, facets=True, timeline=True, time_limit=TIME_LIMIT)
                self.archive = await fetch(request)
                self._changes = None if self.archive.cut_short else index_changes


class BegunWords:
    """Which words begin so, as far as was asked since the index last changed."""

    def __init__(self) -> None:
        self._known: dict[str, Counted] = {}
        self._changes: int | None = None

    def of(self, begun: str) -> Counted:
        """The words that begin so; until that is known, those of them that a shorter beginning of
        it has told of, so that what is seen stays while one types on."""
        if begun.casefold() in self._known:
            return self._known[begun.casefold()]
        for length in range(len(begun) - 1, 1, -1):
            known = self._known.get(begun[:length].casefold())
            if known is not None:
                return tuple(each for each in known if begins(each[0], begun))
        return ()

    async def learn(
        self, begun: str, fetch: Callable[[str], Awaitable[Counted]], index_changes: int
    ) -> None:
        """Ask for them, unless that was done since the index last changed."""
        if self._changes != index_changes or len(self._known) >= MOST_BEGINNINGS:
            self._known.clear()
            self._changes = index_changes
        if begun.casefold() not in self._known:
            self._known[begun.casefold()] = await fetch(begun)
