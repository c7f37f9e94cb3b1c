"""Occurrences of a concordance, loaded as they are scrolled to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from enum import StrEnum

from index.engine.answer import Hit
from index.engine.request import Request, Sort
from index.search.concordance import (
    LINES,
    START,
    ConcordancePosition,
    Occurrence,
    Passage,
    by_left,
    by_right,
)

SORTED = 2_000
"""Number of occurrences, from the first, that are read to be sorted by the words beside them."""

PER_ARTICLE = 5
"""Occurrences of an article that are shown until the reader asks for more."""

ReadPassage = Callable[[Request, ConcordancePosition, int, int | None], Awaitable[Passage]]


class ConcordanceOrder(StrEnum):
    """The order of the lines."""

    HITS = "order of the hits"
    RIGHT = "words to the right"
    LEFT = "words to the left"
    NEWEST = "newest"


class Occurrences:
    """The lines of a request in an order, from the first on, loaded as far as needed.

    In the order of the hits, and by date, lines are read as far as they are wanted. An order by the
    words beside them can't be known before they are read: so `SORTED` lines are read, in the order
    of the hits.
    """

    def __init__(
        self,
        request: Request,
        order: ConcordanceOrder,
        read: ReadPassage,
        per_article: int | None = PER_ARTICLE,
    ) -> None:
        newest = order is ConcordanceOrder.NEWEST
        self._request = replace(request, sort=Sort.NEWEST) if newest else request
        self._read = read
        self._per_article = per_article
        self.left_out = 0
        """Number of further occurrences in the articles that were looked through."""
        self._next: ConcordancePosition | None = START
        self.order = order
        self.lines: list[Occurrence] = []
        self.total = 0
        """Number of articles that the request finds, as of the last passage."""
        self.relaxed = False
        self.in_rest = 0
        """Number of further articles with the words in the rest of their pages."""

    @property
    def is_sorted(self) -> bool:
        """Whether many lines have to be read before the first line is known."""
        return self.order in (ConcordanceOrder.RIGHT, ConcordanceOrder.LEFT)

    @property
    def is_whole(self) -> bool:
        """Whether all occurrences are loaded."""
        return self._next is None

    @property
    def articles_read(self) -> int:
        """Number of articles that were looked through."""
        return self.total if self._next is None else self._next.hit

    def lacks(self, lines: int) -> bool:
        """Return whether more has to be read to have this many lines."""
        if self.is_sorted:
            lines = SORTED
        return self._next is not None and len(self.lines) < lines

    async def more(self, lines: int) -> None:
        """Read one more passage, towards this many lines; afterwards all lines are in order."""
        assert self._next is not None
        wanted = SORTED if self.is_sorted else lines
        limit = min(max(wanted - len(self.lines), 1), LINES)
        passage = await self._read(self._request, self._next, limit, self._per_article)
        self.left_out += passage.left_out
        if self._next == START:
            self.in_rest = passage.in_rest
        self.lines += passage.occurrences
        self._next, self.total, self.relaxed = passage.next, passage.total, passage.relaxed
        if self.is_sorted and not self.lacks(SORTED):
            self.lines.sort(key=by_right if self.order is ConcordanceOrder.RIGHT else by_left)

    def find(self, wanted: Occurrence, near: int) -> int:
        """Return the line of an occurrence, else a line of its article, else `near`."""
        same_article = near
        for at, line in enumerate(self.lines):
            if line.id == wanted.id:
                if (line.paragraph, line.span) == (wanted.paragraph, wanted.span):
                    return at
                same_article = at
        return same_article


class Articles:
    """The articles of the loaded lines, in their order: a trail to read along."""

    def __init__(self, held: Occurrences, hit_of: Callable[[str], Awaitable[Hit | None]]) -> None:
        self._ids = list(dict.fromkeys(line.id for line in held.lines))
        self._hit_of = hit_of

    @property
    def total(self) -> int:
        """Number of the articles."""
        return len(self._ids)

    def has(self, id: str) -> bool:
        """Return whether an article is in the trail."""
        return id in self._ids

    def position(self, id: str) -> int:
        """Return the position of an article in the trail, from 0. Raises `ValueError` if absent."""
        return self._ids.index(id)

    def id(self, position: int) -> str:
        """Return the id of the article at a position. Raises `IndexError` past the end."""
        return self._ids[position]

    async def load(self, position: int) -> Hit | None:
        """Return the article at a position from 0; None when the archive no longer has it."""
        return await self._hit_of(self._ids[position])
