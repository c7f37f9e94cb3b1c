"""Sequential reader of a segment's terms and postings, for merges."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.engine.whoosh.format.arrays import I64
from index.engine.whoosh.format.checksums import SegmentPart
from index.engine.whoosh.format.errors import DamagedError
from index.engine.whoosh.format.pickles import table
from index.engine.whoosh.postings.decode import Inlined
from index.engine.whoosh.postings.lists import Block, blocks

_FIELD = struct.Struct("!H")  # beginning of a key: the number of its field
_SIZES = 8  # bytes before each key: lengths of key and value, four bytes each
_END = struct.Struct("!i")
_ARRAYS = {"B": ">u1", "H": ">u2", "i": ">i4", "I": ">u4", "q": ">i8"}

# A value: a byte of flags, weight, number of documents, least and greatest length byte, greatest
# weight, first and last document; then the inlined postings, or the extent of the posting list.
_WEIGHT_AT, _DOCUMENTS_AT, _POSTINGS_AT = 1, 5, 23
_EXTENT = 12


class Part(NamedTuple):
    """Terms of one field with their postings, inlined or in blocks."""

    terms: list[bytes]
    owners: I64
    """Indexes in `terms` of the terms with inlined postings."""
    inlined: Inlined
    """Inlined postings of the `owners`, in their order."""
    apart: Sequence[tuple[int, Sequence[Block]]]
    """Index of each other term, with its blocks in the postings file."""


class Records:
    """Dictionary and postings of a segment of `size` documents, read from the mapped file.

    A damaged file raises an exception; no array grows larger than the file, and every loop moves
    forward through the file.
    """

    def __init__(self, dictionary: memoryview, postings: SegmentPart, size: int) -> None:
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
        self._size = size
        self.fields: dict[str, int] = dict(extras["fieldmap"])

    def terms_of(self, field: str) -> range:
        """Return the numbers of the terms of a field, empty for an unknown field."""
        number = self.fields.get(field)
        if number is None:
            return range(0)
        first = self._bisect(_FIELD.pack(number), 0, len(self._places))
        return range(first, self._bisect(_FIELD.pack(number + 1), first, len(self._places)))

    def term(self, number: int) -> bytes:
        """Return a term by its number, in UTF-8."""
        return self._key(number)[_FIELD.size :]

    def up_to(self, term: bytes, terms: range) -> int:
        """Return the number after the last of `terms` that is not greater than `term`."""
        if not terms:
            return terms.start
        field = self._key(terms.start)[: _FIELD.size]
        return self._bisect(field + term + b"\0", terms.start, terms.stop)

    def sizes(self, terms: range) -> tuple[I64, I64]:
        """Return the number of postings and of occurrences of each term."""
        at, _ = self._values(terms)
        return self._counts(at)

    def read(self, terms: range) -> Part:
        """Return the terms with their postings, inlined or in blocks."""
        at, end = self._values(terms)
        inlined = self._file[at] != 0
        if np.any(end - at < _POSTINGS_AT + np.where(inlined, 8, _EXTENT)):
            raise DamagedError("a term that ends too soon")
        here = np.flatnonzero(inlined)
        counts = self._long[at[here] + _DOCUMENTS_AT].astype(np.int64)
        inside = Inlined(self._file, at[here] + _POSTINGS_AT, end[here], counts)
        return Part(self._terms(terms, at), here, inside, self._apart(np.flatnonzero(~inlined), at))

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

    def _apart(self, terms: I64, at: I64) -> list[tuple[int, list[Block]]]:
        """Return each of these terms with its blocks in the postings file."""
        counts, _ = self._counts(at[terms])
        extents = at[terms] + _POSTINGS_AT
        starts = (self._long[extents].astype(np.int64) << 32) + self._long[extents + 4]
        lengths = self._long[extents + 8].astype(np.int64)
        self._postings.check_each(starts, starts + lengths)
        each = (terms, starts, lengths, counts)
        return [
            (term, list(blocks(self._postings.content, start, length, count, self._size)))
            for term, start, length, count in zip(*(c.tolist() for c in each), strict=True)
        ]

    def _counts(self, at: I64) -> tuple[I64, I64]:
        """Return the postings and the occurrences of each term, by the offsets of the values."""
        documents = self._long[at + _DOCUMENTS_AT].astype(np.int64)
        occurrences = self._float[at + _WEIGHT_AT].astype(np.float64)
        if not np.all((occurrences >= 0) & (occurrences < 1 << 40)):
            raise DamagedError("a term that stands so often nowhere")
        return documents, occurrences.astype(np.int64)

    def _values(self, terms: range) -> tuple[I64, I64]:
        """Return the offsets of the beginning and the end of each term's value."""
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
        """Return the number of the first term from `low` on not less than `key`, or `high`."""
        while low < high:
            middle = (low + high) // 2
            if self._key(middle) < key:
                low = middle + 1
            else:
                high = middle
        return low
