"""Pages of results, loaded near the cursor."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import replace

from index.engine.answer import Answer, Hit
from index.engine.request import Request

PAGE = 100
"""Hits fetched at a time: more than two tall terminals."""
HITS_KEPT = 4_000

Fetch = Callable[[Request], Awaitable[Answer]]


class Results:
    """The hits of one request by position, fetched a page at a time and forgotten when far off."""

    def __init__(self, request: Request, first: Answer, fetch: Fetch, page: int = PAGE) -> None:
        """Take a request and its first page: `page` hits or fewer, as each later page has."""
        self._page = page
        self.request = request
        self.answer = first
        self.total = first.rows
        self._fetch = fetch
        self._asking: dict[int, asyncio.Lock] = {}
        self._pages: OrderedDict[int, tuple[Hit, ...]] = OrderedDict()
        self._keep(first)

    def get(self, position: int) -> Hit | None:
        """Return the hit at a position from 0, if it is loaded; else None."""
        page = self._pages.get(position // self._page)
        offset = position % self._page
        return page[offset] if page is not None and offset < len(page) else None

    async def load(self, position: int) -> Hit | None:
        """Return the hit at a position, fetched if need be; None past the end."""
        if not 0 <= position < self.total:
            return None
        page = position // self._page
        if page in self._pages:
            self._pages.move_to_end(page)
        else:
            # Each visible row asks for its page; one request is enough for a page.
            async with self._asking.setdefault(page, asyncio.Lock()):
                if page not in self._pages:
                    self._keep(await self._fetch(self._request_of(page)))
            self._asking.pop(page, None)
        return self.get(position)

    def _request_of(self, page: int) -> Request:
        return replace(
            self.request,
            offset=page * self._page,
            limit=self._page,
            facets=False,
            timeline=False,
            suggestions=False,
        )

    def _keep(self, answer: Answer) -> None:
        page, shift = divmod(answer.offset, self._page)
        if shift:
            return
        self._pages[page] = answer.hits
        self._pages.move_to_end(page)
        while len(self._pages) * self._page > HITS_KEPT:
            self._pages.popitem(last=False)


def first_page(request: Request, rows: int = PAGE) -> Request:
    """Return the request for its first page."""
    return replace(request, offset=0, limit=rows)
