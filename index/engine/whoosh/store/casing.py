"""Counts of how the words of a segment are written: with a capital letter, or small.

Beside a segment lies a file that Whoosh doesn't know. It has four counts for each word of title and
text, so that segments can be added up: only all of an archive together says what is a name. Rows
without any count (stems, dates) are left out. A column has a byte a row where that is shorter, and
what doesn't fit in it apart.
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
"""What the file is called."""


class Column(IntEnum):
    """What is counted of a word."""

    NAME = 0
    """Occurrences with a capital letter that only a name has."""
    NOUN = 1
    """Occurrences with a capital letter that any noun has: of German, of headlines."""
    SMALL = 2
    """Occurrences without a capital letter."""
    UNSAID = 3
    """Occurrences where a capital letter says nothing."""


class Name(IntEnum):
    """Why a word is taken for a name, or may be one."""

    PERHAPS = 1
    """Its letters, or its language, have no other way to write it: nouns of German, Arabic."""
    CERTAIN = 2
    """It is hardly ever written without a capital letter."""
    UNJUDGED = 3
    """It stands only where a capital letter says nothing."""


TEXT, TITLE = "body", "title"
"""The fields whose words are counted. The texts tell what is a name, where they have the word."""

COLUMNS = len(Column)
OFTEN_CAPITAL = 0.75
"""Share of its occurrences in which a name is written with a capital letter. Less than all, for
there is chicken kiev, and what is written in haste."""

_NUMBER = np.dtype("<u4")
_GAP = 8
"""Rows without counts between two runs, at least: a run takes as many bytes as so many rows do."""
_LARGEST = 255
_DENSE, _SPARSE = 1, 0


def is_like_name(word: str) -> bool:
    """Whether a folded word has the letters of a name."""
    return len(word) >= SHORTEST and word.isalpha() and not is_unspaced(word)


def judged(word: str, text: Sequence[int], title: Sequence[int]) -> Name | None:
    """Judge a folded word by the counts of all texts, or where these say nothing, of all titles.

    None of what is no name: a word that is written small, or that no name is like.
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
        return None if word.islower() else Name.PERHAPS  # letters of which there are no small ones
    if capital < OFTEN_CAPITAL * said:
        return None
    return Name.CERTAIN if counts[Column.NAME] >= counts[Column.NOUN] else Name.PERHAPS


def says(counts: I64) -> Mask:
    """Whether the counts of each term say how it is written. Shape (terms)."""
    found: Mask = np.any(counts[:, : Column.UNSAID], axis=1)
    return found


def may_be_names(counts: I64) -> Mask:
    """Whether each term may be a name by its counts in one segment: of a name of the archive they
    say so in some segment. Shape (terms)."""
    capital = counts[:, Column.NAME] + counts[:, Column.NOUN]
    said = capital + counts[:, Column.SMALL]
    uncased = (capital == 0) & (said > 0)
    often = capital >= OFTEN_CAPITAL * said
    found: Mask = (often | uncased) & counts.any(axis=1)
    return found


class _Stored(NamedTuple):
    """A column of the rows that are stored."""

    bytes: U8 | None
    """Of each row its count, or `_LARGEST` where it stands apart; None where all do."""
    rows: U32
    """The rows whose counts stand apart, in order, and these."""
    counts: U32

    def at(self, rows: I64) -> I64:
        """The counts of some rows."""
        found = np.zeros(len(rows), np.int64) if self.bytes is None else self.bytes[rows]
        found = found.astype(np.int64)
        if len(self.rows):
            # Of the same type, or all of them would be converted.
            at = self.rows.searchsorted(rows.astype(self.rows.dtype))
            at[at == len(self.rows)] = 0
            apart = self.rows[at] == rows
            found[apart] = self.counts[at[apart]]
        return found

    def of(self, row: int) -> int:
        """The count of one row."""
        found = 0 if self.bytes is None else int(self.bytes[row])
        if self.bytes is None or found == _LARGEST:
            at = int(self.rows.searchsorted(self.rows.dtype.type(row)))
            if at < len(self.rows) and self.rows[at] == row:
                return int(self.counts[at])
        return found


class Casing:
    """The counts of a segment; `size` is the number of its terms."""

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
        """The counts of terms by their numbers. Shape (numbers, columns)."""
        found = np.zeros((len(numbers), COLUMNS), np.int64)
        run = self._firsts.searchsorted(numbers, "right") - 1
        known = run >= 0
        known[known] = numbers[known] < self._ends[run[known]]
        rows = self._rows[run[known]] + numbers[known] - self._firsts[run[known]]
        for column, stored in enumerate(self._columns):
            found[known, column] = stored.at(rows)
        return found

    def of(self, number: int) -> list[int]:
        """The counts of one term by its number."""
        run = int(self._firsts.searchsorted(number, "right")) - 1
        if run < 0 or number >= self._ends[run]:
            return [0] * COLUMNS
        row = int(self._rows[run]) + number - int(self._firsts[run])
        return [stored.of(row) for stored in self._columns]


class _CountReader:
    """Reads arrays one after another."""

    def __init__(self, file: memoryview) -> None:
        self._file = file
        self._at = 0

    @property
    def rest(self) -> int:
        """The bytes that were not read."""
        return len(self._file) - self._at

    def numbers(self, count: int) -> U32:
        """The next so many numbers."""
        return np.frombuffer(self._next(count * _NUMBER.itemsize), _NUMBER)

    def column(self, rows: int) -> _Stored:
        """The next column, of so many rows."""
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
    """The counts of a segment that is being written."""

    def __init__(self) -> None:
        self._numbers: list[U32] = []
        self._counts: list[U32] = []

    def add(self, counts: I64, first: int) -> None:
        """Take up the counts of the next terms; the first has the number `first`."""
        rows = np.flatnonzero(counts.any(axis=1))
        self._numbers.append((rows + first).astype(np.uint32))
        self._counts.append(np.minimum(counts[rows], 0xFFFFFFFF).astype(np.uint32))

    def content(self) -> bytes:
        """The file."""
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
    """A column of so many rows, of which these have counts."""
    dense = np.count_nonzero(counts) * 2 * _NUMBER.itemsize > size
    apart = counts >= _LARGEST if dense else counts > 0
    yield np.array([_DENSE if dense else _SPARSE, np.count_nonzero(apart)], _NUMBER).tobytes()
    if dense:
        some = np.zeros(size, np.uint8)
        some[rows] = np.minimum(counts, _LARGEST)
        yield some.tobytes()
    yield rows[apart].astype(_NUMBER).tobytes()
    yield counts[apart].astype(_NUMBER).tobytes()
