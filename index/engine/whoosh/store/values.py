"""Columns of a segment's documents: ids, dates, facets, lengths, stored fields.

Columns are read as Whoosh writes them: numbers big-endian, default values of the last documents
left out; texts one after another, then their lengths. Other forms of columns that a search needs
are computed once, or read from the file where newstui wrote them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.engine.whoosh.format.arrays import I32, I64, U8, U64
from index.engine.whoosh.format.checksums import SegmentPart
from index.engine.whoosh.format.errors import DamagedError
from index.engine.whoosh.format.pickles import checked, inflated
from index.engine.whoosh.format.rows import read_row
from index.engine.whoosh.format.schema import UNDATED, facet_value
from index.engine.whoosh.store.commit import varint

MOST_VALUES = 2**16
"""Most distinct values of a facet column (its references have 16 bits)."""

_ARRAYS = {"B": ">u1", "H": ">u2", "i": ">i4", "I": ">u4", "L": ">u8", "q": ">i8", "Q": ">u8"}
_MICROSECONDS_A_DAY = 86_400_000_000
_FIRST_DAY = 719_162  # days from the year 1, Whoosh's epoch, to 1970, numpy's epoch
_FIRST_YEAR = 1970
_LAST_MONTH = 9999 * 12 + 11


class Texts:
    """Column with a byte string of any length for each document (Whoosh's `VarBytesColumn`)."""

    def __init__(self, part: SegmentPart, size: int) -> None:
        file = part.content
        end = len(file) - 1
        part.check(end - 2, end + 1)
        form = chr(file[end])
        starts: NDArray[Any] | None = None
        if form == "X":  # so many documents that the column has offsets, too
            form, starts_form = chr(file[end - 2]), np.dtype(_ARRAYS[chr(file[end - 1])])
            end -= 2 + size * starts_form.itemsize
            starts = np.frombuffer(file, starts_form, size, end)
        lengths_form = np.dtype(_ARRAYS[form])
        end -= size * lengths_form.itemsize
        if end < 0:
            raise DamagedError("a column that is shorter than its segment")
        part.check(end, len(file))
        self._part = part
        self._end = end
        self.lengths: NDArray[Any] = np.frombuffer(file, lengths_form, size, end)
        self._starts = starts

    @cached_property
    def starts(self) -> NDArray[Any]:
        """Offset of each document's value."""
        if self._starts is not None:
            return self._starts
        lengths = self.lengths.astype(np.int64)
        return np.cumsum(lengths) - lengths

    def __getitem__(self, document: int) -> memoryview:
        start, length = int(self.starts[document]), int(self.lengths[document])
        return self.piece(start, start + length)

    def piece(self, start: int, end: int) -> memoryview:
        """Return the verified bytes of the values from `start` to `end`. Raises `DamagedError`."""
        if not 0 <= start <= end <= self._end:
            raise DamagedError("a value beyond the end of its column")
        return self._part.piece(start, end)

    def fixed(self) -> NDArray[np.bytes_] | None:
        """Return all values as an array, or None unless all have the same length above 0."""
        if not len(self.lengths):
            return None
        length = int(self.lengths[0])
        if not length or (self.lengths != length).any():
            return None
        return np.frombuffer(self.piece(0, self._end), f"S{length}", len(self.lengths))


class Facet(NamedTuple):
    """Facet column: distinct values, and an index into `values` for each document."""

    values: Sequence[str | None]
    codes: NDArray[Any]
    """Index into `values` for each document, an unsigned integer. Shape (documents)."""


class DocumentColumns:
    """Columns of a segment of `size` documents; `part` returns a column by name, or None."""

    def __init__(self, part: Callable[[str], SegmentPart | None], size: int) -> None:
        self._part = part
        self._size = size
        self._facets: dict[str, Facet] = {}
        self._facet_counts: dict[str, I64] = {}
        self._lengths: dict[str, U8] = {}

    # Ids

    @cached_property
    def ids(self) -> Texts:
        """Id of each document, in UTF-8."""
        return Texts(self._needed("id.col"), self._size)

    def id(self, document: int) -> str:
        """Return the id of a document."""
        return str(self.ids[document], "utf-8")

    @cached_property
    def by_id(self) -> NDArray[Any]:
        """Document numbers in the order of ids."""
        found = self._persisted("by_id", "<u4")
        if found is not None:
            return found
        fixed = self.ids.fixed()
        if fixed is not None:
            return np.argsort(fixed, kind="stable").astype(np.uint32)
        texts = [bytes(self.ids[document]) for document in range(self._size)]
        return np.array(sorted(range(self._size), key=texts.__getitem__), np.uint32)

    @cached_property
    def rank_by_id(self) -> I32:
        """Rank of each document in the order of ids."""
        return _ranks(self.by_id, self._size)

    def in_order_of_id(self, documents: NDArray[Any]) -> NDArray[Any]:
        """Return keys that sort a few documents into the order of their ids.

        The keys are the ids if all have the same length, else ranks, which take longer to compute.
        """
        every: NDArray[Any] | None = self.ids.fixed()
        return (self.rank_by_id if every is None else every).take(documents)

    # Dates

    @cached_property
    def dates(self) -> U64:
        """Date of each document in microseconds since the year 1, or `UNDATED`."""
        file = self._file("published.col")
        dates = np.full(self._size, UNDATED, np.uint64)
        if file is not None:
            count = min(self._size, len(file) // 8)
            dates[:count] = np.frombuffer(file, ">u8", count)
        return dates

    @cached_property
    def newest(self) -> NDArray[Any]:
        """Document numbers from newest to oldest, undated documents last; equal dates by id."""
        found = self._persisted("newest", "<u4")
        if found is not None:
            return found
        dates = self.dates[self.by_id]
        # From the largest date downwards; `UNDATED`, larger than any date, stays at the end.
        dates[dates != UNDATED] = UNDATED - 1 - dates[dates != UNDATED]
        return self.by_id[np.argsort(dates, kind="stable")]

    @cached_property
    def oldest(self) -> NDArray[Any]:
        """Document numbers from oldest to newest, undated documents last; equal dates by id."""
        dates = self.dates[self.newest]
        dated = int(np.count_nonzero(dates != UNDATED))
        dates = dates[:dated]
        # The runs of equal dates change places; the order inside each run stays.
        first = np.flatnonzero(np.concatenate(([True], dates[1:] != dates[:-1]))[:dated])
        counts = np.diff(np.append(first, dated))
        at = np.repeat(dated - counts - first, counts)
        at += np.arange(dated) - np.repeat(first, counts)
        oldest = np.array(self.newest)
        oldest[at] = self.newest[:dated]
        return oldest

    @cached_property
    def rank_by_newest(self) -> I32:
        """Rank of each document in `newest`."""
        return _ranks(self.newest, self._size)

    @cached_property
    def rank_by_oldest(self) -> I32:
        """Rank of each document in `oldest`."""
        return _ranks(self.oldest, self._size)

    @cached_property
    def months(self) -> NDArray[Any]:
        """Month of each document as year * 12 + month - 1, or -1 for an undated document."""
        found = self._persisted("months", "<i4")
        if found is not None:
            if len(found) and not -1 <= int(found.min()) <= int(found.max()) <= _LAST_MONTH:
                raise DamagedError("a month that there is not")
            return found
        days = (self.dates // _MICROSECONDS_A_DAY).astype(np.int64) - _FIRST_DAY
        months = np.full(self._size, -1, np.int32)
        dated = self.dates != UNDATED
        since = days[dated].astype("M8[D]").astype("M8[M]").astype(np.int64)
        months[dated] = since + _FIRST_YEAR * 12
        if (months > _LAST_MONTH).any():
            raise DamagedError("a date that there is not")
        return months

    # Facets and lengths

    def facet(self, field: str) -> Facet:
        """Return the distinct values of a facet, and the value of each document."""
        if field not in self._facets:
            self._facets[field] = self._read_facet(field)
        return self._facets[field]

    def facet_counts(self, field: str) -> I64:
        """Return the number of documents with each value of a facet, deleted ones included."""
        if field not in self._facet_counts:
            facet = self.facet(field)
            self._facet_counts[field] = np.bincount(facet.codes, minlength=len(facet.values))
        return self._facet_counts[field]

    def lengths(self, field: str) -> U8:
        """Return the length byte of a field for each document, 0 for an absent field."""
        if field not in self._lengths:
            file = self._file(f"_{field}_len.col")
            lengths = np.frombuffer(file, np.uint8) if file else np.empty(0, np.uint8)
            if len(lengths) < self._size:
                lengths = np.pad(lengths, (0, self._size - len(lengths)))
            self._lengths[field] = lengths[: self._size]
        return self._lengths[field]

    # Stored fields

    def stored(self, document: int) -> Mapping[str, Any]:
        """Return the stored fields of a document; empty when no fields are stored."""
        packed = self.stored_bytes[document]
        if not packed:
            return {}
        found: dict[str, Any] = checked(inflated(packed))
        return found

    def row(self, document: int) -> Mapping[str, Any]:
        """Return at least the stored fields that a list shows."""
        return read_row(self.stored_bytes[document])

    @cached_property
    def stored_bytes(self) -> Texts:
        """Stored fields of each document, a compressed pickle."""
        return Texts(self._needed("_stored.col"), self._size)

    def _read_facet(self, field: str) -> Facet:
        """Read one or two bytes per document, then the values (Whoosh's `RefBytesColumn`)."""
        file = self._file(f"{field}.col")
        if file is None:
            return Facet([None], np.zeros(self._size, np.uint8))
        form = np.dtype({"B": ">u1", "H": ">u2"}[chr(file[-1])])
        codes = np.frombuffer(file, form, self._size).astype(form.newbyteorder("="), copy=False)
        count, at = varint(file, self._size * form.itemsize)
        if count > MOST_VALUES:
            # Whoosh's column then lacks some values, but the stored rows have all.
            return self._facet_of_rows(field)
        values: list[str | None] = []
        for _ in range(count):
            length, at = varint(file, at)
            if at + length > len(file):
                raise DamagedError("a value beyond the end of its column")
            values.append(str(file[at : at + length], "utf-8") or None)
            at += length
        if len(codes) and int(codes.max()) >= len(values):
            raise DamagedError("a document with a value that there is not")
        return Facet(values, codes)

    def _facet_of_rows(self, field: str) -> Facet:
        numbers: dict[str | None, int] = {None: 0}
        codes = np.empty(self._size, np.uint32)
        for document in range(self._size):
            value = facet_value(self.stored(document), field)
            codes[document] = numbers.setdefault(value, len(numbers))
        return Facet(list(numbers), codes)

    def _needed(self, name: str) -> SegmentPart:
        part = self._part(name)
        if part is None:
            raise DamagedError(f"no column {name}")
        return part

    def _file(self, name: str) -> memoryview | None:
        """Return all bytes of a column, verified, or None when there is no such column."""
        part = self._part(name)
        return None if part is None else part.whole()

    def _persisted(self, name: str, form: str) -> NDArray[Any] | None:
        """Return an array that newstui wrote beside the columns, or None in Whoosh's segments."""
        file = self._file(name)
        if file is None or len(file) != self._size * np.dtype(form).itemsize:
            return None
        return np.frombuffer(file, form)


def _ranks(order: NDArray[Any], size: int) -> I32:
    ranks = np.full(size, size, np.int32)
    ranks[order.astype(np.intp)] = np.arange(size, dtype=np.int32)  # numpy's own index type
    return ranks
