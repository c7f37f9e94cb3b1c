"""Which names of a segment may sound like a word?

Beside a segment lie two arrays that Whoosh doesn't know: of each key of each name (`index.names`)
the CRC-32, in order, and the number of the name in the dictionary, with
the highest bit set where it is only perhaps a name. Different keys may have the same:
whatever is found is compared closely.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.names import keys, keys_of
from index.whoosh.inverted import I64, U8, U32, Name
from index.whoosh.lists import DamagedError

HASHES, NUMBERS = "name_hashes", "name_numbers"
"""What the two files are called."""

_FORM = np.dtype("<u4")
_PERHAPS = np.uint32(1 << 31)

Numbers: TypeAlias = NDArray[np.uint32]


class Sounds:
    """The names of a segment, found by how they sound; `size` is the number of its terms."""

    def __init__(self, hashes: memoryview, numbers: memoryview, size: int) -> None:
        if len(hashes) != len(numbers) or len(hashes) % _FORM.itemsize:
            raise DamagedError("names without numbers")
        self._hashes: Numbers = np.frombuffer(hashes, _FORM)
        self._marked: Numbers = np.frombuffer(numbers, _FORM)
        self._size = size

    def like(self, word: str) -> I64:
        """The numbers in the dictionary of the names that share a key with a folded word."""
        return np.unique(self._numbers(self._with_keys_of(word)))

    def name(self, word: str, number: int) -> Name | None:
        """Whether a folded word, whose number this is, is a name."""
        for mark in (number, number | int(_PERHAPS)):
            if np.any(self._with_keys_of(word) == np.uint32(mark)):
                return Name.CERTAIN if mark == number else Name.PERHAPS
        return None

    def _with_keys_of(self, word: str) -> Numbers:
        found = [np.empty(0, _FORM)]
        for key in keys_of(word):
            wanted = np.uint32(_hash(key))
            first = self._hashes.searchsorted(wanted, "left")
            found.append(self._marked[first : self._hashes.searchsorted(wanted, "right")])
        return np.concatenate(found)

    def kinds(self) -> U8:
        """Of each term of the segment which `Name` it is, or 0. Shape (terms)."""
        found = np.zeros(self._size, np.uint8)
        found[self._numbers(self._marked)] = self._kinds(self._marked)
        return found

    def _numbers(self, marked: Numbers) -> I64:
        numbers = (marked & ~_PERHAPS).astype(np.int64)
        if len(numbers) and int(numbers.max()) >= self._size:
            raise DamagedError("a name that there is not")
        return numbers

    def _kinds(self, marked: Numbers) -> U8:
        return np.where(marked & _PERHAPS, Name.PERHAPS, Name.CERTAIN).astype(np.uint8)


class Gathering:
    """The names of a segment that is being written."""

    def __init__(self) -> None:
        self._hashes: list[U32] = []
        self._numbers: list[U32] = []

    def add(self, terms: Sequence[bytes], first: int, names: Mapping[bytes, Name]) -> None:
        """Take up those of the next terms that are names; the first has the number `first`."""
        if not names:
            return
        here = [(at, term) for at, term in enumerate(terms, first) if term in names]
        marks = [at | (1 << 31) * (names[term] is Name.PERHAPS) for at, term in here]
        found = keys([term.decode() for _, term in here])
        self._hashes.append(np.array([_hash(key) for each in found for key in each], np.uint32))
        self._numbers.append(
            np.repeat(np.array(marks, np.uint32), np.array([len(each) for each in found], np.int64))
        )

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The two files, by name."""
        hashes = np.concatenate([np.empty(0, np.uint32), *self._hashes])
        numbers = np.concatenate([np.empty(0, np.uint32), *self._numbers])
        order = np.lexsort((numbers, hashes))
        yield HASHES, hashes[order].astype(_FORM).tobytes()
        yield NUMBERS, numbers[order].astype(_FORM).tobytes()


def _hash(key: str) -> int:
    return zlib.crc32(key.encode())
