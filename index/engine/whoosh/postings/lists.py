"""Posting lists: their blocks, documents and frequencies.

Of blocks that `blocks` laid out, the numbers are cut out of their frames (see `layout`) and made
numbers together, however many blocks and lists there are; blocks that Whoosh itself wrote are
unpickled. Nothing is allocated before it is known that the file holds as much: what is damaged
raises.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.engine.whoosh.format.arrays import I32, I64
from index.engine.whoosh.format.errors import DamagedError
from index.engine.whoosh.format.pickles import checked, inflated, table
from index.engine.whoosh.postings.layout import (
    BYTES4,
    CLOSING,
    COUNT,
    DEFLATED,
    FACTS,
    FACTS_CLOSING,
    FACTS_OPENING,
    FIRST,
    FREQUENCIES,
    INT2,
    INT4,
    LENGTH,
    MAGIC,
    MARK,
    NONE,
    OPENING,
    OURS,
    STEPS,
    TUPLE,
    VALUE_FRAME,
    WHOOSHS,
    Frame,
)

ByteString: TypeAlias = bytes | memoryview

_HEAD = struct.Struct(f"<{len(OPENING)}si2s")
"""The beginning of a block: the frame, the first document, and which steps follow."""
_MOST_FACTS = 128
_SHORT_BEGIN, _SHORT_POSTING = 32, 10  # bytes of a short block before its values, at most
_LONGEST_VALUE = 5 + VALUE_FRAME  # bytes of a value without its positions, at most
_LONGEST_PLACE = 5


class Block(NamedTuple):
    """A block of a list, and where its pickle is in the file of postings."""

    size: int
    before: int
    """The last document of the block before it in its list, or -1."""
    last: int
    packed: bool
    """Whether it is deflated as a whole."""
    facts: int
    at: int
    end: int
    """Where the facts begin, where the pickle does, and where it ends."""

    def is_open(self, file: memoryview) -> bool:
        """Whether its numbers lie open, as `blocks` wrote it."""
        at = self.at
        return (
            not self.packed
            and file[at : at + len(OPENING)] == OPENING
            and at - self.facts == FACTS.size
            and file[self.facts : self.facts + len(FACTS_OPENING)] == FACTS_OPENING
            and file[at - len(FACTS_CLOSING) : at] == FACTS_CLOSING
        )


def blocks(file: memoryview, start: int, length: int, count: int, size: int) -> Iterator[Block]:
    """The blocks of the list with so many postings that lies there in the file of postings of a
    segment of `size` documents."""
    if not 0 < count <= size:
        raise DamagedError("a term in more documents than there are")
    end = start + length
    if start < 0 or end > len(file) or file[start : start + len(MAGIC)] != MAGIC:
        raise DamagedError("no postings where the dictionary says")
    at = start + len(MAGIC)
    left, before = count, -1
    while left > 0:
        (block_length,) = LENGTH.unpack_from(file, at)
        at += LENGTH.size
        following = at + abs(block_length)
        if following > end or not block_length:
            raise DamagedError("a block beyond the end of its postings")
        block = _block(file, at, following, before)
        left -= block.size
        if block.size <= 0 or left < 0 or (block_length < 0) != (left == 0):
            raise DamagedError("another number of postings than the dictionary says")
        if not before < block.last < size:
            raise DamagedError("documents out of order")
        yield block
        at, before = following, block.last


def _block(file: memoryview, at: int, end: int, before: int) -> Block:
    data = at + FACTS.size
    if data < end:
        opening, o1, count, o2, last, _, packed, *_, closing = FACTS.unpack_from(file, at)
        if opening == FACTS_OPENING and o1 == o2 == INT4 and closing == FACTS_CLOSING:
            return Block(count, before, last, packed != 0, at, data, end)
    (count, last, _, compressed, _, _), length = table(file[at : min(end, at + _MOST_FACTS)])
    if not isinstance(count, int) or not isinstance(last, int):
        raise DamagedError("a block without a count")
    return Block(count, before, last, bool(compressed), at, at + length, end)


class PostingNumbers(NamedTuple):
    """The numbers of some blocks, one after another."""

    documents: I32
    frequencies: NDArray[np.uint8] | NDArray[np.uint32]
    counts: I64
    """How many of both each block has."""


class Open:
    """What lies open in some blocks, in any number of lists."""

    def __init__(self) -> None:
        self._counts: list[int] = []
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        self._steps = _Pieces()
        self._frequencies = _Pieces()

    def __len__(self) -> int:
        return len(self._counts)

    def add(self, file: memoryview, block: Block) -> int | Sequence[bytes]:
        """Take in one more block. Gives where its values begin, for `values`, or the values
        themselves of a block that Whoosh wrote."""
        if block.packed:
            return self._add_packed(file[block.at : block.end], block)
        if file[block.at : block.at + len(OURS)] != OURS:
            return self._add_unpickled(table(file[block.at : block.end])[0], block)
        return self._add_open(file, block)

    def numbers(self) -> PostingNumbers:
        """Those of all blocks that were taken in, of which there is one at least."""
        counts = np.array(self._counts, np.int64)
        ends = counts.cumsum()
        begins = ends - counts
        lasts = np.array(self._lasts, np.int64)
        # The first document of a block is kept as it is: here it becomes a step like the others.
        firsts = np.array(self._firsts, np.int64)
        firsts[1:] -= lasts[:-1]
        documents: I32 = self._steps.joined(counts, gap=True).astype(np.int32)
        documents[begins] = firsts
        np.cumsum(documents, dtype=np.int32, out=documents)
        # A sum that is too large turns negative, which is out of order too.
        ordered = documents[1:] > documents[:-1]
        ordered[begins[1:] - 1] = True
        if not ordered.all() or (documents[ends - 1] != lasts).any():
            raise DamagedError("documents out of order")
        frequencies = self._frequencies.joined(counts)
        if not frequencies.all():
            raise DamagedError("a term that stands nowhere")
        return PostingNumbers(documents, frequencies, counts)

    def _add_open(self, file: memoryview, block: Block) -> int:
        count, at = block.size, block.at
        opening, first, kind = _HEAD.unpack_from(file, at)
        at += len(OPENING) + 4
        narrow, middle, wide = STEPS.values()
        if kind == narrow.before:
            frame = narrow
        else:
            frame = middle if file[at : at + len(middle.before)] == middle.before else wide
        if opening != OPENING:
            raise DamagedError("a block that begins otherwise than all")
        steps, at = _cut(file, at, frame, count - 1, block.end)
        self._steps.add(frame.width, steps)
        if file[at] == NONE:
            self._frequencies.add(1, b"\1" * count)
            at += 1
        else:
            frame = FREQUENCIES[1 if file[at] == BYTES4 else 4]
            frequencies, at = _cut(file, at, frame, count, block.end)
            self._frequencies.add(frame.width, frequencies)
        self._note(block, first)
        return at

    def _add_packed(self, data: memoryview, block: Block) -> int | Sequence[bytes]:
        """A short block of ours, of which only the beginning is inflated, or one of Whoosh's."""
        begin = zlib.decompressobj().decompress(data, _SHORT_BEGIN + _SHORT_POSTING * block.size)
        if begin[: len(WHOOSHS)] == WHOOSHS:
            return self._add_unpickled(checked(inflated(data)), block)
        first, later, frequencies, at = short(begin, block.size)
        self._steps.add(later.itemsize, later.tobytes())
        self._frequencies.add(frequencies.itemsize, frequencies.tobytes())
        self._note(block, first)
        return at

    def _note(self, block: Block, first: int) -> None:
        if not block.before < first <= block.last:
            raise DamagedError("documents out of order")
        self._counts.append(block.size)
        self._firsts.append(first)
        self._lasts.append(block.last)

    def _add_unpickled(self, found: Any, block: Block) -> Sequence[bytes]:
        """Of a block that Whoosh wrote: two tuples, the second perhaps one number or None, and the
        values."""
        ids, weights, values = found
        steps = np.array(ids, np.int64)
        if steps.shape != (block.size,):
            raise DamagedError("another number of documents than the block says")
        if int(steps.max()) > block.last:
            raise DamagedError("documents out of order")
        if weights is None:
            weights = 1
        frequencies = np.broadcast_to(np.asarray(weights, np.float64), (block.size,))
        if not (frequencies >= 1).all():
            raise DamagedError("a term that stands nowhere")
        self._steps.add(4, steps[1:].astype("<u4").tobytes())
        self._frequencies.add(4, frequencies.astype("<u4").tobytes())
        self._note(block, int(steps[0]))
        found_values: Sequence[bytes] = values
        return found_values


class _Pieces:
    """The numbers of each block, as bytes, by how wide they are."""

    def __init__(self) -> None:
        self._widths: list[int] = []
        self._pieces: dict[int, list[ByteString]] = {}

    def add(self, width: int, piece: ByteString) -> None:
        """The numbers of the next block."""
        self._widths.append(width)
        self._pieces.setdefault(width, []).append(piece)

    def joined(self, counts: I64, *, gap: bool = False) -> NDArray[Any]:
        """All of them in order, `counts` of each block; with a `gap` the first of each is missing,
        and 0."""
        of_width = {}
        for width, pieces in self._pieces.items():
            between = bytes(width if gap else 0)
            of_width[width] = np.frombuffer(between + between.join(pieces), f"<u{width}")
        if len(of_width) == 1:
            return next(iter(of_width.values()))
        every = np.empty(int(counts.sum()), np.uint32)
        widths = np.repeat(np.array(self._widths, np.uint8), counts)
        for width, numbers in of_width.items():
            every[widths == width] = numbers
        return every


def _cut(file: memoryview, at: int, frame: Frame, count: int, end: int) -> tuple[memoryview, int]:
    """So many numbers out of the frame that begins there, and where it ends."""
    begin = at + len(frame.before) + COUNT.size
    stop = begin + frame.width * count
    after = stop + len(frame.after)
    if (
        after + len(CLOSING) >= end
        or COUNT.unpack_from(file, begin - COUNT.size)[0] != stop - begin
        or file[at : begin - COUNT.size] != frame.before
        or file[stop:after] != frame.after
    ):
        raise DamagedError("numbers in another frame than is around all")
    return file[begin:stop], after


def values(file: memoryview, at: int, block: Block, occurrences: int) -> ByteString:
    """The pickled tuple of the values of a block of ours, inflated if need be; they begin there,
    and the term stands so often in its documents."""
    most = 3 + _LONGEST_VALUE * block.size + _LONGEST_PLACE * occurrences
    if block.packed:
        whole = inflated(file[block.at : block.end], at + most + len(CLOSING))
        if not whole.endswith(CLOSING):
            raise DamagedError("a block without an end")
        return memoryview(whole)[at : -len(CLOSING)]
    end = block.end - len(CLOSING)
    if file[end : block.end] != CLOSING:
        raise DamagedError("a block without an end")
    if file[at] == MARK:
        return file[at:end]
    deflated, after = _cut(file, at, DEFLATED, end - at - DEFLATED.size, block.end + 1)
    if after != end:
        raise DamagedError("values that end elsewhere")
    return memoryview(inflated(deflated, most))[:-1]


class Short(NamedTuple):
    """What a short pickle begins with."""

    first: int
    """The first document;"""
    later: NDArray[Any]
    """the steps to the others, or the others themselves in the dictionary."""
    frequencies: NDArray[Any]
    values: int
    """Where the values begin."""


def short(data: ByteString, count: int) -> Short:
    """The documents and frequencies of a short pickle with so many postings."""
    if data[: len(OURS)] != OURS:
        raise DamagedError("postings that nobody writes")
    first, later, at = _tuple(data, len(OURS), count)
    if data[at] == NONE:
        return Short(first, later, np.ones(count, np.uint8), at + 1)
    if data[at] == BYTES4:
        if COUNT.unpack_from(data, at + 1)[0] != count:
            raise DamagedError("another number of postings than there are")
        at += 1 + COUNT.size
        return Short(first, later, np.frombuffer(data, np.uint8, count, at), at + count)
    often, others, at = _tuple(data, at, count)
    return Short(first, later, np.concatenate(([often], others)).astype(np.uint32), at)


def _tuple(data: ByteString, at: int, count: int) -> tuple[int, NDArray[Any], int]:
    """The first number of a tuple, which has four bytes, the others, which have two or four, and
    where it ends."""
    narrow = count > 1 and data[at + 6] == INT2
    form, code, stride = ("<u2", INT2, 3) if narrow else ("<i4", INT4, 5)
    end = at + 6 + stride * (count - 1)
    if data[at] != MARK or data[at + 1] != INT4 or data[end] != TUPLE:
        raise DamagedError("not a tuple of numbers")
    if (np.frombuffer(data, np.uint8)[at + 6 : end : stride] != code).any():
        raise DamagedError("not a tuple of numbers")
    later: NDArray[Any] = np.ndarray((count - 1,), form, data, at + 7, (stride,))
    return FIRST.unpack_from(data, at + 2)[0], later, end + 1
