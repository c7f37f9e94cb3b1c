"""Term dictionary of a segment, read from the mapped file.

Whoosh's `.trm` file is an ordered hash file: a header, then key and value of each term in the order
of the keys (the number of the field in two bytes, then the term); 256 hash tables of (hash, offset
of the term); a directory of (offset, slots) of these tables; a pickle with the numbers of the
fields; an array of the offsets of all terms, in order; and at the end the length of pickle and
array together. No table is loaded whole: a term is looked up by its hash, a range by bisection of
the array.
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from hashlib import md5
from itertools import islice
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.engine.whoosh.format.arrays import I64, U8, U64, Mask
from index.engine.whoosh.format.checksums import SegmentPart
from index.engine.whoosh.format.errors import DamagedError
from index.engine.whoosh.format.pickles import table
from index.engine.whoosh.postings.postings import INFO_SIZE, TermInfo
from index.match.pattern import shaped
from index.text.analysis import STEM

U16: TypeAlias = NDArray[np.uint16]

_HEAD = struct.Struct("!4sBii")
_ENTRY = struct.Struct("!ii")  # the lengths of key and value
_SLOT = struct.Struct("!Iq")  # hash, offset of the term
_TABLE = struct.Struct("!qi")  # offset, slots
_FIELD = struct.Struct("!H")
_LENGTH = struct.Struct("!i")
_TABLES = 256
_MD5 = 0
_DOCUMENTS_AT = 5  # offset in a value, after a byte of flags and four of weight
_ARRAYS = {"B": ">u1", "H": ">u2", "i": ">i4", "I": ">u4", "q": ">i8"}
_STEP = 1 << 15
"""Terms that are processed at once."""
_LONGEST_CHARACTER = 4  # bytes in UTF-8
_NONE: I64 = np.empty(0, np.int64)
_END = b"\xff"  # in no term: UTF-8 has no such byte
_EXTRAS = 1 << 12  # most bytes of the pickle with the numbers of the fields


class Range(NamedTuple):
    """Consecutive terms, by their numbers in the dictionary."""

    first: int
    end: int

    def __len__(self) -> int:
        return self.end - self.first


def utf8(text: str) -> bytes:
    """Encode a text as the bytes of a term.

    A lone surrogate, as in a file's name on the command line, becomes bytes that no term has.
    """
    return text.encode("utf-8", "surrogatepass")


class Dictionary:
    """Terms of a segment. Raises `DamagedError`, `struct.error` or `KeyError` on damage."""

    def __init__(self, part: SegmentPart) -> None:
        self._part = part
        self._file = file = part.content
        part.check(0, _HEAD.size)
        magic, hashed, _, _ = _HEAD.unpack_from(file)
        if magic != b"HSH3":
            raise DamagedError("no dictionary")
        self._hashed_by_md5 = hashed == _MD5
        end = len(file) - _LENGTH.size
        part.check(end, len(file))
        (length,) = _LENGTH.unpack_from(file, end)
        if not 0 < length <= end - _TABLES * _TABLE.size - _HEAD.size:
            raise DamagedError("a dictionary without an end")
        self._directory = end - length - _TABLES * _TABLE.size
        part.check(self._directory, min(end, end - length + _EXTRAS))
        extras, read = table(file[end - length : end])
        count, form = extras["indexlen"], np.dtype(_ARRAYS[extras["indextype"]])
        if read + count * form.itemsize != length:
            raise DamagedError("another number of terms than the dictionary says")
        self._places_at = end - length + read
        self._places: NDArray[Any] = np.frombuffer(file, form, count, self._places_at)
        self._fields: dict[str, int] = dict(extras["fieldmap"])
        self._tails: dict[str, list[tuple[Range, U16]]] = {}
        self._signatures: dict[str, list[tuple[Range, U64, U8]]] = {}

    def __len__(self) -> int:
        return len(self._places)

    def number(self, field: str, term: str) -> int | None:
        """Return the number of a term, or None when the field has no such term."""
        key = self._key(field, utf8(term))
        if key is None:
            return None
        if self._hashed_by_md5:  # an absent term needs no bisection
            at = self._find(key)
            if at is None:
                return None
            number = bisect_left(range(len(self)), at, key=self._place)
            return number if number < len(self) and self._place(number) == at else None
        number = self._bisect(key, 0)
        there = number < len(self) and self._key_at(self._place(number)) == key
        return number if there else None

    def info(self, field: str, term: str) -> TermInfo | None:
        """Return the term info, or None when the field has no such term."""
        key = self._key(field, utf8(term))
        if key is None:
            return None
        at = self._find(key) if self._hashed_by_md5 else self._search(key)
        return None if at is None else self._info(at, len(key))

    def info_at(self, number: int) -> TermInfo:
        """Return the term info of a term by its number."""
        at = self._place(number)
        return self._info(at, self._key_length(at))

    def prefixed(self, field: str, prefix: str = "") -> Range:
        """Return the range of a field's terms that begin with `prefix`."""
        return self._beginning(field, utf8(prefix))

    def _beginning(self, field: str, begin: bytes) -> Range:
        key = self._key(field, begin)
        if key is None:
            return Range(0, 0)
        first = self._bisect(key, 0)
        return Range(first, self._bisect(key + _END, first))

    def words(self, field: str) -> tuple[Range, Range]:
        """Return the terms of a field that are no stems: the range before and after the stems."""
        every, stems = self.prefixed(field), self.prefixed(field, STEM)
        if not stems:
            return every, Range(0, 0)
        return Range(every.first, stems.first), Range(stems.end, every.end)

    def term(self, number: int) -> str:
        """Return a term by its number."""
        return str(self._key_at(self._place(number))[_FIELD.size :], "utf-8")

    def terms(self, numbers: Iterable[int]) -> Iterator[str]:
        """Yield terms by their numbers, in this order, read in growing batches."""
        rest = iter(numbers)
        count = 16
        while some := list(islice(rest, count)):
            for term in self.bytes_of(np.array(some, np.int64)):
                yield term.decode()
            count = min(2 * count, _STEP)

    def bytes_of(self, numbers: I64) -> list[bytes]:
        """Return terms by their numbers, in UTF-8. Raises `DamagedError`."""
        if not len(numbers):
            return []
        data, ends = self._joined(numbers, 1)
        data[ends - 1] = _END[0]
        found = data[:-1].tobytes().split(_END)
        if len(found) != len(numbers):
            raise DamagedError("a term that is no text")
        return found

    def frequencies(self, terms: Range | I64) -> I64:
        """Return the number of documents with each term, deleted documents included.

        The terms are given as a range or by their numbers.
        """
        at = self._entries(terms)
        return self._integers(at + self._integers(at) + (_ENTRY.size + _DOCUMENTS_AT), ">u4")

    def values(self, numbers: I64) -> tuple[Mask, I64, I64]:
        """Return a mask of inlined terms, the offsets after the term infos, the document counts.

        At such an offset are inlined postings, or else the extent of the posting list.
        """
        at = self._entries(numbers)
        at += self._integers(at) + _ENTRY.size
        documents = self._integers(at + _DOCUMENTS_AT, ">u4")
        return self.raw[at] != 0, at + INFO_SIZE, documents

    def extents(self, at: I64) -> tuple[I64, I64]:
        """Return offsets and lengths in bytes of posting lists in the postings file.

        `at` has the offsets of the extents in the dictionary, as `values` returns them.
        """
        high, low = self._integers(at), self._integers(at + 4, ">u4")
        return (high << 32) | low, self._integers(at + 8)

    def matching(self, field: str, shape: str, watch: Callable[[], None]) -> I64:
        """Return the numbers of the words that match a shape with wildcards.

        The wildcard `*` stands for any characters, `?` for one. A prefix before the first wildcard
        is looked up. Without a prefix, every word that may have all other characters of the shape
        is compared.
        """
        wanted = shaped(shape)
        begin, *_ = re.split(r"[*?]", shape, maxsplit=1)
        some = (
            [np.arange(*self.prefixed(field, begin))]
            if begin
            else self._having(field, shape, watch)
        )
        found = [_NONE]
        for numbers in some:
            for start in range(0, len(numbers), _STEP):
                watch()
                piece = numbers[start : start + _STEP]
                fits = [wanted.fullmatch(term) is not None for term in self.terms(piece.tolist())]
                found.append(piece[fits])
        return np.concatenate(found)

    def _having(self, field: str, shape: str, watch: Callable[[], None]) -> Iterator[I64]:
        """Yield the numbers of words that may have all characters of a shape, by signature."""
        signature, _ = _signature(shape.replace("*", "").replace("?", ""))
        for part, signatures, _ in self._signed(field, watch):
            watch()
            yield np.flatnonzero((signatures & signature) == signature) + part.first

    def similar(self, field: str, word: str, edits: int, watch: Callable[[], None]) -> I64:
        """Return the numbers of all words within `edits` edits of `word`, and of few others."""
        text = utf8(word)
        # One edit changes one character of the word, or swaps two neighbours: all others stay the
        # same at the beginning and the end together.
        same = len(text) - 2 * max((len(utf8(sign)) for sign in word), default=0)
        if edits == 1 and same > 0:
            found = list(self._same_halves(field, text, -(-same // 2), watch))
            return np.sort(self._sharing(np.concatenate([_NONE, *found]), text, same))
        return np.concatenate([_NONE, *self._same_signs(field, word, edits, watch)])

    def _same_halves(
        self, field: str, text: bytes, half: int, watch: Callable[[], None]
    ) -> Iterator[I64]:
        """Yield the numbers of words that begin, or end, as `text` does.

        Words with the same beginning are one range; of the end one or two bytes are compared.
        """
        first, end = self._beginning(field, text[:half])
        yield np.arange(first, end)
        last = int.from_bytes(text[-2:], "little")
        for part, tails in self._ending(field, watch):
            watch()
            same = tails == last if half > 1 else tails >> 8 == last >> 8
            found = np.flatnonzero(same) + part.first
            yield found[(found < first) | (found >= end)]

    def _sharing(self, numbers: I64, text: bytes, least: int) -> I64:
        """Return the terms of about the length of `text` that share bytes with both its ends.

        The bytes shared at beginning and end are `least` or more together.
        """
        at = self._entries(numbers)
        sizes = self._integers(at) - _FIELD.size
        near = np.abs(sizes - len(text)) <= _LONGEST_CHARACTER
        numbers, sizes = numbers[near], sizes[near]
        begin = at[near] + _ENTRY.size + _FIELD.size
        common = np.zeros(len(numbers), np.int64)
        first, last = sizes > 0, sizes > 0
        for place in range(len(text)):
            first &= (sizes > place) & (self.raw[begin + place] == text[place])
            last &= sizes > place
            last &= self.raw[begin + np.maximum(sizes - 1 - place, 0)] == text[-1 - place]
            common += first
            common += last
        return numbers[common >= least]

    def _ending(self, field: str, watch: Callable[[], None]) -> list[tuple[Range, U16]]:
        """Return the last two bytes of each word of a field, looked up once."""
        if field not in self._tails:
            self._tails[field] = [
                (part, self._tails_of(part, watch)) for part in self.words(field) if part
            ]
        return self._tails[field]

    def _tails_of(self, part: Range, watch: Callable[[], None]) -> U16:
        tails = np.empty(len(part), np.uint16)
        anywhere: U16 = np.ndarray((len(self._file) - 1,), "<u2", self._file, 0, (1,))
        for piece in _pieces(part):
            watch()
            at = self._entries(piece)
            # A key has at least two bytes, the number of the field.
            tails[piece.first - part.first : piece.end - part.first] = anywhere[
                at + self._integers(at) + (_ENTRY.size - _FIELD.size)
            ]
        return tails

    def _same_signs(
        self, field: str, word: str, edits: int, watch: Callable[[], None]
    ) -> Iterator[I64]:
        """Yield the numbers of words with nearly the signature and the length of `word`.

        A signature has a bit, one of 64, for each character of a word. An edit changes at most two
        bits, and the length by at most one.
        """
        signature, length = _signature(word)
        for part, signatures, lengths in self._signed(field, watch):
            for start in range(0, len(part), _STEP * 4):
                watch()
                some = slice(start, start + _STEP * 4)
                near = np.bitwise_count(signatures[some] ^ signature) <= 2 * edits
                near &= (lengths[some] >= max(0, length - edits)) & (
                    lengths[some] <= min(255, length + edits)
                )
                yield np.flatnonzero(near) + (part.first + start)

    # Signatures

    def _signed(self, field: str, watch: Callable[[], None]) -> list[tuple[Range, U64, U8]]:
        """Return signature and length of each word of a field, computed once."""
        if field not in self._signatures:
            self._signatures[field] = [
                (part, *self._signatures_of(part, watch)) for part in self.words(field) if part
            ]
        return self._signatures[field]

    def _signatures_of(self, part: Range, watch: Callable[[], None]) -> tuple[U64, U8]:
        signatures = np.zeros(len(part), np.uint64)
        lengths = np.zeros(len(part), np.uint8)
        for piece in _pieces(part):
            watch()
            into = slice(piece.first - part.first, piece.end - part.first)
            signatures[into], lengths[into] = self._sign(piece)
        return signatures, lengths

    def _sign(self, piece: Range) -> tuple[U64, U8]:
        """Return signatures and lengths (at most 255), both by the last byte of each character."""
        data, ends = self._joined(piece)
        after = np.append(data[1:], 0)
        after[ends - 1] = 0  # the end of a term is the end of a character
        last = (after & 0xC0) != 0x80
        bits = np.where(last, np.uint64(1) << (data & 63).astype(np.uint64), np.uint64(0))
        starts = np.concatenate(([0], ends[:-1]))
        filled = ends > starts
        signatures = np.zeros(len(piece), np.uint64)
        lengths = np.zeros(len(piece), np.int64)
        if len(data):
            signatures[filled] = np.bitwise_or.reduceat(bits, starts[filled])
            lengths[filled] = np.add.reduceat(last, starts[filled], dtype=np.int64)
        return signatures, np.minimum(lengths, 255).astype(np.uint8)

    def _joined(self, terms: Range | I64, more: int = 0) -> tuple[U8, I64]:
        """Return the bytes of some terms, with `more` bytes after each, and the end of each."""
        at = self._entries(terms)
        sizes = self._integers(at) - (_FIELD.size - more)
        if int(sizes.min()) < more or int(sizes.sum()) > len(self._file):
            raise DamagedError("terms of impossible lengths")
        ends = np.cumsum(sizes)
        begin = at + _ENTRY.size + _FIELD.size
        indices = np.arange(int(ends[-1])) + np.repeat(begin - (ends - sizes), sizes)
        return self.raw[indices], ends

    # Bytes

    @cached_property
    def raw(self) -> U8:
        """Whole file as an array of bytes, not verified."""
        return np.frombuffer(self._file, np.uint8)

    def _place(self, number: int) -> int:
        """Return the offset of a term's entry, by the term's number."""
        width = self._places.itemsize
        at = self._places_at + number * width
        self._part.check(at, at + width)
        return int(self._places[number])

    def _entries(self, terms: Range | I64) -> I64:
        """Return the offsets of some terms' entries; all bytes of the entries are verified."""
        width = self._places.itemsize
        if isinstance(terms, Range):
            first, end = (self._places_at + number * width for number in terms)
            self._part.check(first, end)
            at = self._places[terms.first : terms.end].astype(np.int64)
            if len(at):  # the entries of a range are contiguous
                self._part.check(int(at[0]), int(self._ends(at[-1:])[0]))
            return at
        places = self._places_at + terms.astype(np.int64) * width
        self._part.check_each(places, places + width)
        at = self._places[terms].astype(np.int64)
        self._part.check_each(at, self._ends(at))
        return at

    def _ends(self, at: I64) -> I64:
        """Return the end of each entry, by the offsets of the entries."""
        self._part.check_each(at, at + _ENTRY.size)
        return at + self._integers(at) + self._integers(at + _LENGTH.size) + _ENTRY.size

    def _integers(self, at: I64, form: str = ">i4") -> I64:
        """Return the integers of four bytes at these offsets."""
        anywhere: NDArray[Any] = np.ndarray((len(self._file) - 3,), form, self._file, 0, (1,))
        if len(at) and int(at.min()) < 0:
            raise DamagedError("a place before the file")
        return anywhere[at].astype(np.int64)

    def _key(self, field: str, term: bytes) -> bytes | None:
        number = self._fields.get(field)
        return None if number is None else _FIELD.pack(number) + term

    def _key_length(self, at: int) -> int:
        self._part.check(at, at + _ENTRY.size)
        length: int = _ENTRY.unpack_from(self._file, at)[0]
        if at < 0 or not _FIELD.size <= length <= len(self._file) - at - _ENTRY.size:
            raise DamagedError("a term beyond the end")
        return length

    def _key_at(self, at: int) -> memoryview:
        start = at + _ENTRY.size
        return self._part.piece(start, start + self._key_length(at))

    def _info(self, at: int, key_length: int) -> TermInfo:
        start = at + _ENTRY.size + key_length
        end = start + _ENTRY.unpack_from(self._file, at)[1]
        if not start < end <= len(self._file):
            raise DamagedError("a term without a value")
        return TermInfo.read(self._part.piece(start, end))

    def _find(self, key: bytes) -> int | None:
        """Return the offset of a key's entry by the hash tables, or None."""
        file, check = self._file, self._part.check
        hashed = int.from_bytes(md5(key, usedforsecurity=False).digest()[-4:], "big")
        start, slots = _TABLE.unpack_from(file, self._directory + (hashed & 255) * _TABLE.size)
        if slots <= 0:
            return None
        slot = (hashed >> 8) % slots
        for _ in range(slots):
            place = start + slot * _SLOT.size
            check(place, place + _SLOT.size)
            there, at = _SLOT.unpack_from(file, place)
            if not at:
                return None
            if there == hashed and self._key_at(at) == key:
                return int(at)
            slot = (slot + 1) % slots
        return None

    def _search(self, key: bytes) -> int | None:
        """Return the offset of a key's entry by bisection, or None."""
        number = self._bisect(key, 0)
        if number == len(self._places):
            return None
        at = self._place(number)
        return at if self._key_at(at) == key else None

    def _bisect(self, key: bytes, first: int) -> int:
        """Return the number of the first term, from `first` on, not less than `key`."""
        size = len(key)
        low, high = first, len(self)
        while low < high:
            middle = (low + high) // 2
            at = self._place(middle)
            begin, length = at + _ENTRY.size, self._key_length(at)
            if bytes(self._part.piece(begin, begin + min(size, length))) < key:
                low = middle + 1
            else:
                high = middle
        return low


def _pieces(part: Range) -> Iterator[Range]:
    for first in range(part.first, part.end, _STEP):
        yield Range(first, min(first + _STEP, part.end))


def _signature(word: str) -> tuple[np.uint64, int]:
    bits = 0
    for sign in word:
        bits |= 1 << (utf8(sign)[-1] & 63)
    return np.uint64(bits), min(255, len(word))
