"""Occurrences of phrases in the documents of a segment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.engine.whoosh.format.arrays import I64, Mask
from index.engine.whoosh.postings.document_sets import DocumentNumbers, DocumentSet, merged
from index.engine.whoosh.postings.postings import Places, TermInfo
from index.engine.whoosh.read.forms import TermWeight, counting
from index.engine.whoosh.read.translate import FieldTerms, Terms
from index.engine.whoosh.store.segment import Segment

_TERMS = 1 << 20
"""The approximate number of terms in a slice: so many marks stay in the processor's cache, and a
stop is soon noticed."""

_MOST_DOCUMENTS = 1 << 13
"""The largest number of documents in a slice, however short."""

_MOST_MARKS = 1 << 23
"""The largest size of the marks of a slice in bytes; longer texts are searched without marks."""

_MOST_MARK = 255  # the largest value of a byte

_STEP = 64
"""The distance between the possible beginnings of texts: a short table maps places to texts."""


T = TypeVar("T")
CheckStop: TypeAlias = Callable[[], None]
"""The check for a reason to stop: called now and then, it raises `Stopped` or `OutOfTime`."""


def watched(every: Iterable[T], watch: CheckStop) -> Iterator[T]:
    """Yield all items, and check for a stop before each."""
    for each in every:
        watch()
        yield each


class Standing(NamedTuple):
    """The occurrences of a term or phrase: documents in order, and the number in each."""

    documents: DocumentNumbers
    counts: DocumentNumbers

    @classmethod
    def nowhere(cls) -> Standing:
        """Return the occurrences of a phrase that no document has."""
        return cls(np.empty(0, np.int64), np.empty(0, np.int64))

    @classmethod
    def joined(cls, parts: Sequence[Standing]) -> Standing:
        """Join occurrences in several ranges of documents, which follow one another."""
        if not parts:
            return cls.nowhere()
        documents, counts = zip(*parts, strict=True)
        return cls(np.concatenate(documents), np.concatenate(counts))

    @property
    def nbytes(self) -> int:
        """The bytes of the arrays."""
        return self.documents.nbytes + self.counts.nbytes


def standing(
    segment: Segment,
    place: FieldTerms,
    slop: int,
    candidates: DocumentSet,
    watch: CheckStop,
) -> Iterator[Standing]:
    """Yield the occurrences of a phrase in a field, a slice of the candidates at a time.

    The definition of an occurrence is `index.match.pattern.occurrences`. Each candidate must have
    every word.
    """
    numbers = candidates.numbers
    if not len(numbers):
        return
    slots = [_infos(segment, place.field, terms) for terms in place.slots]
    streams = {
        key: _Stream(segment.places(info, _among(candidates, key, segment), watch))
        for infos in slots
        for key, info in infos.items()
    }
    marks = _Marks(len(slots))
    together = _together(segment, place.field)
    for first in range(0, len(numbers), together):
        watch()
        some = numbers[first : first + together]
        until = int(some[-1]) + 1
        read = {key: stream.until(until) for key, stream in watched(streams.items(), watch)}
        standing = {key: places for key, places in read.items() if len(places.steps)}
        line = _Line(some, watched(standing.values(), watch), len(slots) + slop)
        keys = dict(zip(standing, watched(line.keys(), watch), strict=True))
        lists = [[keys[key] for key in infos if key in keys] for infos in slots]
        if all(lists):
            if slop or line.is_long:
                starts = _near(lists, slop, watch)
            else:
                starts = marks.starts(lists, line.end, watch)
            if len(starts):
                yield line.counted(starts)


def _together(segment: Segment, field: str) -> int:
    """Return the number of documents in a slice."""
    terms = segment.total_length(field) // max(1, segment.size)
    return min(_MOST_DOCUMENTS, _TERMS // max(1, terms) + 1)


_Key: TypeAlias = tuple[str, TermWeight] | int
"""A term that may fill a slot: the term with its weight, or its number in the dictionary."""


def _infos(segment: Segment, field: str, terms: Terms) -> dict[_Key, TermInfo]:
    """Return the dictionary entries of the terms that may fill a slot."""
    found: dict[_Key, TermInfo] = {}
    weights = dict(terms.weights)
    for term in sorted(terms.known):
        info = segment.info(field, term)
        if info is not None:
            found[term, weights.get(term, TermWeight())] = info
    for number in terms.expansion.numbers.get((segment.id, field), np.empty(0, np.int64)).tolist():
        found[number] = segment.dictionary.info_at(number)
    return found


def _among(candidates: DocumentSet, key: _Key, segment: Segment) -> Mask:
    """Return a mask of the candidates in which a term has a weight above 0."""
    mask = None if isinstance(key, int) else counting(*key, segment)
    return candidates.mask if mask is None else candidates.mask & mask


class _Stream:
    """The positions of a term, read from the blocks as the slices need them."""

    def __init__(self, blocks: Iterator[Places]) -> None:
        self._blocks = blocks
        self._left: Places | None = None

    def until(self, document: int) -> Places:
        """Return the next positions, in documents below this number."""
        pieces = [] if self._left is None else [self._left]
        while not pieces or pieces[-1].documents[-1] < document:
            block = next(self._blocks, None)
            if block is None:
                break
            pieces.append(block)
        self._left = None
        if not pieces:
            return _NOWHERE
        at = int(np.searchsorted(pieces[-1].documents, document))
        if at < len(pieces[-1].documents):
            pieces[-1], self._left = _cut(pieces[-1], at)
        if len(pieces) == 1:
            return pieces[0]
        return Places(*map(np.concatenate, zip(*pieces, strict=True)))


_NOWHERE = Places(*(np.empty(0, np.int64) for _ in Places._fields))


def _cut(places: Places, at: int) -> tuple[Places, Places]:
    """Split positions into the first `at` documents and the rest."""
    documents, counts, steps, lasts = places
    end = int(counts[:at].sum())
    return (
        Places(documents[:at], counts[:at], steps[:end], lasts[:at]),
        Places(documents[at:], counts[at:], steps[end:], lasts[at:]),
    )


# One slice


class _Line:
    """The texts of a slice laid end to end, so that one number is a document and a position.

    Each text takes as much room as the last position of any of the terms needs, rounded up to whole
    steps. The `gap` before each, and after the last, keeps a phrase from beginning in one text and
    ending in the next.
    """

    def __init__(self, documents: DocumentNumbers, every: Iterable[Places], gap: int) -> None:
        self._documents = documents
        self._every = [(places, self._numbers(places)) for places in every]
        lengths = np.zeros(len(documents), np.int64)
        for places, at in self._every:
            lengths[at] = np.maximum(lengths[at], places.lasts)
        self._rooms: I64 = (lengths + gap + _STEP) // _STEP
        ends = self._rooms.cumsum() * _STEP
        self._begins: I64 = ends - self._rooms * _STEP + gap
        self.end = int(ends[-1]) + gap

    @property
    def is_long(self) -> bool:
        """Whether a mark for each place would take too much memory."""
        return self.end > _MOST_MARKS

    def keys(self) -> Iterator[I64]:
        """Yield the places of each term on the line, in order."""
        for (_, counts, steps, lasts), at in self._every:
            begins = self._begins[at]
            keys = steps.astype(np.int64)
            # The first step of a document leads to its place from the last place in the document
            # before.
            jumps = begins.copy()
            jumps[1:] -= begins[:-1] + lasts[:-1]
            keys[counts.cumsum() - counts] += jumps
            yield keys.cumsum(out=keys)

    def counted(self, starts: I64) -> Standing:
        """Return the documents with these places, and the number in each."""
        if self.is_long:
            numbers = np.searchsorted(self._begins, starts, "right") - 1
        else:
            numbers = np.repeat(np.arange(len(self._rooms)), self._rooms)[starts // _STEP]
        counts = np.bincount(numbers)
        found = np.flatnonzero(counts)
        return Standing(self._documents[found], counts[found])

    def _numbers(self, places: Places) -> I64 | slice:
        """Return the indices of a term's documents in the slice; a full slice for all of them."""
        if len(places.documents) == len(self._documents):
            return slice(None)
        return np.searchsorted(self._documents, places.documents)


class _Marks:
    """A byte for each place on a line, reused for the next slice: the system clears new memory
    first, which takes longer than all the rest. Old marks stay: each slot has a mark of its own."""

    def __init__(self, slots: int) -> None:
        self._margin = slots
        self._bytes: NDArray[np.uint8] = np.zeros(0, np.uint8)
        self._mark = 0

    def starts(self, slots: Sequence[Sequence[I64]], size: int, watch: CheckStop) -> I64:
        """Return the places, in order, from which words fill all slots one right after another.

        `slots` has the lists of places of each slot's words, each place less than `size`. The
        places of the rarest slot are checked for a mark of each other slot at the right distance.
        """
        if len(self._bytes) < size + 2 * self._margin:
            self._bytes = np.zeros(size + 2 * self._margin, np.uint8)
        marks = self._bytes[self._margin :]
        rarest, *others = sorted(range(len(slots)), key=lambda slot: sum(map(len, slots[slot])))
        found = list(slots[rarest])
        for slot in watched(others, watch):
            mark = self._next_mark()
            for places in slots[slot]:
                marks[places] = mark
            beside = self._bytes[self._margin + slot - rarest :]
            found = [some.compress(beside.take(some) == mark) for some in found]
        return merged(found) - rarest

    def _next_mark(self) -> int:
        self._mark += 1
        if self._mark > _MOST_MARK:
            self._bytes[:] = 0
            self._mark = 1
        return self._mark


def _near(slots: Sequence[Sequence[I64]], slop: int, watch: CheckStop) -> I64:
    """Return the places from which words fill the slots in order, with at most `slop` other words
    between them; the nearest word is chosen for each slot."""
    first, *others = slots
    starts = chosen = merged(first)
    for lists in watched(others, watch):
        slot = merged(lists)
        at = np.searchsorted(slot, chosen, "right")
        inside = at < len(slot)
        starts, chosen = starts[inside], slot[at[inside]]
    return starts[chosen - starts - len(slots) + 1 <= slop]
