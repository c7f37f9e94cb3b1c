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
"""Occurrences that are read to be sorted by the words beside them: the first ones."""

PER_ARTICLE = 5
"""Occurrences of an article that are shown until more are asked for."""

ReadPassage = Callable[[Request, ConcordancePosition, int, int | None], Awaitable[Passage]]


class ConcordanceOrder(StrEnum):
    """The order of the lines."""

    HITS = "order of the hits"
    RIGHT = "words to the right"
    LEFT = "words to the left"
    NEWEST = "newest"


class Occurrences:
    """The lines of a request in an order, from the first on, and whether there are more.

    In the order of the hits, and by date, they are read as far as is wanted. By the words beside
    them they can't be known before they are read: `SORTED` of them are, in the order of the hits.
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
        """How many more occurrences the articles have that were looked through."""
        self._next: ConcordancePosition | None = START
        self.order = order
        self.lines: list[Occurrence] = []
        self.total = 0
        """How many articles the request finds, as far as is known."""
        self.relaxed = False
        self.in_rest = 0
        """How many more it would find with the rest of their pages."""

    @property
    def is_sorted(self) -> bool:
        """Whether the lines have to be read before the first one is known."""
        return self.order in (ConcordanceOrder.RIGHT, ConcordanceOrder.LEFT)

    @property
    def is_whole(self) -> bool:
        """Whether all occurrences that there are, are at hand."""
        return self._next is None

    @property
    def articles_read(self) -> int:
        """How many articles were looked through."""
        return self.total if self._next is None else self._next.hit

    def lacks(self, lines: int) -> bool:
        """Whether more has to be read so that there are so many lines."""
        if self.is_sorted:
            lines = SORTED
        return self._next is not None and len(self.lines) < lines

    async def more(self, lines: int) -> None:
        """Read on a little, towards so many lines; they are in their order afterwards."""
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
        """The line of an occurrence, or where its article is, or else `near`."""
        same_article = near
        for at, line in enumerate(self.lines):
            if line.id == wanted.id:
                if (line.paragraph, line.span) == (wanted.paragraph, wanted.span):
                    return at
                same_article = at
        return same_article


class Articles:
    """The articles of the lines that are at hand, in their order: a trail to read along."""

    def __init__(self, held: Occurrences, hit_of: Callable[[str], Awaitable[Hit | None]]) -> None:
        self._ids = list(dict.fromkeys(line.id for line in held.lines))
        self._hit_of = hit_of

    @property
    def total(self) -> int:
        """How many they are."""
        return len(self._ids)

    def has(self, id: str) -> bool:
        """Whether an article is one of them."""
        return id in self._ids

    def position(self, id: str) -> int:
        """Where an article of them stands."""
        return self._ids.index(id)

    def id(self, position: int) -> str:
        """The article that stands there."""
        return self._ids[position]

    async def load(self, position: int) -> Hit | None:
        """The article at a position from 0."""
        return await self._hit_of(self._ids[position])
