"""Which documents have any of many terms, and how often? Many short lists read at once.

A prefix may stand for hundreds of words, each with a block or two. What `postings.read` does with
care for each list costs more than the reading itself, so here the blocks of many lists are laid
into common arrays and looked at together. Lists that are laid out otherwise than
`blocks` does it in most cases are left to `postings.read`.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.whoosh import postings
from index.whoosh.postings import DamagedError, Postings, TermInfo

I32: TypeAlias = NDArray[np.int32]
I64: TypeAlias = NDArray[np.int64]
U8: TypeAlias = NDArray[np.uint8]

_LENGTH = struct.Struct("!i")
# A block's length, and the pickled facts about it: postings, last document, whether compressed.
_BLOCK = struct.Struct("!i3s5s5s10xB4x2s")
_OPENING = b"\x80\x02("
_INT4 = 0x4A
_INTEGER = struct.Struct("<i")
_OURS = b"\x80\x04"
_MARK, _TUPLE, _NONE, _INT2, _BYTES4 = 0x28, 0x74, 0x4E, 0x4D, 0x42
_WIDE = 1 << 16

_TOGETHER = 1 << 17
"""Postings that are read at once, about."""


class Extents(NamedTuple):
    """Where the postings of some terms are, and how many each has."""

    starts: I64
    lengths: I64
    documents: I64


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
    if int(counts.min()) <= 0 or int(counts.max()) > size:
        raise DamagedError("a term in more documents than there are")
    if int(starts.min()) < 0 or int((starts + lengths).max()) > len(file):
        raise DamagedError("no postings where the dictionary says")
    slabs = (np.cumsum(counts) - counts) // _TOGETHER
    cuts = [*np.flatnonzero(np.diff(slabs, prepend=-1)).tolist(), len(counts)]
    for begin, end in pairwise(cuts):
        watch()
        slab = _Slab(int(counts[begin:end].sum()))
        others: list[TermInfo] = []
        for start, length, count in zip(
            starts[begin:end].tolist(),
            lengths[begin:end].tolist(),
            counts[begin:end].tolist(),
            strict=True,
        ):
            if not slab.read(file[start : start + length], count):
                others.append(TermInfo(count, None, start, length))
        yield slab.postings(size)
        for info in others:
            yield postings.read(file, info, size, watch)


class _Slab:
    """The postings of some terms one after another, as far as they are filled in."""

    def __init__(self, most: int) -> None:
        self._steps = np.empty(most, np.int32)
        self._frequencies = np.ones(most, np.uint8)
        self._begins: list[int] = []
        """Of each block: where it begins,"""
        self._before: list[int] = []
        """the document that its term had before it, or -1,"""
        self._last: list[int] = []
        """and its last document."""
        self._end = 0

    def read(self, file: memoryview, count: int) -> bool:
        """Take in the list of a term that is in so many documents, unless it is laid out in
        another way."""
        if file[:4] != postings.MAGIC:
            raise DamagedError("no postings where the dictionary says")
        at, blocks, begin = 4, len(self._begins), self._end
        left, before = count, -1
        while left > 0:
            length, opening, counted, ended, packed, closing = _BLOCK.unpack_from(file, at)
            start, at = at + _BLOCK.size, at + _LENGTH.size + abs(length)
            if start > at or at > len(file):
                raise DamagedError("a block beyond the end of its postings")
            ours = opening == _OPENING and counted[0] == ended[0] == _INT4 and closing == b"t."
            size, last = _INTEGER.unpack_from(counted, 1)[0], _INTEGER.unpack_from(ended, 1)[0]
            if ours:
                left -= size
                if size <= 0 or left < 0 or (length < 0) != (left == 0):
                    raise DamagedError("another number of postings than the dictionary says")
                data = _beginning(file[start:at], size, last - before, packed=packed != 0)
                ours = self._take(data, size)
            if not ours:
                del self._begins[blocks:], self._before[blocks:], self._last[blocks:]
                self._frequencies[begin : self._end] = 1
                self._end = begin
                return False
            self._begins.append(self._end)
            self._before.append(before)
            self._last.append(last)
            self._end += size
            before = last
        return True

    def postings(self, size: int) -> Postings:
        """All of them; raises `DamagedError` when documents are out of order."""
        if not self._end:
            return postings.NOTHING
        steps, frequencies = self._steps[: self._end], self._frequencies[: self._end]
        begins, last = np.array(self._begins), np.array(self._last, np.int64)
        # Blocks begin with a document, not with its distance from the one before.
        forward = steps > 0
        forward[begins] = steps[begins] > self._before
        ends = np.append(begins[1:], self._end) - 1
        steps[begins[1:]] -= last[:-1].astype(np.int32)
        documents = np.cumsum(steps, dtype=np.int32, out=steps)
        inside = 0 <= int(documents.min()) <= int(documents.max()) < size
        if not forward.all() or not inside or (documents[ends] != last).any():
            raise DamagedError("documents out of order")
        if not int(frequencies.min()):
            raise DamagedError("a term that stands nowhere")
        return Postings(documents, frequencies)

    def _take(self, data: bytes | memoryview, count: int) -> bool:
        """Documents and frequencies of a block after those that there are, if it is one of ours."""
        if len(data) < 2 * count + 8 or data[:2] != _OURS:
            return False
        begin, end = self._end, self._end + count
        form = data[2]
        if form == _BYTES4:
            at = 7 + count
            self._steps[begin:end] = np.frombuffer(data, np.uint8, count, 7)
        elif form == _MARK and data[3] == _INT4:
            narrow = count > 1 and data[8] == _INT2
            at = 9 + 3 * (count - 1) if narrow else 4 + 5 * count
            if at >= len(data) or data[at - 1] != _TUPLE:
                return False
            if narrow:
                self._steps[begin] = _INTEGER.unpack_from(data, 4)[0]
                later: NDArray[Any] = np.ndarray((count - 1,), "<u2", data, 9, (3,))
                self._steps[begin + 1 : end] = later
            else:
                self._steps[begin:end] = np.ndarray((count,), "<i4", data, 4, (5,))
        else:
            return False
        if data[at] == _BYTES4 and at + 5 + count <= len(data):
            self._frequencies[begin:end] = np.frombuffer(data, np.uint8, count, at + 5)
            return True
        return data[at] == _NONE


def _beginning(data: memoryview, count: int, span: int, *, packed: bool) -> bytes | memoryview:
    """As much of a block as its documents and frequencies take in most cases."""
    if not packed:
        return data
    most = (4 if span < _WIDE else 6) * count + 64
    return zlib.decompressobj().decompress(data, most)
