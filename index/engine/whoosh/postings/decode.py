"""Decoder of many blocks of postings at once.

The reverse of `blocks.py`, for a merge, which reads every posting that the merge can't copy. Most
terms have a single posting, inlined in the dictionary: numpy decodes thousands of them together.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from index.engine.whoosh.format.arrays import I64, U8, U32, Mask
from index.engine.whoosh.format.errors import DamagedError
from index.engine.whoosh.postings import lists, positions
from index.engine.whoosh.postings.blocks import within
from index.engine.whoosh.postings.layout import (
    BYTES1,
    BYTES4,
    CLOSING,
    COUNT,
    INT2,
    INT4,
    MARK,
    NONE,
    OURS,
    TUPLE,
    VALUE_FRAME,
    anywhere,
)
from index.engine.whoosh.postings.lists import Block, Open

_TOGETHER = 64
"""Blocks with positions that are decoded at once."""

_LONGEST = 1 << 16
"""Most bytes of a short block that is decoded together with others."""

_BEFORE_TUPLE = 5  # bytes of a value between its header and its positions: frequency and mark


class Inlined(NamedTuple):
    """Inlined postings of terms, a pickle for each term, or inflated short blocks."""

    data: U8
    """Bytes of the dictionary, or of the inflated blocks."""
    at: I64
    """Offset of each pickle."""
    end: I64
    """Offset of each pickle's end."""
    counts: I64
    """Number of postings in each pickle."""

    def chosen(self, which: Mask | I64) -> Inlined:
        """Return the pickles of `which`, over the same data."""
        return Inlined(self.data, self.at[which], self.end[which], self.counts[which])


@dataclass(frozen=True, slots=True)
class DecodedPostings:
    """Postings of some blocks or terms, in their order."""

    documents: U32
    frequencies: U32
    positions: U32 | None
    """Positions, or None for a field without positions. Shape (sum of the frequencies)."""


def decode(file: memoryview, blocks: Sequence[Block], *, positions: bool) -> DecodedPostings:
    """Decode all postings of some blocks, at least one.

    Raises `DamagedError`, or the errors of unpickling, for damaged blocks.
    """
    opened = Open()
    values = [opened.add(file, block) for block in blocks]
    documents, frequencies, counts = opened.numbers()
    often = frequencies.astype(np.int64)
    return DecodedPostings(
        documents.astype(np.uint32),
        frequencies.astype(np.uint32),
        _positions(file, blocks, values, counts, often) if positions else None,
    )


def _positions(
    file: memoryview,
    blocks: Sequence[Block],
    values: Sequence[int | Sequence[bytes]],
    counts: I64,
    frequencies: I64,
) -> U32:
    found = []
    ends = counts.cumsum().tolist()
    begin = 0
    for first in range(0, len(blocks), _TOGETHER):
        some = slice(first, first + _TOGETHER)
        end = ends[min(first + _TOGETHER, len(blocks)) - 1]
        part = frequencies[begin:end]
        found.append(_absolute(_steps(file, blocks[some], values[some], counts[some], part), part))
        begin = end
    return np.concatenate(found)


def _steps(
    file: memoryview,
    blocks: Sequence[Block],
    values: Sequence[int | Sequence[bytes]],
    counts: I64,
    frequencies: I64,
) -> I64:
    begins = counts.cumsum() - counts
    often = np.add.reduceat(frequencies, begins).tolist()
    tuples = [
        lists.values(file, at, block, each)
        for block, at, each in zip(blocks, values, often, strict=True)
        if isinstance(at, int)
    ]
    if len(tuples) == len(blocks):
        return positions.steps(tuples, counts, frequencies).astype(np.int64)
    if tuples:
        raise DamagedError("blocks of two makers in one segment")
    of_blocks = np.split(frequencies, begins[1:])
    found = [
        positions.unpickled(each, some, np.arange(len(some)))
        for each, some in zip(values, of_blocks, strict=True)
        if not isinstance(each, int)
    ]
    return np.concatenate(found)


def _absolute(steps: I64, frequencies: I64) -> U32:
    """Return positions from deltas, each counted from the beginning of its document."""
    first = np.cumsum(frequencies) - frequencies
    added = np.cumsum(steps)
    absolute: I64 = added - np.repeat(added[first] - steps[first], frequencies)
    return absolute.astype(np.uint32)


# Inlined postings


def decode_inlined(inlined: Inlined, *, positions: bool) -> DecodedPostings:
    """Decode inlined postings. Raises `DamagedError` for any other layout."""
    size = len(inlined.data)
    if np.any(inlined.at < 0) or np.any(inlined.end > size) or np.any(inlined.end - inlined.at < 8):
        raise DamagedError("a term beyond the end")
    # Each posting takes a byte at least, so a damaged count can't lead to a large allocation.
    if np.any(inlined.counts < 1) or np.any(inlined.counts > inlined.end - inlined.at):
        raise DamagedError("an impossible number of postings")
    reader = _Reader(inlined)
    documents = reader.documents()
    frequencies = reader.frequencies()
    return DecodedPostings(
        documents.astype(np.uint32),
        frequencies.astype(np.uint32),
        _absolute(reader.steps(frequencies), frequencies) if positions else None,
    )


def inflate_short(file: memoryview, blocks: Sequence[Block]) -> Inlined | None:
    """Inflate short blocks in newstui's layout, one after another.

    Returns None when a block has another layout or is very long.
    """
    pieces = []
    for block in blocks:
        inflate = zlib.decompressobj()
        piece = inflate.decompress(file[block.at : block.end], _LONGEST)
        if not inflate.eof or piece[: len(OURS)] != OURS:
            return None
        pieces.append(piece)
    ends = np.cumsum(np.fromiter(map(len, pieces), np.int64, len(pieces)))
    counts = np.array([block.size for block in blocks], np.int64)
    data = np.frombuffer(b"".join(pieces), np.uint8)
    return Inlined(data, np.append(0, ends[:-1]), ends, counts)


def decode_short(short: Inlined, blocks: Sequence[Block], *, positions: bool) -> DecodedPostings:
    """Decode `blocks` that `inflate_short` has inflated to `short`. Raises `DamagedError`.

    The layout is that of inlined postings, but with deltas in place of documents.
    """
    found = decode_inlined(short, positions=positions)
    ends = short.counts.cumsum()
    begins = ends - short.counts
    added = found.documents.cumsum(dtype=np.int64)
    before = added[begins] - found.documents[begins]
    documents = added - np.repeat(before, short.counts)
    rising = documents[1:] > documents[:-1]
    rising[begins[1:] - 1] = True
    earlier = np.array([block.before for block in blocks], np.int64)
    last = np.array([block.last for block in blocks], np.int64)
    if (
        not rising.all()
        or (documents[begins] <= earlier).any()
        or (documents[ends - 1] != last).any()
    ):
        raise DamagedError("documents out of order")
    return DecodedPostings(documents.astype(np.uint32), found.frequencies, found.positions)


class _Reader:
    """Decoder of documents, then frequencies, then positions of all terms together.

    `_at` is the read offset in each term's pickle.
    """

    def __init__(self, inlined: Inlined) -> None:
        self._end = inlined.end
        self._bytes = inlined.data
        self._at = inlined.at + len(OURS)
        self._counts = inlined.counts
        self._first = np.cumsum(self._counts) - self._counts
        # Numbers of two bytes and of four bytes at every offset.
        self._shorts = anywhere(inlined.data, "<u2")
        self._longs = anywhere(inlined.data, "<u4")
        if np.any(self._bytes[inlined.at] != OURS[0]) or np.any(
            self._bytes[inlined.at + 1] != OURS[1]
        ):
            raise DamagedError("a term in the dictionary that nobody writes")

    def documents(self) -> I64:
        """Decode the tuples of documents (or deltas, which stay deltas)."""
        if np.any(self._bytes[self._at] != MARK):
            raise DamagedError("documents of an unknown form")
        found = np.empty(int(self._counts.sum()), np.int64)
        # The opcode of the second document gives the width of all documents after the first.
        second = self._bytes[np.minimum(self._at + 6, len(self._bytes) - 1)]
        narrow = (self._counts > 1) & (second == INT2)
        self._take_tuples(found, narrow, INT2)
        self._take_tuples(found, ~narrow, INT4)
        self._move(7 + np.where(narrow, 3, 5) * (self._counts - 1))
        return found

    def frequencies(self) -> I64:
        """Decode the frequencies; the opcode `NONE` means that all of a term are 1."""
        code = self._bytes[self._at]
        found = np.ones(int(self._counts.sum()), np.int64)
        self._take_bytes(found, code == BYTES4)
        self._take_tuples(found, code == MARK, INT4)
        if not np.all((code == BYTES4) | (code == MARK) | (code == NONE)):
            raise DamagedError("frequencies of an unknown form")
        if np.any(found < 1):
            raise DamagedError("a frequency below one")
        self._move(
            np.select(
                [code == BYTES4, code == MARK],
                [5 + self._counts, 2 + 5 * self._counts],
                np.ones_like(self._counts),
            )
        )
        return found

    def steps(self, frequencies: I64) -> I64:
        """Decode the deltas of positions in the values.

        A value is a header, the frequency, the opcode `MARK`, the deltas, the opcode `TUPLE`.
        """
        if np.any(self._bytes[self._at] != MARK):
            raise DamagedError("positions of an unknown form")
        of_terms = np.add.reduceat(frequencies, self._first)
        if np.any(of_terms > self._end - self._at):
            raise DamagedError("more positions than there is room for")
        header = np.where(self._bytes[self._at + 1] == BYTES1, 2, 5)
        item = self._at + 1 + header + _BEFORE_TUPLE
        self._move(header + _BEFORE_TUPLE + 3)  # a value has one position at least
        width = np.where(self._bytes[item] == INT2, 2, 4)
        sizes = np.repeat(header + VALUE_FRAME, self._counts) + frequencies * np.repeat(
            1 + width, self._counts
        )
        ends = np.cumsum(sizes)
        of_term = ends[self._first + self._counts - 1] - (ends - sizes)[self._first]
        after = item - header - _BEFORE_TUPLE + of_term
        if np.any(after + 1 + len(CLOSING) != self._end):
            raise DamagedError("positions that end elsewhere")
        starts = ends - sizes + np.repeat(item - (ends - sizes)[self._first] + 1, self._counts)
        return self._gather(starts, frequencies, np.repeat(width, self._counts))

    def _gather(self, starts: I64, frequencies: I64, width: I64) -> I64:
        order = within(frequencies)
        steps = np.empty(len(order), np.int64)
        if width.max() == 2:
            steps[:] = self._shorts[np.repeat(starts, frequencies) + order * 3]
            return steps
        at = np.repeat(starts, frequencies) + order * np.repeat(1 + width, frequencies)
        wide = np.repeat(width == 4, frequencies)
        steps[wide] = self._longs[at[wide]]
        steps[~wide] = self._shorts[at[~wide]]
        return steps

    def _take_bytes(self, into: I64, chosen: Mask) -> None:
        """Decode byte strings: an opcode, the number of bytes, and a byte per posting."""
        if not chosen.any():
            return
        at, counts = self._at[chosen], self._counts[chosen]
        self._check(at + 1 + COUNT.size + counts, chosen)
        items = np.repeat(at + 1 + COUNT.size, counts) + within(counts)
        into[np.repeat(chosen, self._counts)] = self._bytes[items]

    def _take_tuples(self, into: I64, chosen: Mask, code: int) -> None:
        """Decode tuples: `MARK`, then opcode and number per posting, the first of four bytes."""
        if not chosen.any():
            return
        at, counts = self._at[chosen], self._counts[chosen]
        size, numbers = (3, self._shorts) if code == INT2 else (5, self._longs)
        ends = at + 6 + size * (counts - 1)
        self._check(ends + 1, chosen)
        order = within(counts)
        first = order == 0
        items = np.repeat(at + 6, counts) + (order - 1) * size
        items[first] = at + 1
        codes = self._bytes[items]
        if np.any(codes != np.where(first, INT4, code)) or np.any(self._bytes[ends] != TUPLE):
            raise DamagedError("not a tuple of numbers")
        found = numbers[items + 1].astype(np.int64)
        found[first] = self._longs[at + 2]
        into[np.repeat(chosen, self._counts)] = found

    def _check(self, ends: I64, chosen: Mask) -> None:
        if np.any(ends > self._end[chosen]):
            raise DamagedError("numbers beyond the end of their term")

    def _move(self, by: I64) -> None:
        """Advance the read offsets. Raises `DamagedError` past the end of a term."""
        self._at = self._at + by
        if np.any(self._at >= self._end - 1):
            raise DamagedError("a term that ends too soon")


def ranges(starts: I64, counts: I64) -> I64:
    """Return the numbers of all ranges, one after another: `counts` numbers from each start."""
    ends = np.cumsum(counts)
    return np.repeat(starts - (ends - counts), counts) + np.arange(ends[-1] if len(ends) else 0)
