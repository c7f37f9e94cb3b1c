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
"""Documents are looked at together that have about so many terms: what is marked of them stays in
the processor's cache, and nobody waits long for a search to stop."""

_MOST_DOCUMENTS = 1 << 13
"""However short they are."""

_MOST_MARKS = 1 << 23
"""Bytes for the marks of a slice; texts that are too long for it are searched otherwise."""

_MOST_MARK = 255  # what a byte holds

_STEP = 64
"""A text begins at a multiple of this, so that a short table says which one a place is in."""


T = TypeVar("T")
CheckStop: TypeAlias = Callable[[], None]
"""Asked now and then; raises when there is a reason to end."""


def watched(every: Iterable[T], watch: CheckStop) -> Iterator[T]:
    """All of them; before each is asked whether it is worth while to go on."""
    for each in every:
        watch()
        yield each


class Standing(NamedTuple):
    """Where something stands: documents in order, and how often in each."""

    documents: DocumentNumbers
    counts: DocumentNumbers

    @classmethod
    def nowhere(cls) -> Standing:
        """In no document."""
        return cls(np.empty(0, np.int64), np.empty(0, np.int64))

    @classmethod
    def joined(cls, parts: Sequence[Standing]) -> Standing:
        """Several of different documents, which follow one another."""
        if not parts:
            return cls.nowhere()
        documents, counts = zip(*parts, strict=True)
        return cls(np.concatenate(documents), np.concatenate(counts))

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return self.documents.nbytes + self.counts.nbytes


def standing(
    segment: Segment,
    place: FieldTerms,
    slop: int,
    candidates: DocumentSet,
    watch: CheckStop,
) -> Iterator[Standing]:
    """Where a phrase stands in a field, a slice of the candidates at a time.

    It stands wherever `index.match.pattern.occurrences` says so. The candidates have to have every
    word.
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
    """How many documents are looked at together."""
    terms = segment.total_length(field) // max(1, segment.size)
    return min(_MOST_DOCUMENTS, _TERMS // max(1, terms) + 1)


_Key: TypeAlias = tuple[str, TermWeight] | int
"""A term that may fill a slot: by itself, with its weight, or by its number."""


def _infos(segment: Segment, field: str, terms: Terms) -> dict[_Key, TermInfo]:
    """What the dictionary knows of the terms that may fill a slot."""
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
    """The candidates in which a term counts."""
    mask = None if isinstance(key, int) else counting(*key, segment)
    return candidates.mask if mask is None else candidates.mask & mask


class _Stream:
    """The places of a term, of which as many are read as a slice needs."""

    def __init__(self, blocks: Iterator[Places]) -> None:
        self._blocks = blocks
        self._left: Places | None = None

    def until(self, document: int) -> Places:
        """Those not yet given that are in documents before this one."""
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
    """Those in the first documents, and the others."""
    documents, counts, steps, lasts = places
    end = int(counts[:at].sum())
    return (
        Places(documents[:at], counts[:at], steps[:end], lasts[:at]),
        Places(documents[at:], counts[at:], steps[end:], lasts[at:]),
    )


# One slice


class _Line:
    """The texts of a slice laid end to end, so that one number says where something stands.

    Each text takes as much as the last place of any of the terms needs, rounded up to whole steps.
    The `gap` before each, and after the last, keeps a phrase from beginning in one text and ending
    in the next.
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
        """Whether it would take too much memory to have a mark for each place."""
        return self.end > _MOST_MARKS

    def keys(self) -> Iterator[I64]:
        """Where on this line each term stands, in order."""
        for (_, counts, steps, lasts), at in self._every:
            begins = self._begins[at]
            keys = steps.astype(np.int64)
            # The first step of a document leads there from the last place in the one before.
            jumps = begins.copy()
            jumps[1:] -= begins[:-1] + lasts[:-1]
            keys[counts.cumsum() - counts] += jumps
            yield keys.cumsum(out=keys)

    def counted(self, starts: I64) -> Standing:
        """In which documents these places are, and how many in each."""
        if self.is_long:
            numbers = np.searchsorted(self._begins, starts, "right") - 1
        else:
            numbers = np.repeat(np.arange(len(self._rooms)), self._rooms)[starts // _STEP]
        counts = np.bincount(numbers)
        found = np.flatnonzero(counts)
        return Standing(self._documents[found], counts[found])

    def _numbers(self, places: Places) -> I64 | slice:
        """Which documents of the slice these are."""
        if len(places.documents) == len(self._documents):
            return slice(None)
        return np.searchsorted(self._documents, places.documents)


class _Marks:
    """A byte for each place on a line, used again for the next slice: new memory has to be cleared
    by the system first, which takes longer than all the rest. Nor are the marks of before cleared:
    each slot has a mark of its own."""

    def __init__(self, slots: int) -> None:
        self._margin = slots
        self._bytes: NDArray[np.uint8] = np.zeros(0, np.uint8)
        self._mark = 0

    def starts(self, slots: Sequence[Sequence[I64]], size: int, watch: CheckStop) -> I64:
        """Where words stand right after one another, in order.

        `slots` has of each slot the lists of where its words stand, all of it less than `size`.
        From where the rarest slot stands it is looked whether the others stand beside it.
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
    """Words in this order with others between them: each the nearest after the one before."""
    first, *others = slots
    starts = chosen = merged(first)
    for lists in watched(others, watch):
        slot = merged(lists)
        at = np.searchsorted(slot, chosen, "right")
        inside = at < len(slot)
        starts, chosen = starts[inside], slot[at[inside]]
    return starts[chosen - starts - len(slots) + 1 <= slop]
