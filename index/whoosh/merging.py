"""Which segments are worth being made one?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weight:
    """How many documents a segment has, and how many of them still count."""

    size: int
    live: int


MOST_REWRITTEN = 5_000
"""Documents of small segments that one commit may rewrite: a commit of a few articles must not
wait for minutes."""


def chosen(segments: Sequence[Weight]) -> frozenset[int]:
    """The segments, by their place in the list, to be written anew into the next one.

    Small ones, nearly as Whoosh chooses them: in order of size, once five or more of the smallest
    have together less than a Fibonacci number that grows with their count. So a document is
    rewritten a number of times that grows with the logarithm of the archive, and a search reads
    some ten small segments at most. Unlike Whoosh, which after twenty imports of 5,000 articles
    rewrites them all at once, never more than `MOST_REWRITTEN`; and besides, the segments that
    consist of deleted documents for more than a half, which Whoosh keeps for ever.
    """
    return _small(segments) | {
        at for at, segment in enumerate(segments) if segment.live * 2 < segment.size
    }


def _small(segments: Sequence[Weight]) -> frozenset[int]:
    by_size = sorted(range(len(segments)), key=lambda at: segments[at].size)
    total = 0
    for count, (at, bound) in enumerate(zip(by_size, _bounds(), strict=False), 1):
        total += segments[at].size
        if total > MOST_REWRITTEN:
            break
        if count >= 5 and total < bound:
            return frozenset(by_size[:count])
    return frozenset()


def _bounds() -> Iterable[int]:
    """Whoosh's bound for one segment, for two, and so on."""
    low, high = 8, 13
    while True:
        yield low
        low, high = high, low + high
