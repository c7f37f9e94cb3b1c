"""Sums of term frequencies over the documents of a segment."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.engine.whoosh.format.arrays import F64
from index.engine.whoosh.postings.postings import NOTHING, CountArray, Postings

_SPARSE = 8
"""The divisor of a segment's size: fewer postings are sorted; more are added up in an array with a
place for each document."""

_TOGETHER = 1 << 17
"""Postings that wait to be added up together, in a small segment."""


class Sums:
    """The sum of the frequencies of several terms, for each of the `size` documents of a segment.

    Fractions are added as floats of eight bytes, in which the sum of a few terms is exact: equal
    documents of different segments have equal sums, however the sums are made.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._lists: list[Postings] = []
        """Pending postings of one term each: in order, without duplicates."""
        self._mixed: list[Postings] = []
        """Pending postings of several terms each."""
        self._count = 0
        self._totals: F64 | None = None
        self._whole = True

    def add(self, some: Postings, *, mixed: bool = False) -> None:
        """Add the postings of a term, or with `mixed` of several terms, in any order."""
        if not len(some.documents):
            return
        (self._mixed if mixed else self._lists).append(some)
        self._whole = self._whole and some.frequencies.dtype.kind != "f"
        self._count += len(some.documents)
        if self._count > max(_TOGETHER, self._size):
            self._totals = self._added_up()

    def postings(self) -> Postings:
        """Return the documents with any of the terms, and their summed frequencies."""
        if self._totals is None:
            if not self._count:
                return NOTHING
            if len(self._lists) == 1 and not self._mixed:
                return self._lists[0]
            if self._count * _SPARSE < self._size:
                return self._sorted()
        totals = self._added_up()
        # A mask yields its true places in a tenth of the time that numbers take.
        found = (totals != 0).nonzero()[0]
        return Postings(found.astype(np.int32), self._narrow(totals.take(found)))

    def _added_up(self) -> F64:
        totals = np.zeros(self._size) if self._totals is None else self._totals
        for documents, frequencies in self._lists:
            at = documents.astype(np.intp)  # numpy would do so by itself, but more slowly
            totals[at] = totals.take(at) + frequencies
        if self._mixed:
            documents, frequencies = _joined(self._mixed)
            totals += np.bincount(documents, frequencies, self._size)
        self._lists, self._mixed, self._count = [], [], 0
        return totals

    def _sorted(self) -> Postings:
        documents, frequencies = _joined([*self._lists, *self._mixed])
        # With its index behind each document: a sort of numbers is faster than an argsort.
        keys = (documents.astype(np.int64) << 32) | np.arange(len(documents))
        keys.sort()
        documents = (keys >> 32).astype(np.int32)
        first = np.concatenate(([True], documents[1:] != documents[:-1])).nonzero()[0]
        ordered = frequencies.take(keys & 0xFFFFFFFF)
        together = np.add.reduceat(ordered, first, dtype=np.float64)
        return Postings(documents[first], self._narrow(together))

    def _narrow(self, totals: F64) -> CountArray:
        """Convert integers to the smallest type without loss, and fractions to `float32`."""
        if not self._whole:
            return totals.astype(np.float32)
        if totals.max() < 1 << 8:
            return totals.astype(np.uint8)
        return totals.astype(np.uint32)


def _joined(lists: list[Postings]) -> tuple[NDArray[np.int32], NDArray[Any]]:
    if len(lists) == 1:
        return lists[0]
    documents, frequencies = zip(*lists, strict=True)
    return np.concatenate(documents), np.concatenate(frequencies)
