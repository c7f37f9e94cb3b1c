"""Posting lists: their blocks, documents and frequencies.

The numbers of blocks in newstui's layout are cut out of their frames (see `layout`) and decoded
together, for any number of blocks and lists; blocks that Whoosh itself wrote are unpickled. An
array is allocated only after a check that the file has as many bytes: damaged bytes raise an
exception.
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
"""Beginning of a block's pickle: the opening, the first document, the frame of the deltas."""
_MOST_FACTS = 128
_SHORT_BEGIN, _SHORT_POSTING = 32, 10  # most bytes before a short block's values, and per posting
_LONGEST_VALUE = 5 + VALUE_FRAME  # most bytes of a value without its positions
_LONGEST_PLACE = 5


class Block(NamedTuple):
    """Block of a posting list: number of postings, documents, offsets in the postings file."""

    size: int
    before: int
    """Last document of the previous block in the list, or -1."""
    last: int
    packed: bool
    """Whether the block is deflated as a whole."""
    facts: int
    at: int
    end: int
    """Offset of the pickle's end; `facts` is the offset of the block info, `at` of the pickle."""

    def is_open(self, file: memoryview) -> bool:
        """Return whether the block has uncompressed numbers in newstui's layout."""
        at = self.at
        return (
            not self.packed
            and file[at : at + len(OPENING)] == OPENING
            and at - self.facts == FACTS.size
            and file[self.facts : self.facts + len(FACTS_OPENING)] == FACTS_OPENING
            and file[at - len(FACTS_CLOSING) : at] == FACTS_CLOSING
        )


def blocks(file: memoryview, start: int, length: int, count: int, size: int) -> Iterator[Block]:
    """Yield the blocks of the posting list at `start` in the postings file.

    The list has `length` bytes and `count` postings, the segment `size` documents. Raises
    `DamagedError`, or the errors of unpickling.
    """
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
    """Documents and frequencies of some blocks, one block after another."""

    documents: I32
    frequencies: NDArray[np.uint8] | NDArray[np.uint32]
    counts: I64
    """Number of postings of each block."""


class Open:
    """Decoder of the documents and frequencies of blocks, from any number of lists together."""

    def __init__(self) -> None:
        self._counts: list[int] = []
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        self._steps = _Pieces()
        self._frequencies = _Pieces()

    def __len__(self) -> int:
        return len(self._counts)

    def add(self, file: memoryview, block: Block) -> int | Sequence[bytes]:
        """Add a block; return the offset of its values, for `values`, or the values themselves.

        The values themselves are of a block that Whoosh wrote. The offset is in the file, or in
        the inflated bytes of a block that is deflated as a whole.
        """
        if block.packed:
            return self._add_packed(file[block.at : block.end], block)
        if file[block.at : block.at + len(OURS)] != OURS:
            return self._add_unpickled(table(file[block.at : block.end])[0], block)
        return self._add_open(file, block)

    def numbers(self) -> PostingNumbers:
        """Return the numbers of all added blocks, at least one. Raises `DamagedError`."""
        counts = np.array(self._counts, np.int64)
        ends = counts.cumsum()
        begins = ends - counts
        lasts = np.array(self._lasts, np.int64)
        # The first document of a block is stored as it is: here it becomes a delta like the others.
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
        """Add a block that is deflated as a whole; inflate a short block only up to its values."""
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
        """Add a block that Whoosh wrote, and return its values.

        `found` has the first document and deltas, weights (tuple, number or None), and values.
        """
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
    """Encoded numbers of each block, grouped by width in bytes."""

    def __init__(self) -> None:
        self._widths: list[int] = []
        self._pieces: dict[int, list[ByteString]] = {}

    def add(self, width: int, piece: ByteString) -> None:
        """Add the encoded numbers of the next block."""
        self._widths.append(width)
        self._pieces.setdefault(width, []).append(piece)

    def joined(self, counts: I64, *, gap: bool = False) -> NDArray[Any]:
        """Return all numbers in order, `counts` of each block.

        With `gap` the first number of each block is not encoded, and becomes 0.
        """
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
    """Return the bytes of `count` numbers in the frame at `at`, and the offset of its end."""
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
    """Return the pickled tuple of a block's values, inflated if need be.

    The block is in newstui's layout, with the values at the offset `at` that `Open.add` returns;
    `occurrences` is the sum of its frequencies. Raises `DamagedError` or `zlib.error`.
    """
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
    """Documents and frequencies at the beginning of a short pickle."""

    first: int
    """First document."""
    later: NDArray[Any]
    """Deltas to the other documents; for inlined postings the other documents themselves."""
    frequencies: NDArray[Any]
    values: int
    """Offset of the values."""


def short(data: ByteString, count: int) -> Short:
    """Decode documents and frequencies of a short pickle with `count` postings."""
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
    """Decode a tuple at `at`: its first number (4 bytes), the others (2 or 4 each), its end."""
    narrow = count > 1 and data[at + 6] == INT2
    form, code, stride = ("<u2", INT2, 3) if narrow else ("<i4", INT4, 5)
    end = at + 6 + stride * (count - 1)
    if data[at] != MARK or data[at + 1] != INT4 or data[end] != TUPLE:
        raise DamagedError("not a tuple of numbers")
    if (np.frombuffer(data, np.uint8)[at + 6 : end : stride] != code).any():
        raise DamagedError("not a tuple of numbers")
    later: NDArray[Any] = np.ndarray((count - 1,), form, data, at + 7, (stride,))
    return FIRST.unpack_from(data, at + 2)[0], later, end + 1
