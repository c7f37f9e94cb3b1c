"""What is in one segment of the index, read block by block into plain Python?"""

from __future__ import annotations

import pickle
import struct
import sys
from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import accumulate
from typing import Any

from index.analysis import STEM
from index.engine import FacetName
from index.whoosh.library import LENGTHS_COLUMN, FileStorage, Matcher, byte_to_length
from index.whoosh.schema import FACETS, Row
from index.whoosh.schema import UNDATED as UNDATED

KEPT_POSTINGS = 400_000
"""Postings kept decoded for the next query, in each segment (about 100 bytes each)."""

MOST_VALUES = 2**16
"""Values that a facet column tells apart (its references have 16 bits)."""

LENGTH_OF = [byte_to_length(code) for code in range(256)]
"""The length of a field, in words, by the byte that it is kept as."""

_ENTRY = struct.Struct("!ii")  # before each term: the length of its key and of its value
_FREQUENCY = struct.Struct("!I")
_FREQUENCY_AT = 5  # in the value, after a byte of flags and the weight
_COUNT_SIZE = 4
_PIECE = 1 << 16

_MICROSECONDS_A_DAY = 86_400_000_000


def calmly() -> None:
    """Nobody waits: reads to the end."""


class Segment:
    """The files of a segment, which never change; deletions belong to the commit (`Snapshot`).

    Documents have numbers from 0 to `size`. What is read from disk is kept, postings as far as
    `KEPT_POSTINGS` allows; `watch` is called now and then while reading and may raise.
    """

    def __init__(self, storage: FileStorage, schema: Any, segment: Any) -> None:
        codec = segment.codec()
        files = segment.open_compound_file(storage) if segment.is_compound() else storage
        self.id: str = segment.segment_id()
        self.size: int = segment.doc_count_all()
        self._schema = schema
        self._files = files
        self._terms = codec.terms_reader(files, segment)
        self._documents = codec.per_document_reader(files, segment)
        self._postings = _Kept()
        self._lengths: dict[str, bytes] = {}
        self._words: dict[str, tuple[tuple[str, int], ...]] = {}

    def close(self) -> None:
        """Let go of the files."""
        self._terms.close()
        self._documents.close()
        self._files.close()

    # Terms and postings

    def postings(
        self, field: str, term: str, watch: Callable[[], None] = calmly
    ) -> Mapping[int, float]:
        """How often a term stands in each document that has it, deleted ones included."""
        key = (field, term)
        found: dict[int, float] | None = self._postings.get(key)
        if found is None:
            found = {}
            for block in self._blocks(field, term, watch):
                block.id(), block.weight()  # makes it decode what is taken next
                found.update(zip(block._ids, block._weights, strict=True))
            self._postings.put(key, found)
        return found

    def positions(
        self, field: str, term: str, watch: Callable[[], None] = calmly
    ) -> Mapping[int, bytes]:
        """Where a term stands in each document, to be decoded by `decode_positions`."""
        found: dict[int, bytes] = {}
        for block in self._blocks(field, term, watch):
            block.id(), block.value()
            found.update(zip(block._ids, block._values, strict=True))
        return found

    @staticmethod
    def decode_positions(places: bytes) -> list[int]:
        """The positions that `positions` has for a document: a count, then pickled differences."""
        return list(accumulate(pickle.loads(places[_COUNT_SIZE:])))

    def frequency(self, field: str, term: str) -> int:
        """The number of documents with a term, deleted ones included."""
        try:
            count: int = self._terms.doc_frequency(field, term.encode())
        except KeyError:
            return 0
        return count

    def terms(self, field: str, prefix: str = "") -> Iterator[tuple[str, int]]:
        """The terms of a field that begin so, in order, and how many documents have each."""
        number = self._terms._fieldmap.get(field)
        if number is None:
            return
        start = struct.pack("!H", number) + prefix.encode()
        before = b""
        for key, value in self._entries(start):
            if not key.startswith(start):
                return
            if key <= before:
                raise ValueError("terms out of order")
            before = key
            yield key[2:].decode(), _FREQUENCY.unpack_from(value, _FREQUENCY_AT)[0]

    def words(self, field: str) -> tuple[tuple[str, int], ...]:
        """The words of a field, without stems, and how many documents have each; kept."""
        if field not in self._words:
            self._words[field] = tuple(
                (term, count) for term, count in self.terms(field) if not term.startswith(STEM)
            )
        return self._words[field]

    def _entries(self, start: bytes) -> Iterator[tuple[bytes, bytes]]:
        """The dictionary from a key on: keys with what is known of each term.

        Read in large pieces, because one letter may begin thousands of terms, and the stock
        iterators take ten times as long for each.
        """
        index = self._terms._tindex
        at = index.closest_key_pos(start)
        size = _PIECE
        while at is not None and at < index.endofdata:
            piece = index.dbfile.get(at, min(size, index.endofdata - at))
            read = 0
            while read + _ENTRY.size <= len(piece):
                key_length, value_length = _ENTRY.unpack_from(piece, read)
                if key_length < 0 or value_length <= 0:
                    raise ValueError("lengths below zero")
                key_end = read + _ENTRY.size + key_length
                if key_end + value_length > len(piece):
                    break
                yield piece[read + _ENTRY.size : key_end], piece[key_end : key_end + value_length]
                read = key_end + value_length
            if not read and len(piece) < size:
                raise EOFError("the last term is not whole")
            size = _PIECE if read else size * 2
            at += read

    def _blocks(self, field: str, term: str, watch: Callable[[], None]) -> Iterator[Matcher]:
        name = term.encode()
        if (field, name) not in self._terms:
            return
        matcher = self._terms.matcher(field, name, self._schema[field].format)
        while matcher.is_active():
            watch()
            yield matcher
            matcher._next_block()

    # Columns

    @cached_property
    def ids(self) -> list[str]:
        """The id of each document."""
        reader = self._column("id")
        if reader is None:
            return [""] * self.size
        lengths = reader._lengths
        data = reader._dbfile.get(reader._basepos, sum(lengths))
        ends = accumulate(lengths)
        return [data[e - n : e].decode() for e, n in zip(ends, lengths, strict=True)]

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The document of each id; of several, all but the last are deleted."""
        return {id: document for document, id in enumerate(self.ids)}

    @cached_property
    def dates(self) -> array[int]:
        """Microseconds since the year 1 for each document, or `UNDATED`."""
        reader = self._column("published")
        if reader is None:
            return array("Q", [UNDATED]) * self.size
        raw = reader._dbfile.get(reader._basepos, reader._count * 8)
        dates = _big_endian("Q", raw)
        return dates + array("Q", [UNDATED]) * (self.size - len(dates))

    @cached_property
    def newest(self) -> array[int]:
        """The documents from the newest to the oldest, undated ones last; of a day by id."""
        when = [-1 if moment == UNDATED else moment for moment in self.dates]
        return array("I", sorted(self._by_id, key=when.__getitem__, reverse=True))

    @cached_property
    def oldest(self) -> array[int]:
        """The documents from the oldest to the newest, undated ones last; of a day by id."""
        return array("I", sorted(self._by_id, key=self.dates.__getitem__))

    def dated(self, since: int, until: int) -> set[int]:
        """The documents dated at or after `since` and before `until`, in microseconds."""
        first = bisect_left(self.oldest, since, key=self.dates.__getitem__)
        last = bisect_left(self.oldest, until, key=self.dates.__getitem__)
        return set(self.oldest[first:last])

    @cached_property
    def months(self) -> array[int]:
        """The month of each document as year * 12 + month - 1, or -1 for undated ones."""
        known: dict[int, int] = {}
        months = array("l", [-1]) * self.size
        for document, moment in enumerate(self.dates):
            if moment != UNDATED:
                day = moment // _MICROSECONDS_A_DAY
                month = known.get(day)
                if month is None:
                    month = known[day] = _month(day)
                months[document] = month
        return months

    def facet(self, name: FacetName) -> tuple[list[str | None], array[int]]:
        """The values of a facet, and for each document which of them it has."""
        if name not in self._facets:
            self._facets[name] = self._read_facet(FACETS[name])
        return self._facets[name]

    @cached_property
    def _facets(self) -> dict[FacetName, tuple[list[str | None], array[int]]]:
        return {}

    def _read_facet(self, field: str) -> tuple[list[str | None], array[int]]:
        reader = self._column(field)
        if reader is None:
            return [None], array("B", [0]) * self.size
        if len(reader._uniques) > MOST_VALUES:
            # Whoosh has then forgotten some of them, but the rows still know.
            rows = (Row(*self.stored(at)["row"]) for at in range(self.size))
            return _numbered(getattr(row, field) or None for row in rows)
        raw = reader._dbfile.get(reader._basepos, self.size * reader._itemsize)
        values = [value.decode() or None for value in reader._uniques]
        return values, _big_endian(reader._typecode, raw)

    def lengths(self, field: str) -> bytes:
        """The length of a field in each document, as an index into `LENGTH_OF`."""
        if field not in self._lengths:
            column = f"_{field}_len"
            raw = b""
            if self._documents.has_column(column):
                reader = self._documents.column_reader(column, LENGTHS_COLUMN)
                raw = reader._dbfile.get(reader._basepos, reader._count)
            self._lengths[field] = raw.ljust(self.size, b"\0")
        return self._lengths[field]

    def total_length(self, field: str) -> int:
        """The words of a field in all documents together."""
        total: int = self._documents.field_length(field)
        return total

    def stored(self, document: int) -> Mapping[str, Any]:
        """What was stored with a document."""
        found: dict[str, Any] = self._documents.stored_fields(document)
        return found

    @cached_property
    def _by_id(self) -> list[int]:
        return sorted(range(self.size), key=self.ids.__getitem__)

    def _column(self, field: str) -> Any:
        """The stock reader of a column; its raw bytes are taken as a whole, not one by one."""
        if not self._documents.has_column(field):
            return None
        return self._documents.column_reader(field, self._schema[field].column_type)


class _Kept:
    """Decoded postings, the longest unused thrown away first."""

    def __init__(self) -> None:
        self._found: OrderedDict[tuple[str, str], dict[int, float]] = OrderedDict()
        self._size = 0

    def get(self, key: tuple[str, str]) -> dict[int, float] | None:
        found = self._found.get(key)
        if found is not None:
            self._found.move_to_end(key)
        return found

    def put(self, key: tuple[str, str], postings: dict[int, float]) -> None:
        self._found[key] = postings
        self._size += 1 + len(postings)
        while self._size > KEPT_POSTINGS and len(self._found) > 1:
            _, dropped = self._found.popitem(last=False)
            self._size -= 1 + len(dropped)


def _big_endian(typecode: str, raw: bytes) -> array[int]:
    numbers: array[int] = array(typecode, raw)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _month(day: int) -> int:
    then = date.fromordinal(day + 1)
    return then.year * 12 + then.month - 1


def _numbered(values: Iterator[str | None]) -> tuple[list[str | None], array[int]]:
    numbers: dict[str | None, int] = {None: 0}
    references = array("I", (numbers.setdefault(value, len(numbers)) for value in values))
    return list(numbers), references
