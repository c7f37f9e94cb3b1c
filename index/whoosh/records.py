"""What does the dictionary of a segment hold, term after term, for whoever reads all of it?"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.whoosh.blocks import MAGIC
from index.whoosh.decode import Blocks
from index.whoosh.inverted import I64
from index.whoosh.pickles import inflated, table
from index.whoosh.postings import DamagedError

_FIELD = struct.Struct("!H")  # what a key begins with: the number of its field
_SIZES = 8  # before each key: its length and that of its value, four bytes each
_END = struct.Struct("!i")
_LENGTH = struct.Struct("!i")
_ARRAYS = {"B": ">u1", "H": ">u2", "i": ">i4", "I": ">u4", "q": ">i8"}

# A value: a byte of flags, weight, documents, two lengths, the greatest weight, two documents;
# then the postings, or where they are.
_WEIGHT_AT, _DOCUMENTS_AT, _POSTINGS_AT = 1, 5, 23
_EXTENT = 12

_OUR_INFO = struct.Struct("<4sixi10xB6x")  # of a block of ours: how many postings, compression
_OUR_OPENING = b"\x80\x02\x28\x4a"
_LONGEST_INFO = 128

# Bytes that the blocks of a term can have, not compressed: Whoosh's own are the roomier ones.
_FRAME, _POSTING, _PLACE = 256, 128, 16


class Part(NamedTuple):
    """Terms of one field, and the blocks that their postings are in."""

    terms: list[bytes]
    blocks: Sequence[tuple[I64, Blocks]]
    """Some blocks each, in the order of their terms, with the number of the term of each."""


class Records:
    """The dictionary and the postings of a segment, as they lie in its file.

    Whatever a damaged file makes of them raises an exception, nothing is made larger than a file
    is, and a loop goes forward through a file.
    """

    def __init__(self, dictionary: memoryview, postings: memoryview) -> None:
        end = len(dictionary) - _END.size
        (length,) = _END.unpack_from(dictionary, end)
        if not 0 < length <= end:
            raise DamagedError("a dictionary without an end")
        extras, read = table(dictionary[end - length : end])
        count, form = extras["indexlen"], np.dtype(_ARRAYS[extras["indextype"]])
        start = end - length + read
        if not 0 <= count <= (end - start) // form.itemsize:
            raise DamagedError("another number of terms than there is room for")
        self._file = np.frombuffer(dictionary, np.uint8)
        self._long: NDArray[Any] = np.ndarray((len(dictionary) - 3,), ">u4", dictionary, 0, (1,))
        self._float: NDArray[Any] = np.ndarray((len(dictionary) - 3,), ">f4", dictionary, 0, (1,))
        self._places = np.frombuffer(dictionary, form, count, start)
        self._postings = postings
        self.fields: dict[str, int] = dict(extras["fieldmap"])

    def terms_of(self, field: str) -> range:
        """The numbers of the terms of a field."""
        number = self.fields.get(field)
        if number is None:
            return range(0)
        first = self._bisect(_FIELD.pack(number), 0, len(self._places))
        return range(first, self._bisect(_FIELD.pack(number + 1), first, len(self._places)))

    def term(self, number: int) -> bytes:
        """A term by its number."""
        return self._key(number)[_FIELD.size :]

    def up_to(self, term: bytes, terms: range) -> int:
        """The end of those of the terms that are not greater than `term`."""
        if not terms:
            return terms.start
        field = self._key(terms.start)[: _FIELD.size]
        return self._bisect(field + term + b"\0", terms.start, terms.stop)

    def sizes(self, terms: range) -> tuple[I64, I64]:
        """How many postings each term has, and how many occurrences."""
        at, _ = self._values(terms)
        return self._counts(at)

    def read(self, terms: range) -> Part:
        """The terms and the blocks of their postings."""
        at, end = self._values(terms)
        inlined = self._file[at] != 0
        if np.any(end - at < _POSTINGS_AT + np.where(inlined, 8, _EXTENT)):
            raise DamagedError("a term that ends too soon")
        here = np.flatnonzero(inlined)
        counts = self._long[at[here] + _DOCUMENTS_AT].astype(np.int64)
        yes = np.ones(len(here), np.bool_)
        inside = Blocks(self._file, at[here] + _POSTINGS_AT, end[here], counts, yes, ~yes)
        elsewhere = np.flatnonzero(~inlined)
        return Part(
            self._terms(terms, at),
            [each for each in ((here, inside), self._outside(elsewhere, at)) if len(each[0])],
        )

    def _terms(self, terms: range, values: I64) -> list[bytes]:
        if not terms:
            return []
        starts = self._places[terms.start : terms.stop].astype(np.int64) + _SIZES + _FIELD.size
        first = int(starts[0])
        if np.any(starts < first) or np.any(starts > values):
            raise DamagedError("terms out of order")
        content = self._file[first : int(values[-1])].tobytes()
        ends = (values - first).tolist()
        return [content[a:b] for a, b in zip((starts - first).tolist(), ends, strict=True)]

    def _outside(self, terms: I64, at: I64) -> tuple[I64, Blocks]:
        """The blocks in the file of postings of these terms, inflated."""
        owners: list[int] = []
        counts: list[int] = []
        checked: list[bool] = []
        pieces: list[bytes] = []
        documents, occurrences = self._counts(at[terms])
        high = self._long[at[terms] + _POSTINGS_AT].astype(np.int64) << 32
        starts = high + self._long[at[terms] + _POSTINGS_AT + 4]
        room = _FRAME + _POSTING * documents + _PLACE * occurrences
        each = (terms, starts, documents, room)
        for term, start, postings, most in zip(*(column.tolist() for column in each), strict=True):
            before = len(counts)
            for count, compressed, data in _blocks(self._postings, start, postings, most):
                counts.append(count)
                checked.append(compressed)
                pieces.append(data)
            owners.extend([term] * (len(counts) - before))
        ends = np.cumsum(np.fromiter(map(len, pieces), np.int64, len(pieces)))
        return np.array(owners, np.int64), Blocks(
            np.frombuffer(b"".join(pieces), np.uint8),
            np.concatenate(([0], ends[:-1])).astype(np.int64)[: len(pieces)],
            ends,
            np.array(counts, np.int64),
            np.zeros(len(counts), np.bool_),
            np.array(checked, np.bool_),
        )

    def _counts(self, at: I64) -> tuple[I64, I64]:
        """Of the terms whose values begin there: how many postings, and how many occurrences."""
        documents = self._long[at + _DOCUMENTS_AT].astype(np.int64)
        occurrences = self._float[at + _WEIGHT_AT].astype(np.float64)
        if not np.all((occurrences >= 0) & (occurrences < 1 << 40)):
            raise DamagedError("a term that stands so often nowhere")
        return documents, occurrences.astype(np.int64)

    def _values(self, terms: range) -> tuple[I64, I64]:
        """Where the value of each term begins and ends."""
        places = self._places[terms.start : terms.stop].astype(np.int64)
        keys = self._long[places].astype(np.int64)
        at = places + _SIZES + keys
        end = at + self._long[places + 4]
        if np.any(keys < _FIELD.size) or np.any(end - at < _POSTINGS_AT + 8):
            raise DamagedError("a term that ends too soon")
        if len(end) and int(end.max()) > len(self._file):
            raise DamagedError("a term beyond the end")
        return at, end

    def _key(self, number: int) -> bytes:
        start = int(self._places[number])
        length = int(self._long[start])
        if not _FIELD.size <= length <= len(self._file) - start - _SIZES:
            raise DamagedError("a term beyond the end")
        return self._file[start + _SIZES : start + _SIZES + length].tobytes()

    def _bisect(self, key: bytes, low: int, high: int) -> int:
        """The number of the first term from `low` to `high` that is not before `key`."""
        while low < high:
            middle = (low + high) // 2
            if self._key(middle) < key:
                low = middle + 1
            else:
                high = middle
        return low


def _blocks(
    postings: memoryview, at: int, documents: int, room: int
) -> list[tuple[int, bool, bytes]]:
    """How many postings each block of a term has, whether it was compressed, and its pickle.

    Of all blocks together it is known how many `documents` they have; they take `room` at most.
    """
    found = []
    if bytes(postings[at : at + len(MAGIC)]) != MAGIC:
        raise DamagedError("postings that do not begin here")
    at += len(MAGIC)
    last = False
    while not last:
        (length,) = _LENGTH.unpack_from(postings, at)
        last, length = length < 0, abs(length)
        at += _LENGTH.size
        if not 0 < length <= len(postings) - at:
            raise DamagedError("a block beyond the end")
        count, compression, size = _info(postings[at : at + length])
        documents -= count
        if count < 1 or documents < 0 or last != (documents == 0):
            raise DamagedError("another number of postings than the dictionary says")
        part = postings[at + size : at + length]
        data = inflated(part, room) if compression else bytes(part)
        room -= len(data)
        found.append((count, bool(compression), data))
        at += length
    return found


def _info(block: memoryview) -> tuple[int, int, int]:
    """How many postings a block has, how it is compressed, and where its data begins."""
    if block[:4] == _OUR_OPENING and len(block) > _OUR_INFO.size:
        _, count, _, compression = _OUR_INFO.unpack_from(block)
        return count, compression, _OUR_INFO.size
    (count, _, _, compression, _, _), size = table(block[:_LONGEST_INFO])
    return count, compression, size
