"""Columns of a segment's documents: ids, dates, facets, lengths, stored fields.

Columns are read as Whoosh writes them: numbers big-endian, those of the last documents left out
when they are the default; texts one after another and then their lengths. What a search needs of
them in another form is worked out once, and lies ready in the file where newstui wrote it.
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
"""Values that a facet column tells apart (its references have 16 bits)."""

_ARRAYS = {"B": ">u1", "H": ">u2", "i": ">i4", "I": ">u4", "L": ">u8", "q": ">i8", "Q": ">u8"}
_MICROSECONDS_A_DAY = 86_400_000_000
_FIRST_DAY = 719_162  # days from the year 1, where Whoosh's time begins, to numpy's 1970
_FIRST_YEAR = 1970
_LAST_MONTH = 9999 * 12 + 11


class Texts:
    """Bytes of any length for each document (Whoosh's `VarBytesColumn`)."""

    def __init__(self, part: SegmentPart, size: int) -> None:
        file = part.content
        end = len(file) - 1
        part.check(end - 2, end + 1)
        form = chr(file[end])
        starts: NDArray[Any] | None = None
        if form == "X":  # so many documents that Whoosh keeps where each begins, too
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
        """Where each begins."""
        if self._starts is not None:
            return self._starts
        lengths = self.lengths.astype(np.int64)
        return np.cumsum(lengths) - lengths

    def __getitem__(self, document: int) -> memoryview:
        start, length = int(self.starts[document]), int(self.lengths[document])
        return self.piece(start, start + length)

    def piece(self, start: int, end: int) -> memoryview:
        """What stands between two bytes of the texts."""
        if not 0 <= start <= end <= self._end:
            raise DamagedError("a value beyond the end of its column")
        return self._part.piece(start, end)

    def fixed(self) -> NDArray[np.bytes_] | None:
        """All of them as an array, when all are equally long; else None."""
        if not len(self.lengths):
            return None
        length = int(self.lengths[0])
        if not length or (self.lengths != length).any():
            return None
        return np.frombuffer(self.piece(0, self._end), f"S{length}", len(self.lengths))


class Facet(NamedTuple):
    """The value of each document, by its number in a list of values."""

    values: Sequence[str | None]
    codes: NDArray[Any]
    """Shape (documents), of unsigned integers below the number of values."""


class DocumentColumns:
    """The columns of a segment of `size` documents; `part` gives one by its name, or None."""

    def __init__(self, part: Callable[[str], SegmentPart | None], size: int) -> None:
        self._part = part
        self._size = size
        self._facets: dict[str, Facet] = {}
        self._facet_counts: dict[str, I64] = {}
        self._lengths: dict[str, U8] = {}

    # Ids

    @cached_property
    def ids(self) -> Texts:
        """The id of each document, in bytes."""
        return Texts(self._needed("id.col"), self._size)

    def id(self, document: int) -> str:
        """The id of a document."""
        return str(self.ids[document], "utf-8")

    @cached_property
    def by_id(self) -> NDArray[Any]:
        """The documents in the order of their ids."""
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
        """The place of each document in the order of ids."""
        return _ranks(self.by_id, self._size)

    def in_order_of_id(self, documents: NDArray[Any]) -> NDArray[Any]:
        """What to sort a few documents by to have them in the order of their ids: the ids, where
        that is quick, for their places in the order of all take longer to work out."""
        every: NDArray[Any] | None = self.ids.fixed()
        return (self.rank_by_id if every is None else every).take(documents)

    # Dates

    @cached_property
    def dates(self) -> U64:
        """Microseconds since the year 1 for each document, or `UNDATED`."""
        file = self._file("published.col")
        dates = np.full(self._size, UNDATED, np.uint64)
        if file is not None:
            count = min(self._size, len(file) // 8)
            dates[:count] = np.frombuffer(file, ">u8", count)
        return dates

    @cached_property
    def newest(self) -> NDArray[Any]:
        """The documents from newest to oldest, undated ones last; equal dates by id."""
        found = self._persisted("newest", "<u4")
        if found is not None:
            return found
        dates = self.dates[self.by_id]
        # From the largest date downwards; the undated ones, larger than any, stay at the end.
        dates[dates != UNDATED] = UNDATED - 1 - dates[dates != UNDATED]
        return self.by_id[np.argsort(dates, kind="stable")]

    @cached_property
    def oldest(self) -> NDArray[Any]:
        """The documents from oldest to newest, undated ones last; equal dates by id."""
        dates = self.dates[self.newest]
        dated = int(np.count_nonzero(dates != UNDATED))
        dates = dates[:dated]
        # The runs of equal dates in the other order, each as it is in itself.
        first = np.flatnonzero(np.concatenate(([True], dates[1:] != dates[:-1]))[:dated])
        counts = np.diff(np.append(first, dated))
        at = np.repeat(dated - counts - first, counts)
        at += np.arange(dated) - np.repeat(first, counts)
        oldest = np.array(self.newest)
        oldest[at] = self.newest[:dated]
        return oldest

    @cached_property
    def rank_by_newest(self) -> I32:
        """The place of each document in `newest`."""
        return _ranks(self.newest, self._size)

    @cached_property
    def rank_by_oldest(self) -> I32:
        """The place of each document in `oldest`."""
        return _ranks(self.oldest, self._size)

    @cached_property
    def months(self) -> NDArray[Any]:
        """The month of each document as year * 12 + month - 1, or -1 for undated ones."""
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
        """The values of a facet, and for each document which of them it has."""
        if field not in self._facets:
            self._facets[field] = self._read_facet(field)
        return self._facets[field]

    def facet_counts(self, field: str) -> I64:
        """How many documents have each value of a facet, deleted ones included."""
        if field not in self._facet_counts:
            facet = self.facet(field)
            self._facet_counts[field] = np.bincount(facet.codes, minlength=len(facet.values))
        return self._facet_counts[field]

    def lengths(self, field: str) -> U8:
        """The length of a field in each document, as a byte that stands for it."""
        if field not in self._lengths:
            file = self._file(f"_{field}_len.col")
            lengths = np.frombuffer(file, np.uint8) if file else np.empty(0, np.uint8)
            if len(lengths) < self._size:
                lengths = np.pad(lengths, (0, self._size - len(lengths)))
            self._lengths[field] = lengths[: self._size]
        return self._lengths[field]

    # What was stored

    def stored(self, document: int) -> Mapping[str, Any]:
        """The stored fields of a document: a compressed pickle."""
        packed = self.stored_bytes[document]
        if not packed:
            return {}
        found: dict[str, Any] = checked(inflated(packed))
        return found

    def row(self, document: int) -> Mapping[str, Any]:
        """At least those of the stored fields that a list shows."""
        return read_row(self.stored_bytes[document])

    @cached_property
    def stored_bytes(self) -> Texts:
        """What is stored with each document, compressed."""
        return Texts(self._needed("_stored.col"), self._size)

    def _read_facet(self, field: str) -> Facet:
        """One byte a document, or two, and then the values (Whoosh's `RefBytesColumn`)."""
        file = self._file(f"{field}.col")
        if file is None:
            return Facet([None], np.zeros(self._size, np.uint8))
        form = np.dtype({"B": ">u1", "H": ">u2"}[chr(file[-1])])
        codes = np.frombuffer(file, form, self._size).astype(form.newbyteorder("="), copy=False)
        count, at = varint(file, self._size * form.itemsize)
        if count > MOST_VALUES:
            # Whoosh has then forgotten some of them, but the rows still know.
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
        """A column that is used as a whole."""
        part = self._part(name)
        return None if part is None else part.whole()

    def _persisted(self, name: str, form: str) -> NDArray[Any] | None:
        """An array that newstui wrote beside the columns; Whoosh's own segments have none."""
        file = self._file(name)
        if file is None or len(file) != self._size * np.dtype(form).itemsize:
            return None
        return np.frombuffer(file, form)


def _ranks(order: NDArray[Any], size: int) -> I32:
    ranks = np.full(size, size, np.int32)
    ranks[order.astype(np.intp)] = np.arange(size, dtype=np.int32)  # as numpy writes the soonest
    return ranks
