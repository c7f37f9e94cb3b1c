"""Index of the names of a segment by their phonetic keys.

Two parts of a segment that Whoosh does not know have, for each key of each name
(`index.text.name_keys`), the CRC-32 of the key, ascending, and the number of the name in the
dictionary. Different keys may have the same CRC-32: a search compares each match closely. A name
here is any word that may be a name by the segment's case counts
(`index.engine.whoosh.store.casing`): only the archive as a whole tells which words are names.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.engine.whoosh.format.arrays import I64, U32
from index.engine.whoosh.format.errors import DamagedError
from index.engine.whoosh.postings.document_sets import merged
from index.engine.whoosh.store.casing import TEXT, Column, is_like_name, may_be_names, says
from index.text.name_keys import keys, keys_of

HASHES, NUMBERS = "name_hashes", "name_numbers"
"""Names of the two parts."""

_FORM = np.dtype("<u4")

NameNumbers: TypeAlias = NDArray[np.uint32]


class Sounds:
    """Names of a segment, looked up by sound; `size` is the number of the segment's terms."""

    def __init__(self, hashes: memoryview, numbers: memoryview, size: int) -> None:
        if len(hashes) != len(numbers) or len(hashes) % _FORM.itemsize:
            raise DamagedError("names without numbers")
        self._hashes: NameNumbers = np.frombuffer(hashes, _FORM)
        self._numbers: NameNumbers = np.frombuffer(numbers, _FORM)
        self._size = size

    def like(self, words: Iterable[str]) -> I64:
        """Return the dictionary numbers of names that share a key with one of the folded `words`.

        Raises `DamagedError` for a number that the dictionary does not have.
        """
        wanted = np.array(sorted({_hash(key) for word in words for key in keys_of(word)}), _FORM)
        firsts = self._hashes.searchsorted(wanted, "left").tolist()
        ends = self._hashes.searchsorted(wanted, "right").tolist()
        found = [self._numbers[first:end] for first, end in zip(firsts, ends, strict=True)]
        numbers = merged(found).astype(np.int64)
        if int(numbers.max(initial=0)) >= self._size:
            raise DamagedError("a name that there is not")
        return numbers


class NameCollector:
    """Name index of a segment under construction."""

    def __init__(self) -> None:
        self._hashes: list[U32] = []
        self._numbers: list[U32] = []
        self._said: list[I64] = []
        """Hashes of the words with counts in the texts that tell their case."""

    def add(self, field: str, terms: Sequence[bytes], first: int, casing: I64) -> None:
        """Add the next terms that may be names; the first term has the number `first`.

        A title decides only on words that no text decides on; the texts come first.
        """
        chosen = may_be_names(casing)
        if field == TEXT:
            said = says(casing)
            self._said.append(np.array(list(map(hash, compress(terms, said.tolist()))), np.int64))
        else:
            some = np.array([hash(term) for term in compress(terms, chosen.tolist())], np.int64)
            known = np.sort(np.concatenate([np.empty(0, np.int64), *self._said]))
            chosen[chosen] = known.searchsorted(some, "left") == known.searchsorted(some, "right")
        small = casing[:, Column.NAME] + casing[:, Column.NOUN] == 0
        small &= casing[:, Column.SMALL] > 0
        here = [
            (at, word)
            for at in np.flatnonzero(chosen).tolist()
            if (word := _name(terms[at], uncased=bool(small[at])))
        ]
        found = keys([word for _, word in here])
        self._hashes.append(np.array([_hash(key) for each in found for key in each], np.uint32))
        numbers = np.array([first + at for at, _ in here], np.uint32)
        self._numbers.append(np.repeat(numbers, np.array(list(map(len, found)), np.int64)))

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield name and content of the two parts."""
        hashes = np.concatenate([np.empty(0, np.uint32), *self._hashes])
        numbers = np.concatenate([np.empty(0, np.uint32), *self._numbers])
        order = np.lexsort((numbers, hashes))
        yield HASHES, hashes[order].astype(_FORM).tobytes()
        yield NUMBERS, numbers[order].astype(_FORM).tobytes()


def _name(term: bytes, *, uncased: bool) -> str:
    """Return a term as a word that is like a name, else an empty text.

    An `uncased` term needs letters without a small form.
    """
    if uncased and term.isascii():
        return ""
    word = term.decode()
    if not is_like_name(word) or (uncased and word.islower()):
        return ""
    return word


def _hash(key: str) -> int:
    return zlib.crc32(key.encode())
