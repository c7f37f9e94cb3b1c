"""Where do the words of a phrase stand together, and how often in each document?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.whoosh.documents import Documents, Mask, Numbers
from index.whoosh.postings import POSITION_BITS, TermInfo
from index.whoosh.segment import Segment
from index.whoosh.translate import Place, Terms

I64: TypeAlias = NDArray[np.int64]
_SLICE = 1024
"""Documents that are looked at together: what is marked of them stays in the processor's cache."""

_MOST_MARKS = 1 << 23
"""Bytes for the marks of a slice; texts that are too long for it are searched otherwise."""

_POSITION = (1 << POSITION_BITS) - 1


class Standing(NamedTuple):
    """Where something stands: documents in order, and how often in each."""

    documents: Numbers
    counts: Numbers

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
    place: Place,
    slop: int,
    candidates: Documents,
    watch: Callable[[], None],
) -> Iterator[Standing]:
    """Where a phrase stands in a field, a slice of the candidates at a time.

    It stands wherever `index.pattern.occurrences` says so. The candidates have to have every word.
    """
    slots = [_infos(segment, place.field, terms) for terms in place.slots]
    streams = {
        key: _Stream(segment.places(info, candidates.mask, watch))
        for infos in slots
        for key, info in infos.items()
    }
    for first in _slices(candidates.numbers):
        watch()
        end = first + _SLICE
        read = {key: stream.until(end) for key, stream in streams.items()}
        places = [[read[key] for key in infos if len(read[key])] for infos in slots]
        if all(places):
            starts = _starts(places, slop, first)
            if len(starts):
                yield _counted(starts >> POSITION_BITS)


def _infos(segment: Segment, field: str, terms: Terms) -> dict[str | int, TermInfo]:
    """What the dictionary knows of the terms that may fill a slot, by term or by number."""
    found: dict[str | int, TermInfo] = {}
    for term in sorted(terms.known):
        info = segment.info(field, term)
        if info is not None:
            found[term] = info
    for number in terms.expansion.numbers.get((segment.id, field), np.empty(0, np.int64)).tolist():
        found[number] = segment.dictionary.info_at(number)
    return found


def _slices(candidates: Numbers) -> Iterator[int]:
    """The first document of each slice that has any candidate."""
    if len(candidates):
        found = np.unique(candidates // _SLICE) * _SLICE
        yield from found.tolist()


def _counted(documents: I64) -> Standing:
    first = int(documents.min())
    counts = np.bincount(documents - first)
    found = np.flatnonzero(counts)
    return Standing(found + first, counts[found])


class _Stream:
    """The places of a term, of which as many are read as a slice needs."""

    def __init__(self, blocks: Iterator[I64]) -> None:
        self._blocks = blocks
        self._left: I64 = np.empty(0, np.int64)

    def until(self, document: int) -> I64:
        """Those not yet given that are in documents before this one."""
        end = document << POSITION_BITS
        pieces = [self._left]
        while not len(pieces[-1]) or pieces[-1][-1] < end:
            block = next(self._blocks, None)
            if block is None:
                break
            pieces.append(block)
        places = np.concatenate(pieces) if len(pieces) > 1 else pieces[0]
        at = int(np.searchsorted(places, end))
        self._left = places[at:]
        return places[:at]


# One slice


def _starts(places: Sequence[Sequence[I64]], slop: int, first: int) -> I64:
    """Where a phrase begins, in no order; `places` has those of each term of each slot."""
    if not slop:
        bits = int(max(int((each & _POSITION).max()) for slot in places for each in slot))
        bits = (bits + len(places)).bit_length()
        if _SLICE << bits <= _MOST_MARKS:
            return _adjacent(places, first, bits)
    return _near([_merged(slot) for slot in places], slop)


def _adjacent(places: Sequence[Sequence[I64]], first: int, bits: int) -> I64:
    """Words right after one another: each marks its places, the next ones look there.

    Of a document `bits` are left for its positions, so that a slice has few enough places.
    """

    def local(keys: I64) -> I64:
        return (((keys >> POSITION_BITS) - first) << bits) | (keys & _POSITION)

    marks = np.zeros(_SLICE << bits, np.bool_)
    starts = _distinct([local(keys) for keys in places[0]], marks)
    for after, slot in enumerate(places[1:], 1):
        mine = [local(keys) for keys in slot]
        for keys in mine:
            marks[keys] = True
        starts = starts[marks[starts + after]]
        if not len(starts):
            break
        for keys in mine:
            marks[keys] = False
    return ((starts >> bits) + first) << POSITION_BITS


def _distinct(lists: Sequence[I64], marks: Mask) -> I64:
    """Each place once, though a word and its stem both stand there."""
    found = [lists[0]]
    for before, keys in pairwise(lists):
        marks[before] = True
        found.append(keys[~marks[keys]])
    for keys in lists[:-1]:
        marks[keys] = False
    return np.concatenate(found) if len(found) > 1 else found[0]


def _near(slots: Sequence[I64], slop: int) -> I64:
    """Words in this order with others between them: each the nearest after the one before."""
    starts = chosen = slots[0]
    for slot in slots[1:]:
        at = np.searchsorted(slot, chosen, "right")
        inside = at < len(slot)
        starts, at = starts[inside], at[inside]
        chosen = slot[at]
        same = (chosen >> POSITION_BITS) == (starts >> POSITION_BITS)
        starts, chosen = starts[same], chosen[same]
    return starts[chosen - starts - len(slots) + 1 <= slop]


def _merged(lists: Sequence[I64]) -> I64:
    if len(lists) == 1:
        return lists[0]
    keys = np.sort(np.concatenate(lists), kind="stable")
    return keys[np.concatenate(([True], keys[1:] != keys[:-1]))]
