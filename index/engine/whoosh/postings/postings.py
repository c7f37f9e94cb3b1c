"""Postings of a term as arrays of documents, frequencies and positions. Blocks into arrays.

What lies open in the blocks of a list is read by `lists`, their values by `positions`. The few
postings of a term that the dictionary itself holds are read here. What is damaged raises.
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

_HEAD = struct.Struct("!BfIBBfII")  # of a term: inlined, weight, documents, lengths, weight, ids
INFO_SIZE = _HEAD.size
"""Bytes of what is known of a term, before its postings or where they are."""
_EXTENT = struct.Struct("!qi")

_TOGETHER = 16
"""Blocks whose positions are read at once, at most."""


class TermInfo(NamedTuple):
    """What the dictionary says of a term, and where its postings are."""

    documents: int
    """How many documents have it, deleted ones included."""
    inlined: memoryview | None
    """The postings themselves, when the dictionary holds them."""
    start: int = 0
    length: int = 0
    """Otherwise where in the file of postings they are."""

    @classmethod
    def read(cls, value: memoryview) -> TermInfo:
        """From the value that the dictionary has for a term."""
        inlined, _, documents, *_ = _HEAD.unpack_from(value)
        if inlined:
            return cls(documents, value[_HEAD.size :])
        start, length = _EXTENT.unpack_from(value, _HEAD.size)
        return cls(documents, None, start, length)


class Postings(NamedTuple):
    """The documents that have a term, in order, and how often each has it."""

    documents: I32
    frequencies: CountArray

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return self.documents.nbytes + self.frequencies.nbytes

    def weighed(self, weight: float) -> Postings:
        """The same, each occurrence counted so often."""
        if weight == 1:
            return self
        return Postings(self.documents, self.frequencies * np.float32(weight))


NOTHING = Postings(np.empty(0, np.int32), np.empty(0, np.uint8))


class Places(NamedTuple):
    """Where a term stands in some documents."""

    documents: I64
    """In order."""
    counts: I64
    """How often it stands in each."""
    steps: NDArray[Any]
    """Shape (sum of the counts): its position where it first stands in a document, then from each
    position to the next. Small integers without a sign, or longer ones of which none is below 0."""
    lasts: I64
    """Its last position in each document."""


def read(file: memoryview, info: TermInfo, size: int, watch: Callable[[], None]) -> Postings:
    """The postings of a term in a segment of `size` documents; `file` has all postings.

    Raises `DamagedError`, or what damaged pickles and compressed data raise.
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
    """The postings of many terms that the dictionary holds itself, all at once and in no order.

    `starts` says where those of each term begin in the dictionary's `file`, `counts` how many
    there are. Not of all terms, for those that are laid out otherwise than most are left: the
    mask says which were read.
    """
    later = starts + len(OURS) + 6  # where the second document is, after its code
    if len(starts) and (int(starts.min()) < 0 or int((later + 6 * counts).max()) + 2 > len(file)):
        raise DamagedError("postings beyond the end of the dictionary")
    narrow = (counts > 1) & (file[later] == INT2)
    strides = np.where(narrow, 3, 5)
    ends = later + strides * (counts - 1)  # where the tuple of documents ends
    ours = (file[starts] == OURS[0]) & (file[starts + 1] == OURS[1])
    ours &= (file[starts + 2] == MARK) & (file[ends] == TUPLE)
    weights = file[ends + 1]
    ours &= (weights == NONE) | (weights == BYTES4)
    starts, counts, ends, weights = starts[ours], counts[ours], ends[ours], weights[ours]
    later, narrow, strides = later[ours], narrow[ours], strides[ours]
    first = np.cumsum(counts) - counts
    within = np.arange(int(counts.sum())) - np.repeat(first, counts)
    # The first document of a term has four bytes always.
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


# Places


def places(
    file: memoryview, info: TermInfo, wanted: Mask, watch: Callable[[], None]
) -> Iterator[Places]:
    """Where a term stands in the `wanted` documents, in order, those of some blocks at once.

    `wanted` says of each document of the segment whether it is. Blocks without a wanted document
    are passed over.
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
"""A block, and where its values begin, or they themselves where Whoosh wrote them."""


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
    """With where the term stands last in each document."""
    counts = frequencies.astype(np.int64)
    if steps.dtype != np.uint16 and int(steps.min()) < 0:
        raise DamagedError("positions out of order")
    lasts = np.add.reduceat(steps, counts.cumsum() - counts, dtype=np.int64)
    if int(lasts.max()) > LARGEST_NUMBER:
        raise DamagedError("positions out of order")
    return Places(documents.astype(np.int64), counts, steps, lasts)


# What stands in the dictionary


def _inlined(data: memoryview, count: int, size: int) -> tuple[I32, NDArray[Any], int]:
    """Documents and frequencies of a term, and where its values begin."""
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
