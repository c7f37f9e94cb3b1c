"""Postings of a term, decoded into arrays of documents, frequencies and positions.

The module `lists` decodes documents and frequencies of blocks, `positions` decodes their values.
Inlined postings are decoded here. Damaged bytes raise an exception.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.engine.whoosh.format.arrays import I32, I64, U8, Mask
from index.engine.whoosh.format.errors import DamagedError
from index.engine.whoosh.postings import lists as block_lists
from index.engine.whoosh.postings import positions
from index.engine.whoosh.postings.layout import (
    BYTES4,
    CLOSING,
    INT2,
    LARGEST_NUMBER,
    MARK,
    NONE,
    OURS,
    TUPLE,
    anywhere,
)
from index.engine.whoosh.postings.lists import Block, Open

CountArray: TypeAlias = NDArray[np.uint8] | NDArray[np.uint32] | NDArray[np.float32]

_HEAD = struct.Struct("!BfIBBfII")  # inlined, weight, documents, lengths, greatest weight, ids
INFO_SIZE = _HEAD.size
"""Bytes of a term info, before the inlined postings or the extent of the posting list."""
_EXTENT = struct.Struct("!qi")

_TOGETHER = 16
"""Most blocks with positions that are decoded at once."""


class TermInfo(NamedTuple):
    """Term info: number of documents, and the postings or the extent of the posting list."""

    documents: int
    """Number of documents with the term, deleted ones included."""
    inlined: memoryview | None
    """Inlined postings; None when the postings file has them."""
    start: int = 0
    length: int = 0
    """Length of the posting list in the postings file, from the offset `start`; 0 if inlined."""

    @classmethod
    def read(cls, value: memoryview) -> TermInfo:
        """Decode the term info from a term's value in the dictionary."""
        inlined, _, documents, *_ = _HEAD.unpack_from(value)
        if inlined:
            return cls(documents, value[_HEAD.size :])
        start, length = _EXTENT.unpack_from(value, _HEAD.size)
        return cls(documents, None, start, length)


class Postings(NamedTuple):
    """Documents with a term, in order, and the term's frequency in each document.

    Postings of several terms together are in no order.
    """

    documents: I32
    frequencies: CountArray

    @property
    def nbytes(self) -> int:
        """Bytes of both arrays."""
        return self.documents.nbytes + self.frequencies.nbytes

    def weighed(self, weight: float) -> Postings:
        """Return the postings with frequencies multiplied by `weight`."""
        if weight == 1:
            return self
        return Postings(self.documents, self.frequencies * np.float32(weight))


NOTHING = Postings(np.empty(0, np.int32), np.empty(0, np.uint8))


class Places(NamedTuple):
    """Positions of a term in some documents."""

    documents: I64
    """Document numbers, ascending."""
    counts: I64
    """Frequency of the term in each document."""
    steps: NDArray[Any]
    """First position in each document, then the delta to each next position. Shape (sum of the
    counts), of unsigned 16-bit integers, or of wider integers, none below 0."""
    lasts: I64
    """Last position of the term in each document."""


def read(file: memoryview, info: TermInfo, size: int, watch: Callable[[], None]) -> Postings:
    """Return the postings of a term in a segment of `size` documents; `file` has all postings.

    Raises `DamagedError`, or the errors of unpickling and of decompression.
    """
    if info.inlined is not None:
        documents, frequencies, _ = _inlined(info.inlined, info.documents, size)
        return Postings(documents, frequencies)
    found = Open()
    for block in block_lists.blocks(file, info.start, info.length, info.documents, size):
        watch()
        found.add(file, block)
    numbers = found.numbers()
    return Postings(numbers.documents, numbers.frequencies)


def read_inlined(file: U8, starts: I64, counts: I64, size: int) -> tuple[Postings, Mask]:
    """Return the inlined postings of many terms, in no order, and a mask of the terms read.

    `starts` has the offsets of each term's postings in the dictionary's `file`, `counts` the
    numbers of documents. Terms with a rarer layout than most are left out of postings and mask.
    """
    later = starts + len(OURS) + 6  # offset of the second document's opcode
    if len(starts) and (int(starts.min()) < 0 or int((later + 6 * counts).max()) + 2 > len(file)):
        raise DamagedError("postings beyond the end of the dictionary")
    narrow = (counts > 1) & (file[later] == INT2)
    strides = np.where(narrow, 3, 5)
    ends = later + strides * (counts - 1)  # offset of the opcode that ends the tuple of documents
    ours = (file[starts] == OURS[0]) & (file[starts + 1] == OURS[1])
    ours &= (file[starts + 2] == MARK) & (file[ends] == TUPLE)
    weights = file[ends + 1]
    ours &= (weights == NONE) | (weights == BYTES4)
    starts, counts, ends, weights = starts[ours], counts[ours], ends[ours], weights[ours]
    later, narrow, strides = later[ours], narrow[ours], strides[ours]
    first = np.cumsum(counts) - counts
    within = np.arange(int(counts.sum())) - np.repeat(first, counts)
    # The first document of a term always has four bytes.
    items = np.repeat(later + 1 - strides, counts) + within * np.repeat(strides, counts)
    items[first] = starts + len(OURS) + 2
    wide = (within == 0) | np.repeat(~narrow, counts)
    documents = np.empty(len(items), np.int32)
    documents[wide] = anywhere(file.data, "<i4")[items[wide]]
    documents[~wide] = anywhere(file.data, "<u2")[items[~wide]]
    if len(documents) and not 0 <= int(documents.min()) <= int(documents.max()) < size:
        raise DamagedError("documents that there are not")
    frequencies = np.ones(len(documents), np.uint8)
    several = np.repeat(weights == BYTES4, counts)
    frequencies[several] = file[(np.repeat(ends + 6, counts) + within)[several]]
    return Postings(documents, frequencies), ours


# Positions


def places(
    file: memoryview, info: TermInfo, wanted: Mask, watch: Callable[[], None]
) -> Iterator[Places]:
    """Yield the positions of a term in the `wanted` documents, in order, some blocks at a time.

    `wanted` is a mask over the documents of the segment. Blocks without a wanted document are
    skipped.
    """
    size = len(wanted)
    if info.inlined is not None:
        yield from _inlined_places(info.inlined, info.documents, wanted)
        return
    opened, waiting = Open(), list[_PendingBlocks]()
    for block in block_lists.blocks(file, info.start, info.length, info.documents, size):
        watch()
        if not wanted[block.before + 1 : block.last + 1].any():
            continue
        values = opened.add(file, block)
        waiting.append((block, values))
        if len(waiting) == _TOGETHER or not isinstance(values, int):
            yield from _places(file, opened.numbers(), waiting, wanted, watch)
            opened, waiting = Open(), []
    if waiting:
        yield from _places(file, opened.numbers(), waiting, wanted, watch)


_PendingBlocks: TypeAlias = tuple[Block, int | Sequence[bytes]]
"""Block, with the offset of its values, or with the values of a block that Whoosh wrote."""


def _places(
    file: memoryview,
    numbers: block_lists.PostingNumbers,
    waiting: Sequence[_PendingBlocks],
    wanted: Mask,
    watch: Callable[[], None],
) -> Iterator[Places]:
    documents, frequencies, counts = numbers
    chosen = wanted[documents]
    begins = counts.cumsum() - counts
    hit = np.logical_or.reduceat(chosen, begins)
    often = np.add.reduceat(frequencies, begins, dtype=np.int64)
    tuples = []
    for (block, values), is_hit, occurrences in zip(
        waiting, hit.tolist(), often.tolist(), strict=True
    ):
        if not is_hit:
            continue
        if isinstance(values, int):
            watch()
            tuples.append(block_lists.values(file, values, block, occurrences))
        else:
            if len(waiting) > 1:
                raise DamagedError("blocks of two makers in one list")
            at = np.flatnonzero(chosen)
            steps = positions.unpickled(values, frequencies.astype(np.int64), at)
            yield _with_lasts(documents[at], frequencies[at], steps)
    if tuples:
        if not hit.all():
            inside = np.repeat(hit, counts)
            documents, frequencies = documents[inside], frequencies[inside]
            chosen, counts = chosen[inside], counts[hit]
        steps = positions.steps(tuples, counts, frequencies.astype(np.int64), chosen)
        yield _with_lasts(documents[chosen], frequencies[chosen], steps)


def _with_lasts(documents: I32, frequencies: NDArray[Any], steps: NDArray[Any]) -> Places:
    """Return positions with the last position of each document. Raises `DamagedError`."""
    counts = frequencies.astype(np.int64)
    if steps.dtype != np.uint16 and int(steps.min()) < 0:
        raise DamagedError("positions out of order")
    lasts = np.add.reduceat(steps, counts.cumsum() - counts, dtype=np.int64)
    if int(lasts.max()) > LARGEST_NUMBER:
        raise DamagedError("positions out of order")
    return Places(documents.astype(np.int64), counts, steps, lasts)


# Inlined postings


def _inlined(data: memoryview, count: int, size: int) -> tuple[I32, NDArray[Any], int]:
    """Return documents and frequencies of inlined postings, and the offset of the values."""
    if not 0 < count <= size:
        raise DamagedError("a term in more documents than there are")
    first, later, frequencies, at = block_lists.short(data, count)
    documents: I32 = np.empty(count, np.int32)
    documents[0], documents[1:] = first, later
    ordered = bool((documents[1:] > documents[:-1]).all())
    if not ordered or not 0 <= int(documents[0]) <= int(documents[-1]) < size:
        raise DamagedError("documents out of order")
    if not frequencies.all():
        raise DamagedError("a term that stands nowhere")
    return documents, frequencies, at


def _inlined_places(data: memoryview, count: int, wanted: Mask) -> Iterator[Places]:
    documents, frequencies, at = _inlined(data, count, len(wanted))
    if data[-len(CLOSING) :] != CLOSING:
        raise DamagedError("postings without an end")
    chosen = wanted[documents]
    if chosen.any():
        values = data[at : -len(CLOSING)]
        counts = np.array([count])
        steps = positions.steps([values], counts, frequencies.astype(np.int64), chosen)
        yield _with_lasts(documents[chosen], frequencies[chosen], steps)
