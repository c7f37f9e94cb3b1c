"""Term expansion of prefixes, wildcards and fuzzy words to words of the archive."""

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
"""The largest expansion of a single prefix or fuzzy word. Thousands of rare words are read together
in a few milliseconds; a tenth of the hits of `z*` would be lost without them."""

MOST_WORDS_OF_A_PHRASE = 256
"""The largest expansion of a slot of a phrase: each word costs more there, with its positions."""

POSTINGS_AN_ARTICLE = 6
"""The largest number of postings of an expansion, for each article of the archive: the wait grows
with them. In 100,000 news articles the most frequent words within this bound have 96 % of the hits
of all words with the prefix `c`, in a third of the time; with a bound of 4 they have 93 %, with 2,
83 %."""

_FEW_POSTINGS = 1 << 16
"""Postings that any expansion may have, however few the articles: their reading takes no time."""

_STEP = 8192


_Numbers: TypeAlias = Mapping[tuple[str, str], I64]
"""The dictionary numbers of the words, by segment id and field."""


@dataclass(frozen=True, eq=False, slots=True)
class Expansion:
    """The words that a prefix, wildcard or fuzzy word expands to."""

    words: frozenset[str]
    numbers: _Numbers
    cut: bool
    """Whether the expansion is cut to its most frequent words."""


NO_WORDS = Expansion(frozenset(), {}, cut=False)


def beginning(
    prefix: str,
    fields: Iterable[str],
    most: int,
    snapshot: Snapshot,
    watch: Callable[[], None],
    not_before: str = "",
) -> Expansion:
    """Expand `prefix` to the most frequent words of these fields, at most `most`, without words in
    which one of the characters `not_before` follows the prefix."""
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
    """Expand a wildcard pattern to the most frequent words of these fields, at most `most`.

    `*` stands for any characters, `?` for one.
    """

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
    """Expand `word` to the most frequent words of these fields within `edits`, at most `most`."""
    fields = tuple(fields)

    def find() -> _Numbers:
        candidates: dict[tuple[str, str], tuple[I64, list[bytes]]] = {}
        for field in fields:
            for part in snapshot.segments:
                dictionary = part.segment.dictionary
                numbers = dictionary.similar(field, word, edits, watch)
                words = list(_words(dictionary, numbers, watch))
                candidates[part.segment.id, field] = numbers, words
        # Most words are in several dictionaries: each is compared once.
        every = list({each for _, words in candidates.values() for each in words})
        chosen = set(compress(every, _within(word, every, edits, watch)))
        return {
            place: numbers[[each in chosen for each in words]]
            for place, (numbers, words) in candidates.items()
        }

    return _expansion(("near", word, edits, fields), find, most, snapshot, watch)


def frequencies(expansion: Expansion, snapshot: Snapshot) -> dict[str, int]:
    """Return the document frequency of each word of an expansion, summed over its fields."""
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
    """Yield for each of `words` whether the word is within `edits` of `word`."""
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
    """Choose the most frequent of the words from `find`, within a budget; cache the expansion."""
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
    """Return the most frequent words with at most `budget` postings together, but at least one
    word. Ties are broken by the order of bytes."""
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
    """Return the numbers, in order, of the terms that may be among the most frequent of all
    segments, and the document frequency of each."""
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
    """Return the number of frequencies, in falling order, with a sum within the budget."""
    return int(np.searchsorted(np.cumsum(falling), budget, "right"))


def _frequencies(dictionary: Dictionary, numbers: I64, watch: Callable[[], None]) -> I64:
    found = [np.empty(0, np.int64)]
    step = _STEP * 16
    for start in range(0, len(numbers), step):
        watch()
        found.append(dictionary.frequencies(numbers[start : start + step]))
    return np.concatenate(found)
