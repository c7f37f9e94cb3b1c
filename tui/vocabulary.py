"""Which sources, categories, languages and years does the whole archive have?"""

from __future__ import annotations

import asyncio

from index.engine import Answer, Request
from tui.results import Fetch

TIME_LIMIT = 2.0
"""Seconds after which values may be missing; they are asked for again then."""


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
