"""Which documents have any of many terms, and how often? Many short lists at once.

A prefix may stand for hundreds of words, each with a block or two. Making numbers of each list
costs more than reading it, so the blocks of many lists are read and added up together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.whoosh import postings
from index.whoosh.lists import Open, blocks
from index.whoosh.postings import Postings

I64: TypeAlias = NDArray[np.int64]

_TOGETHER = 1 << 17
"""Postings that are read, or added up, at once, about."""


class Extents(NamedTuple):
    """Where the postings of some terms are, and how many each has."""

    starts: I64
    lengths: I64
    documents: I64


class Union:
    """Adds up how often each of the `size` documents of a segment has any of several terms."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._waiting: list[Postings] = []
        self._count = 0
        self._sums: NDArray[np.float64] | None = None
        self._whole = True

    def add(self, some: Postings) -> None:
        """The postings of one term, or of several, in any order."""
        self._waiting.append(some)
        self._count += len(some.documents)
        if self._count > max(_TOGETHER, self._size):
            self._add_up()

    def postings(self) -> Postings:
        """Everything that was added."""
        if self._sums is None:
            return postings.merged(self._waiting, self._size)
        self._add_up()
        found = np.flatnonzero(self._sums)
        sums = self._sums[found]
        if not self._whole:
            return Postings(found.astype(np.int32), sums.astype(np.float32))
        if int(sums.max()) < 1 << 8:
            return Postings(found.astype(np.int32), sums.astype(np.uint8))
        return Postings(found.astype(np.int32), sums.astype(np.uint32))

    def _add_up(self) -> None:
        if self._sums is None:
            self._sums = np.zeros(self._size)
        if self._waiting:
            frequencies = np.concatenate([each.frequencies for each in self._waiting])
            self._whole = self._whole and frequencies.dtype.kind != "f"
            documents = np.concatenate([each.documents for each in self._waiting])
            self._sums += np.bincount(documents, frequencies, self._size)
        self._waiting, self._count = [], 0


def read(
    file: memoryview, extents: Extents, size: int, watch: Callable[[], None]
) -> Iterator[Postings]:
    """The postings of terms in a segment of `size` documents, those of several terms together and
    one after another; `file` has all postings.

    Raises what `postings.read` raises.
    """
    starts, lengths, counts = extents
    if not len(counts):
        return
    slabs = (np.cumsum(counts) - counts) // _TOGETHER
    cuts = [*np.flatnonzero(np.diff(slabs, prepend=-1)).tolist(), len(counts)]
    for begin, end in pairwise(cuts):
        found = Open()
        for start, length, count in zip(
            starts[begin:end].tolist(),
            lengths[begin:end].tolist(),
            counts[begin:end].tolist(),
            strict=True,
        ):
            watch()
            for block in blocks(file, start, length, count, size):
                found.add(file, block)
        yield Postings(*found.numbers()[:2])
