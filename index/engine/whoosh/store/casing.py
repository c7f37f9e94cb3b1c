"""Case counts of the words of a segment: with a capital letter, or small.

The counts are a part of the segment that Whoosh does not know: four counts for each word of title
and text, so that segments can be added up, for only a whole archive tells which words are names.
Rows without any count (stems, dates) are left out. A column has a byte per row where a byte per row
is shorter, with larger counts apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from index.engine.whoosh.format.arrays import I64, U8, U32, Mask
from index.engine.whoosh.format.errors import DamagedError
from index.text.analysis import is_unspaced
from index.text.name_keys import SHORTEST

COUNTS = "name_counts"
"""Name of the part with the counts."""


class Column(IntEnum):
    """Columns of the case counts of a word."""

    NAME = 0
    """Occurrences with a capital letter that only a name has."""
    NOUN = 1
    """Occurrences with a capital letter that any noun has: of German, of headlines."""
    SMALL = 2
    """Occurrences without a capital letter."""
    UNSAID = 3
    """Occurrences where a capital letter says nothing."""


class Name(IntEnum):
    """Grounds to take a word for a name, or for a possible name."""

    PERHAPS = 1
    """Letters or a language that allow no other spelling of the word: nouns of German, Arabic."""
    CERTAIN = 2
    """Hardly any occurrence without a capital letter."""
    UNJUDGED = 3
    """No occurrence but where a capital letter says nothing."""


TEXT, TITLE = "body", "title"
"""Fields with counts of their words. Titles decide only where the texts say nothing of a word."""

COLUMNS = len(Column)
OFTEN_CAPITAL = 0.75
"""Least share of a name's occurrences with a capital letter. Less than all, for there is chicken
kiev, and hasty writing."""

_NUMBER = np.dtype("<u4")
_GAP = 8
"""Least rows without counts between two runs: a run costs as many bytes as so many rows."""
_LARGEST = 255
_DENSE, _SPARSE = 1, 0


def is_like_name(word: str) -> bool:
    """Return whether a folded word is like a name: enough letters, of a script with spaces."""
    return len(word) >= SHORTEST and word.isalpha() and not is_unspaced(word)


def judged(word: str, text: Sequence[int], title: Sequence[int]) -> Name | None:
    """Judge a folded word by the counts of all texts, or where these say nothing, of all titles.

    Returns None for a word that is no name: written small, or unlike any name.
    """
    if not is_like_name(word):
        return None
    unsaid = text[Column.UNSAID] + title[Column.UNSAID]
    counts = text if any(text[: Column.UNSAID]) else title
    capital = counts[Column.NAME] + counts[Column.NOUN]
    said = capital + counts[Column.SMALL]
    if not said:
        return Name.UNJUDGED if unsaid else None
    if not capital:
        return None if word.islower() else Name.PERHAPS  # letters without a small form
    if capital < OFTEN_CAPITAL * said:
        return None
    return Name.CERTAIN if counts[Column.NAME] >= counts[Column.NOUN] else Name.PERHAPS


def says(counts: I64) -> Mask:
    """Return a mask of the terms with counts that tell their case. Shape (terms)."""
    found: Mask = np.any(counts[:, : Column.UNSAID], axis=1)
    return found


def may_be_names(counts: I64) -> Mask:
    """Return a mask of the terms that may be names by the counts of one segment. Shape (terms).

    A name of the archive passes in one of its segments at least.
    """
    capital = counts[:, Column.NAME] + counts[:, Column.NOUN]
    said = capital + counts[:, Column.SMALL]
    uncased = (capital == 0) & (said > 0)
    often = capital >= OFTEN_CAPITAL * said
    found: Mask = (often | uncased) & counts.any(axis=1)
    return found


class _Stored(NamedTuple):
    """Column of stored counts, a byte per row or apart."""

    bytes: U8 | None
    """Count of each row, or `_LARGEST` for a count apart; None where all counts are apart."""
    rows: U32
    """Rows with counts apart, ascending; `counts` has these counts."""
    counts: U32

    def at(self, rows: I64) -> I64:
        """Return the counts of some rows."""
        found = np.zeros(len(rows), np.int64) if self.bytes is None else self.bytes[rows]
        found = found.astype(np.int64)
        if len(self.rows):
            # Both arrays need the same type, or numpy would convert all stored rows.
            at = self.rows.searchsorted(rows.astype(self.rows.dtype))
            at[at == len(self.rows)] = 0
            apart = self.rows[at] == rows
            found[apart] = self.counts[at[apart]]
        return found

    def of(self, row: int) -> int:
        """Return the count of one row."""
        found = 0 if self.bytes is None else int(self.bytes[row])
        if self.bytes is None or found == _LARGEST:
            at = int(self.rows.searchsorted(self.rows.dtype.type(row)))
            if at < len(self.rows) and self.rows[at] == row:
                return int(self.counts[at])
        return found


class Casing:
    """Case counts of a segment; `size` is the number of its terms."""

    def __init__(self, file: memoryview, size: int) -> None:
        reader = _CountReader(file)
        (runs,) = reader.numbers(1).tolist()
        self._firsts = reader.numbers(runs).astype(np.int64)
        sizes = reader.numbers(runs).astype(np.int64)
        self._ends = self._firsts + sizes
        self._rows = np.cumsum(sizes) - sizes
        if np.any(self._firsts[1:] < self._ends[:-1]) or np.any(self._ends > size):
            raise DamagedError("counts of words that there are not")
        self._columns = [reader.column(int(sizes.sum())) for _ in range(COLUMNS)]
        if reader.rest:
            raise DamagedError("counts of words beyond their end")

    def at(self, numbers: I64) -> I64:
        """Return the counts of terms by their numbers. Shape (numbers, columns)."""
        found = np.zeros((len(numbers), COLUMNS), np.int64)
        run = self._firsts.searchsorted(numbers, "right") - 1
        known = run >= 0
        known[known] = numbers[known] < self._ends[run[known]]
        rows = self._rows[run[known]] + numbers[known] - self._firsts[run[known]]
        for column, stored in enumerate(self._columns):
            found[known, column] = stored.at(rows)
        return found

    def of(self, number: int) -> list[int]:
        """Return the counts of one term by its number, one for each `Column`."""
        run = int(self._firsts.searchsorted(number, "right")) - 1
        if run < 0 or number >= self._ends[run]:
            return [0] * COLUMNS
        row = int(self._rows[run]) + number - int(self._firsts[run])
        return [stored.of(row) for stored in self._columns]


class _CountReader:
    """Sequential reader of the arrays with the counts."""

    def __init__(self, file: memoryview) -> None:
        self._file = file
        self._at = 0

    @property
    def rest(self) -> int:
        """Number of bytes not read yet."""
        return len(self._file) - self._at

    def numbers(self, count: int) -> U32:
        """Read the next `count` numbers. Raises `DamagedError`."""
        return np.frombuffer(self._next(count * _NUMBER.itemsize), _NUMBER)

    def column(self, rows: int) -> _Stored:
        """Read the next column, of `rows` rows. Raises `DamagedError`."""
        form, apart = self.numbers(2).tolist()
        if form not in (_DENSE, _SPARSE):
            raise DamagedError("counts in no known form")
        some = np.frombuffer(self._next(rows), np.uint8) if form == _DENSE else None
        at, counts = self.numbers(apart), self.numbers(apart)
        if np.any(at[1:] <= at[:-1]) or (apart and int(at[-1]) >= rows):
            raise DamagedError("counts out of order")
        return _Stored(some, at, counts)

    def _next(self, size: int) -> memoryview:
        if size > self.rest:
            raise DamagedError("counts of words that are cut off")
        self._at += size
        return self._file[self._at - size : self._at]


class CasingCollector:
    """Case counts of a segment under construction."""

    def __init__(self) -> None:
        self._numbers: list[U32] = []
        self._counts: list[U32] = []

    def add(self, counts: I64, first: int) -> None:
        """Add the counts of the next terms; the first term has the number `first`."""
        rows = np.flatnonzero(counts.any(axis=1))
        self._numbers.append((rows + first).astype(np.uint32))
        self._counts.append(np.minimum(counts[rows], 0xFFFFFFFF).astype(np.uint32))

    def content(self) -> bytes:
        """Return the encoded counts."""
        return b"".join(self._pieces())

    def _pieces(self) -> Iterator[bytes]:
        numbers = np.concatenate([np.empty(0, np.uint32), *self._numbers]).astype(np.int64)
        counts = np.concatenate([np.empty((0, COLUMNS), np.uint32), *self._counts])
        begins = np.flatnonzero(np.diff(numbers, prepend=-_GAP - 1) > _GAP)
        ends = np.append(begins[1:], len(numbers))
        firsts = numbers[begins]
        sizes = numbers[ends - 1] + 1 - firsts if len(numbers) else firsts
        before = np.cumsum(sizes) - sizes
        rows = numbers + np.repeat(before - firsts, ends - begins)
        yield np.array([len(begins), *firsts, *sizes], _NUMBER).tobytes()
        for column in counts.T:
            yield from _column(rows, column, int(sizes.sum()))


def _column(rows: I64, counts: U32, size: int) -> Iterator[bytes]:
    """Yield an encoded column of `size` rows with `counts` at `rows`, else 0."""
    dense = np.count_nonzero(counts) * 2 * _NUMBER.itemsize > size
    apart = counts >= _LARGEST if dense else counts > 0
    yield np.array([_DENSE if dense else _SPARSE, np.count_nonzero(apart)], _NUMBER).tobytes()
    if dense:
        some = np.zeros(size, np.uint8)
        some[rows] = np.minimum(counts, _LARGEST)
        yield some.tobytes()
    yield rows[apart].astype(_NUMBER).tobytes()
    yield counts[apart].astype(_NUMBER).tobytes()
