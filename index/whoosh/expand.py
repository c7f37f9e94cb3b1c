"""Which words of the archive does a prefix or a fuzzy word stand for?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.whoosh import edits as distance
from index.whoosh.dictionary import Dictionary
from index.whoosh.snapshot import Snapshot

I64: TypeAlias = NDArray[np.int64]

MOST_WORDS = 512
"""Words that a prefix or a fuzzy word may stand for; reading more is not worth the wait."""

_MOST_OF_ONE = 4 * MOST_WORDS
"""Words of one field of one segment that are counted together with those of the others."""

_STEP = 8192


@dataclass(frozen=True, eq=False, slots=True)
class Expansion:
    """The words that something stands for."""

    words: frozenset[str]
    numbers: Mapping[tuple[str, str], I64]
    """Of each segment, by its id, and field: the numbers of the words in the dictionary."""
    cut: bool
    """There are more: these are the most frequent."""


NO_WORDS = Expansion(frozenset(), {}, cut=False)


def beginning(
    prefix: str, fields: Iterable[str], snapshot: Snapshot, watch: Callable[[], None]
) -> Expansion:
    """The words of these fields that begin with `prefix`."""

    def find(dictionary: Dictionary, field: str) -> I64:
        found = dictionary.prefixed(field, prefix)
        return np.arange(found.first, found.end)

    return _expansion(("beginning", prefix), find, fields, snapshot, watch)


def near(
    word: str, edits: int, fields: Iterable[str], snapshot: Snapshot, watch: Callable[[], None]
) -> Expansion:
    """The words of these fields within so many edits of `word`."""

    def find(dictionary: Dictionary, field: str) -> I64:
        candidates = dictionary.similar(field, word, edits, watch)
        found = [np.empty(0, np.int64)]
        for start in range(0, len(candidates), _STEP):
            watch()
            some = candidates[start : start + _STEP]
            words = list(dictionary.terms(some.tolist()))
            found.append(some[distance.within(word, words, edits)])
        return np.concatenate(found)

    return _expansion(("near", word, edits), find, fields, snapshot, watch)


def _expansion(
    asked: tuple[object, ...],
    find: Callable[[Dictionary, str], I64],
    fields: Iterable[str],
    snapshot: Snapshot,
    watch: Callable[[], None],
) -> Expansion:
    """The most frequent of the words that are found in any of the fields of any segment."""
    fields = tuple(fields)
    key = (*asked, fields, snapshot.generation, snapshot.identity)
    known: Expansion | None = snapshot.kept.get(key)
    if known is not None:
        return known
    counts: Counter[str] = Counter()
    found: dict[tuple[str, str], dict[str, int]] = {}
    cut = False
    for field in fields:
        for part in snapshot.segments:
            watch()
            dictionary = part.segment.dictionary
            numbers = find(dictionary, field)
            cut = cut or len(numbers) > _MOST_OF_ONE
            numbers, often = _most_frequent(dictionary, numbers, watch)
            words = list(dictionary.terms(numbers.tolist()))
            found[part.segment.id, field] = dict(zip(words, numbers.tolist(), strict=True))
            for word, count in zip(words, often.tolist(), strict=True):
                counts[word] += count
    cut = cut or len(counts) > MOST_WORDS
    best = frozenset(nsmallest(MOST_WORDS, counts, key=lambda term: (-counts[term], term)))
    chosen = {
        where: np.array([number for word, number in words.items() if word in best], np.int64)
        for where, words in found.items()
    }
    expansion = Expansion(best, chosen, cut)
    snapshot.kept.put(key, expansion, sum(map(len, best)) + 100 * len(best))
    return expansion


def _most_frequent(
    dictionary: Dictionary, numbers: I64, watch: Callable[[], None]
) -> tuple[I64, I64]:
    """The most frequent of these terms in order, and how many documents have each."""
    counts = _frequencies(dictionary, numbers, watch)
    if len(numbers) > _MOST_OF_ONE:
        best = np.argpartition(counts, len(counts) - _MOST_OF_ONE)[-_MOST_OF_ONE:]
        best.sort()
        numbers, counts = numbers[best], counts[best]
    return numbers, counts


def _frequencies(dictionary: Dictionary, numbers: I64, watch: Callable[[], None]) -> I64:
    found = [np.empty(0, np.int64)]
    step = _STEP * 16
    for start in range(0, len(numbers), step):
        watch()
        found.append(dictionary.frequencies(numbers[start : start + step]))
    return np.concatenate(found)
