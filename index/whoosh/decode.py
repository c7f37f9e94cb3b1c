"""What do many blocks of postings say, read all at once?

The reverse of `blocks.py`, for a merge, which reads every posting of a segment: numpy takes
thousands of blocks apart together, as most of them have a single posting. Blocks that Whoosh
itself wrote are unpickled one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.whoosh.blocks import within
from index.whoosh.inverted import I64, U8, U32
from index.whoosh.pickles import checked, table
from index.whoosh.postings import DamagedError

Flags: TypeAlias = NDArray[np.bool_]

_OURS = 4  # the pickle protocol of our blocks
_FRAME = 2  # bytes before the documents of a block: the protocol
_BYTES, _TUPLE, _ABSENT = 0x42, 0x28, 0x4E
_INT2, _INT4 = 0x4D, 0x4A
_BYTES_SHORT = 0x43
_COUNT = 4  # bytes of a value that say how many positions follow


class Blocks(NamedTuple):
    """Blocks, not compressed, one after another."""

    data: U8
    at: I64
    """Where the pickle of each begins."""
    end: I64
    """And where it ends."""
    counts: I64
    """How many postings each has."""
    inlined: Flags
    """Which of them stand in the dictionary: their documents are not kept as differences."""
    checked: Flags
    """Which of them were compressed, so that their checksum has been looked at."""


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings of some blocks, in their order."""

    documents: U32
    frequencies: U32
    positions: U32 | None
    """Shape (sum of the frequencies), or None for a field without positions."""


def decode(blocks: Blocks, *, positions: bool) -> Postings:
    """All that the blocks say. Raises `DamagedError`, or what unpickling raises, for others."""
    size = len(blocks.data)
    if np.any(blocks.at < 0) or np.any(blocks.end > size) or np.any(blocks.end - blocks.at < 8):
        raise DamagedError("a block beyond the end")
    # Each posting takes a byte at least, so that nothing large is made of a damaged count.
    if np.any(blocks.counts < 1) or np.any(blocks.counts > blocks.end - blocks.at):
        raise DamagedError("an impossible number of postings")
    ours = blocks.data[blocks.at + 1] == _OURS
    if ours.all():
        return _decode_ours(blocks, positions=positions)
    parts = [_decode_ours(_chosen(blocks, ours), positions=positions)] if ours.any() else []
    order = [np.flatnonzero(ours)] if ours.any() else []
    for number in np.flatnonzero(~ours).tolist():
        parts.append(_decode_foreign(blocks, number, positions=positions))
        order.append(np.array([number]))
    return _in_order(parts, np.concatenate(order), blocks.counts)


# Our own blocks


def _decode_ours(blocks: Blocks, *, positions: bool) -> Postings:
    reader = _Reader(blocks)
    documents = reader.documents()
    frequencies = reader.frequencies()
    return Postings(
        documents.astype(np.uint32),
        frequencies.astype(np.uint32),
        reader.positions(frequencies).astype(np.uint32) if positions else None,
    )


class _Reader:
    """Reads the three numbers of all blocks, one kind after another; `_at` is where it is in
    each block."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._bytes = blocks.data
        self._at = blocks.at + _FRAME
        self._counts = blocks.counts
        self._first = np.cumsum(self._counts) - self._counts
        # The two bytes, or four, that begin at any byte.
        self._shorts = _anywhere(blocks.data, "<u2")
        self._longs = _anywhere(blocks.data, "<u4")

    def documents(self) -> I64:
        """Kept as differences, the first of each block as it is."""
        code = self._bytes[self._at]
        steps = np.empty(int(self._counts.sum()), np.int64)
        self._take_bytes(steps, code == _BYTES)
        tuples = code == _TUPLE
        # A tuple of one is of either kind; of more, the second item says which.
        second = self._bytes[np.minimum(self._at + 6, len(self._bytes) - 1)]
        narrow = tuples & (self._counts > 1) & (second == _INT2)
        self._take_tuples(steps, narrow, 3)
        self._take_tuples(steps, tuples & ~narrow, 5)
        if not np.all(tuples | (code == _BYTES)):
            raise DamagedError("documents of an unknown form")
        self._move(
            np.select(
                [code == _BYTES, narrow],
                [5 + self._counts, 4 + 3 * self._counts],
                2 + 5 * self._counts,
            )
        )
        added = np.cumsum(steps)
        before = added[self._first] - steps[self._first]
        sums = added - np.repeat(before, self._counts)
        return np.where(np.repeat(self._blocks.inlined, self._counts), steps, sums)

    def frequencies(self) -> I64:
        """None of them means that all are 1."""
        code = self._bytes[self._at]
        found = np.ones(int(self._counts.sum()), np.int64)
        self._take_bytes(found, code == _BYTES)
        self._take_tuples(found, code == _TUPLE, 5)
        if not np.all((code == _BYTES) | (code == _TUPLE) | (code == _ABSENT)):
            raise DamagedError("frequencies of an unknown form")
        if np.any(found < 1):
            raise DamagedError("a frequency below one")
        self._move(
            np.select(
                [code == _BYTES, code == _TUPLE],
                [5 + self._counts, 2 + 5 * self._counts],
                np.ones_like(self._counts),
            )
        )
        return found

    def positions(self, frequencies: I64) -> I64:
        """The values: a header, the frequency, a mark, the differences, a `t`."""
        if np.any(self._bytes[self._at] != _TUPLE):
            raise DamagedError("positions of an unknown form")
        of_blocks = np.add.reduceat(frequencies, self._first)
        if np.any(of_blocks > self._blocks.end - self._at):
            raise DamagedError("more positions than there is room for")
        header = np.where(self._bytes[self._at + 1] == _BYTES_SHORT, 2, 5)
        item = self._at + 1 + header + _COUNT + 1
        self._move(header + _COUNT + 4)  # there is one position at least
        width = np.where(self._bytes[item] == _INT2, 2, 4)
        sizes = np.repeat(header + _COUNT + 2, self._counts) + frequencies * np.repeat(
            1 + width, self._counts
        )
        ends = np.cumsum(sizes)
        of_block = ends[self._first + self._counts - 1] - (ends - sizes)[self._first]
        if np.any(item - header - _COUNT - 1 + of_block + 3 != self._blocks.end):
            raise DamagedError("positions that end elsewhere")
        starts = ends - sizes + np.repeat(item - (ends - sizes)[self._first] + 1, self._counts)
        steps = self._gather(starts, frequencies, np.repeat(width, self._counts))
        first = np.cumsum(frequencies) - frequencies
        added = np.cumsum(steps)
        absolute: I64 = added - np.repeat(added[first] - steps[first], frequencies)
        return absolute

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

    def _take_bytes(self, into: I64, chosen: Flags) -> None:
        """A code, how many there are, and a byte each."""
        if not chosen.any():
            return
        at, counts = self._at[chosen], self._counts[chosen]
        self._check(at + 5 + counts, chosen)
        items = np.repeat(at + 5, counts) + within(counts)
        into[np.repeat(chosen, self._counts)] = self._bytes[items]

    def _take_tuples(self, into: I64, chosen: Flags, size: int) -> None:
        """A mark, and for each a code and its number; the first always has four bytes."""
        if not chosen.any():
            return
        at, counts = self._at[chosen], self._counts[chosen]
        self._check(at + 6 + size * (counts - 1), chosen)
        order = within(counts)
        items = np.repeat(at + 7, counts) + (order - 1) * size
        later = order > 0
        numbers = np.empty(len(items), np.int64)
        numbers[~later] = self._longs[at + 2]
        numbers[later] = (self._shorts if size == 3 else self._longs)[items[later]]
        into[np.repeat(chosen, self._counts)] = numbers

    def _check(self, ends: I64, chosen: Flags) -> None:
        if np.any(ends > self._blocks.end[chosen]):
            raise DamagedError("numbers beyond the end of their block")

    def _move(self, by: I64) -> None:
        """To what follows, of which there is a byte in any block."""
        self._at = self._at + by
        if np.any(self._at >= self._blocks.end - 1):
            raise DamagedError("a block that ends too soon")


def _anywhere(data: U8, form: str) -> NDArray[Any]:
    width = np.dtype(form).itemsize
    found: NDArray[Any] = np.ndarray((max(0, len(data) - width + 1),), form, data, 0, (1,))
    return found


# Whoosh's own blocks


def _decode_foreign(blocks: Blocks, number: int, *, positions: bool) -> Postings:
    """One block as Whoosh's writer makes it: pickled tuples."""
    data = blocks.data[blocks.at[number] : blocks.end[number]].tobytes()
    count = int(blocks.counts[number])
    found = checked(data) if blocks.checked[number] else table(data)[0]
    ids, weights, values = found
    steps = np.array(ids, np.int64)
    if weights is None or isinstance(weights, float):
        frequencies = np.full(count, weights or 1, np.int64)
    else:
        frequencies = np.array(weights, np.int64)
    if len(steps) != count or len(frequencies) != count or np.any(frequencies < 1):
        raise DamagedError("another number of postings than the block says")
    documents = steps if blocks.inlined[number] else np.cumsum(steps)
    return Postings(
        documents.astype(np.uint32),
        frequencies.astype(np.uint32),
        _foreign_positions(values, frequencies) if positions else None,
    )


def _foreign_positions(values: tuple[bytes, ...], frequencies: I64) -> U32:
    """Whoosh leaves the stop byte of some pickles out, and unpickles them all the same."""
    found = [np.cumsum(checked(value[_COUNT:] + b".")) for value in values]
    if [len(each) for each in found] != frequencies.tolist():
        raise DamagedError("another number of positions than there are")
    return np.concatenate(found).astype(np.uint32)


# Putting together


def _chosen(blocks: Blocks, chosen: Flags) -> Blocks:
    return Blocks(
        blocks.data,
        blocks.at[chosen],
        blocks.end[chosen],
        blocks.counts[chosen],
        blocks.inlined[chosen],
        blocks.checked[chosen],
    )


def _in_order(parts: list[Postings], order: I64, counts: I64) -> Postings:
    """Postings of blocks that were read in another order than theirs."""
    documents = np.concatenate([part.documents for part in parts])
    frequencies = np.concatenate([part.frequencies for part in parts])
    of_blocks = counts[order]
    back = np.argsort(order, kind="stable")
    postings = ranges((np.cumsum(of_blocks) - of_blocks)[back], of_blocks[back])
    positions = None
    if all(part.positions is not None for part in parts):
        every = np.concatenate([part.positions for part in parts if part.positions is not None])
        lengths = frequencies.astype(np.int64)
        first = np.cumsum(lengths) - lengths
        positions = every[ranges(first[postings], lengths[postings])]
    return Postings(documents[postings], frequencies[postings], positions)


def ranges(starts: I64, counts: I64) -> I64:
    """The numbers of all ranges, one range after another: from each start so many."""
    ends = np.cumsum(counts)
    return np.repeat(starts - (ends - counts), counts) + np.arange(ends[-1] if len(ends) else 0)
