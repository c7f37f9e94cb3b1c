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
"""Seconds after which an answer may lack values; the next completion asks again."""
MOST_BEGINNINGS = 200
"""Maximum of beginnings of words in the cache."""

Counted: TypeAlias = tuple[tuple[str, int], ...]
"""Words, most frequent first, each with its number of articles."""


class Vocabulary:
    """Cache of the answer to a request for everything, valid until the index changes."""

    def __init__(self) -> None:
        self.archive: Answer | None = None
        self._changes: int | None = None
        self._asking = asyncio.Lock()

    async def learn(self, fetch: Fetch, index_changes: int) -> None:
        """Fetch the answer for everything, unless the cache has a complete one for this index."""
        async with self._asking:
            if self._changes != index_changes:
                request = Request(limit=0, facets=True, timeline=True, time_limit=TIME_LIMIT)
                self.archive = await fetch(request)
                self._changes = None if self.archive.cut_short else index_changes


class BegunWords:
    """Cache of words by their beginnings, valid until the index changes."""

    def __init__(self) -> None:
        self._known: dict[str, Counted] = {}
        self._changes: int | None = None

    def of(self, begun: str) -> Counted:
        """Return the words with a beginning; until these are known, words from a shorter beginning.

        So the offers stay on the screen while the reader types on.
        """
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
        """Fetch the words with a beginning, unless the cache has them for this index."""
        if self._changes != index_changes or len(self._known) >= MOST_BEGINNINGS:
            self._known.clear()
            self._changes = index_changes
        if begun.casefold() not in self._known:
            self._known[begun.casefold()] = await fetch(begun)
