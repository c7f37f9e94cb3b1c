"""Expansion of prefixes, shapes and fuzzy words to words of the archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, repeat
from operator import add
from typing import TypeAlias

import numpy as np

from index.engine.whoosh.format.arrays import I64
from index.engine.whoosh.postings.dictionary import Dictionary
from index.engine.whoosh.read import edit_distance as distance
from index.engine.whoosh.store.snapshot import Snapshot
from index.match.pattern import begins

MOST_WORDS = 4096
"""Words that a prefix or a fuzzy word may stand for by itself. Thousands of rare ones are read
together in a few milliseconds; leaving them out loses a tenth of what `z*` finds."""

MOST_WORDS_OF_A_PHRASE = 256
"""As part of a phrase each costs more: its places are looked through, too."""

POSTINGS_AN_ARTICLE = 6
"""Postings that the words may have together, for each article of the archive: the wait grows with
them. Of 100,000 news articles the most frequent words within this bound find 96 in a hundred of
those that all words that begin with `c` find, in a third of the time; with 4, 93; with 2, 83."""

_FEW_POSTINGS = 1 << 16
"""So many are read in no time, however few articles there are."""

_STEP = 8192


_Numbers: TypeAlias = Mapping[tuple[str, str], I64]
"""Of each segment, by its id, and field: the numbers of the words in the dictionary."""


@dataclass(frozen=True, eq=False, slots=True)
class Expansion:
    """The words that something stands for."""

    words: frozenset[str]
    numbers: _Numbers
    cut: bool
    """There are more: these are the most frequent."""


NO_WORDS = Expansion(frozenset(), {}, cut=False)


def beginning(
    prefix: str,
    fields: Iterable[str],
    most: int,
    snapshot: Snapshot,
    watch: Callable[[], None],
    not_before: str = "",
) -> Expansion:
    """The words of these fields that begin with `prefix`, `most` of them; not those in which one of
    the signs `not_before` follows."""
    fields = tuple(fields)

    def find() -> _Numbers:
        return {
            (part.segment.id, field): _beginning(part.segment.dictionary, field, prefix, not_before)
            for field in fields
            for part in snapshot.segments
        }

    asked = ("beginning", prefix, not_before, fields)
    return _expansion(asked, find, most, snapshot, watch)


def _beginning(dictionary: Dictionary, field: str, prefix: str, not_before: str) -> I64:
    numbers = np.arange(*dictionary.prefixed(field, prefix))
    if not_before:
        terms = dictionary.terms(numbers.tolist())
        numbers = numbers[[begins(term, prefix, not_before) for term in terms]]
    return numbers


def of_shape(
    shape: str, fields: Iterable[str], most: int, snapshot: Snapshot, watch: Callable[[], None]
) -> Expansion:
    """The words of these fields that have this shape (`*` any characters, `?` one), `most` of
    them."""

    fields = tuple(fields)

    def find() -> _Numbers:
        return {
            (part.segment.id, field): part.segment.dictionary.matching(field, shape, watch)
            for field in fields
            for part in snapshot.segments
        }

    return _expansion(("shaped", shape, fields), find, most, snapshot, watch)


def near(
    word: str,
    edits: int,
    fields: Iterable[str],
    most: int,
    snapshot: Snapshot,
    watch: Callable[[], None],
) -> Expansion:
    """The words of these fields within so many edits of `word`, `most` of them."""
    fields = tuple(fields)

    def find() -> _Numbers:
        candidates: dict[tuple[str, str], tuple[I64, list[bytes]]] = {}
        for field in fields:
            for part in snapshot.segments:
                dictionary = part.segment.dictionary
                numbers = dictionary.similar(field, word, edits, watch)
                words = list(_words(dictionary, numbers, watch))
                candidates[part.segment.id, field] = numbers, words
        # Most words stand in several dictionaries.
        every = list({each for _, words in candidates.values() for each in words})
        chosen = set(compress(every, _within(word, every, edits, watch)))
        return {
            place: numbers[[each in chosen for each in words]]
            for place, (numbers, words) in candidates.items()
        }

    return _expansion(("near", word, edits, fields), find, most, snapshot, watch)


def frequencies(expansion: Expansion, snapshot: Snapshot) -> dict[str, int]:
    """How many documents have each word of an expansion, a document once for each field."""
    counts = dict.fromkeys(expansion.words, 0)
    for part in snapshot.segments:
        dictionary = part.segment.dictionary
        for (segment, _), numbers in expansion.numbers.items():
            if segment == part.segment.id:
                often = dictionary.frequencies(numbers).tolist()
                for word, count in zip(dictionary.terms(numbers.tolist()), often, strict=True):
                    counts[word] += count
    return counts


def _words(dictionary: Dictionary, numbers: I64, watch: Callable[[], None]) -> Iterator[bytes]:
    for start in range(0, len(numbers), _STEP):
        watch()
        yield from dictionary.bytes_of(numbers[start : start + _STEP])


def _within(
    word: str, words: Sequence[bytes], edits: int, watch: Callable[[], None]
) -> Iterator[bool]:
    """For each of `words` whether it is within so many edits."""
    for start in range(0, len(words), _STEP):
        watch()
        some = [each.decode() for each in words[start : start + _STEP]]
        yield from distance.within(word, some, edits).tolist()


def _expansion(
    asked: tuple[object, ...],
    find: Callable[[], _Numbers],
    most: int,
    snapshot: Snapshot,
    watch: Callable[[], None],
) -> Expansion:
    """The most frequent of the words that are found in any of the fields of any segment."""
    key = (*asked, most, snapshot.generation, snapshot.identity)
    known: Expansion | None = snapshot.kept.get(key)
    if known is not None:
        return known
    budget = max(_FEW_POSTINGS, POSTINGS_AN_ARTICLE * snapshot.size_with_deleted)
    counts: dict[bytes, int] = {}
    found: dict[tuple[str, str], tuple[I64, list[bytes]]] = {}
    cut = False
    dictionaries = {part.segment.id: part.segment.dictionary for part in snapshot.segments}
    for place, every in find().items():
        watch()
        dictionary = dictionaries[place[0]]
        numbers, often = _most_frequent(dictionary, every, most, budget, watch)
        cut = cut or len(numbers) < len(every)
        words = dictionary.bytes_of(numbers)
        found[place] = numbers, words
        before = map(counts.get, words, repeat(0))
        counts.update(zip(words, map(add, before, often.tolist()), strict=True))
    best = _affordable(counts, most, budget)
    cut = cut or len(best) < len(counts)
    chosen = {
        where: numbers[[word in best for word in words]] if len(best) < len(counts) else numbers
        for where, (numbers, words) in found.items()
    }
    expansion = Expansion(frozenset(word.decode() for word in best), chosen, cut)
    snapshot.kept.put(key, expansion, sum(map(len, best)) + 200 * len(best))
    return expansion


def _affordable(counts: Mapping[bytes, int], most: int, budget: int) -> frozenset[bytes]:
    """The most frequent words that have no more postings than this together; one at least. Of
    equally frequent ones those that come first in the alphabet."""
    often = np.fromiter(counts.values(), np.int64, len(counts))
    falling = np.sort(often)[::-1]
    number = min(most, max(1, _number_within(falling, budget)))
    if number >= len(counts):
        return frozenset(counts)
    least = falling[number - 1]
    best = [word for word, count in counts.items() if count > least]
    last = sorted(word for word, count in counts.items() if count == least)
    return frozenset(best + last[: number - len(best)])


def _most_frequent(
    dictionary: Dictionary, numbers: I64, most: int, budget: int, watch: Callable[[], None]
) -> tuple[I64, I64]:
    """Those of these terms that may be among the most frequent ones of all segments, in order, and
    how many documents have each."""
    counts = _frequencies(dictionary, numbers, watch)
    if len(numbers) > most or int(counts.sum()) > budget:
        falling = np.sort(counts)[::-1]
        number = min(most, _number_within(falling, budget) + 1)
        least = falling[number - 1]
        best, last = np.flatnonzero(counts > least), np.flatnonzero(counts == least)
        best = np.sort(np.concatenate((best, last[: number - len(best)])))
        numbers, counts = numbers[best], counts[best]
    return numbers, counts


def _number_within(falling: I64, budget: int) -> int:
    """How many of these frequencies, the greatest first, are together within a budget."""
    return int(np.searchsorted(np.cumsum(falling), budget, "right"))


def _frequencies(dictionary: Dictionary, numbers: I64, watch: Callable[[], None]) -> I64:
    found = [np.empty(0, np.int64)]
    step = _STEP * 16
    for start in range(0, len(numbers), step):
        watch()
        found.append(dictionary.frequencies(numbers[start : start + step]))
    return np.concatenate(found)
