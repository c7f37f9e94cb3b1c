"""Which words of the archive does a prefix or a fuzzy word stand for?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain

from index.pattern import within
from index.whoosh.snapshot import Snapshot

MOST_WORDS = 512
"""Words that a prefix or a fuzzy word may stand for; reading more is not worth the wait."""

_STEP = 256


@dataclass(frozen=True, slots=True)
class Expansion:
    """The words that something stands for."""

    words: frozenset[str]
    cut: bool
    """There are more: these are the most frequent."""


def beginning(
    prefix: str, fields: Iterable[str], snapshot: Snapshot, watch: Callable[[], None]
) -> Expansion:
    """The words of these fields that begin with `prefix`."""
    found = (part.segment.terms(field, prefix) for field in fields for part in snapshot.segments)
    return _most_frequent(_watched(chain.from_iterable(found), watch))


def near(
    word: str, edits: int, fields: Iterable[str], snapshot: Snapshot, watch: Callable[[], None]
) -> Expansion:
    """The words of these fields within so many edits of `word`."""
    shortest, longest = len(word) - edits, len(word) + edits
    first, last = word[0], word[-1]
    known: dict[str, bool] = {}

    def is_near(term: str) -> bool:
        if not shortest <= len(term) <= longest:
            return False
        # One edit leaves the first or the last character where it was.
        if edits == 1 and len(word) > 1 and term[0] != first and term[-1] != last:
            return False
        if term not in known:
            known[term] = within(word, term, edits)
        return known[term]

    every = (part.segment.words(field) for field in fields for part in snapshot.segments)
    found = _watched(chain.from_iterable(every), watch)
    return _most_frequent((term, count) for term, count in found if is_near(term))


def _watched(
    found: Iterable[tuple[str, int]], watch: Callable[[], None]
) -> Iterator[tuple[str, int]]:
    for at, each in enumerate(found):
        if at % _STEP == 0:
            watch()
        yield each


def _most_frequent(found: Iterable[tuple[str, int]]) -> Expansion:
    counts: Counter[str] = Counter()
    for term, count in found:
        counts[term] += count
    if len(counts) <= MOST_WORDS:
        return Expansion(frozenset(counts), cut=False)
    best = nsmallest(MOST_WORDS, counts, key=lambda term: (-counts[term], term))
    return Expansion(frozenset(best), cut=True)
