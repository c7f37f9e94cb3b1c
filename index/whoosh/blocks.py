"""How are the postings of a term laid out in bytes, so that both Whoosh and numpy can read them?

Whoosh's W3 codec keeps postings in blocks, each a pickle of document numbers, weights and values,
and reads the first only one after another and the others only by index. So instead of three
tuples of objects the pickles written here hold strings of bytes wherever numbers are small: any
unpickler takes them, and numpy reads them in place. They are put together by numpy too, for all
terms of a part at once, because an archive has more terms than articles.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.whoosh.inverted import I64, U8, Inverted

Flags: TypeAlias = NDArray[np.bool_]

POSTINGS = 1024
"""Postings of a block, at most."""

MOST_INLINED = 16
"""Documents of a term whose postings stand right in the dictionary."""

MOST_INLINED_PLACES = 48
"""Occurrences of such a term, so that the dictionary stays short."""

COMPRESSED_FROM = 256
"""Bytes of a block from which it is compressed: shorter ones take longer and gain little."""

COMPRESSION = 4
"""Level of zlib: it saves a twentieth of what the first leaves, and takes an eighth longer; higher
ones take half as long again and save next to nothing more."""

LARGEST_NUMBER = 2**31 - 1
"""What a document or a position can be: pickles keep such numbers with a sign."""

MAGIC = b"W3Bl"
"""What the postings of a term begin with."""

# What the pickles are made of (see the standard library's `pickletools`).
_PROTOCOL, _STOP = 0x80, 0x2E
_MARK, _TUPLE, _TUPLE3, _NONE = 0x28, 0x74, 0x87, 0x4E
_INT1, _INT2, _INT4, _FLOAT8 = 0x4B, 0x4D, 0x4A, 0x47  # a number of 1, 2 and 4 bytes; of 8 bytes
_BYTES1, _BYTES4 = 0x43, 0x42  # bytes after a length of 1 byte and of 4

_OURS = 4
"""The pickle protocol that tells our blocks from Whoosh's own, which say 2."""

_SLAB = 1 << 18
"""Postings and positions that are laid out at once: what numpy works on stays in the caches."""

_FRAME = 4  # bytes around the numbers of a block
_VALUE_FRAME = 6  # bytes of a value: the frequency, and around the positions a mark and a `t`
_LONGEST_SHORT = 255  # bytes of a value whose length fits in one

# Of the numbers of a block: none at all; a string of bytes; a tuple of two bytes each (but the
# first); a tuple of four bytes each.
_ABSENT, _BYTES, _NARROW, _WIDE = range(4)

_TERM = np.dtype(
    [
        ("inlined", "u1"),
        ("weight", ">f4"),
        ("documents", ">u4"),
        ("shortest", "u1"),
        ("longest", "u1"),
        ("greatest", ">f4"),
        ("first", ">u4"),
        ("last", ">u4"),
    ]
)
"""What Whoosh keeps of each term, before either its postings or where they are."""

_BLOCK = np.dtype(
    [
        ("opening", "u1", 3),
        ("counted", "u1"),
        ("count", "<i4"),
        ("ended", "u1"),
        ("last", "<i4"),
        ("weighed", "u1"),
        ("greatest", ">f8"),
        ("packed", "u1"),
        ("compression", "u1"),
        ("from", "u1"),
        ("shortest", "u1"),
        ("to", "u1"),
        ("longest", "u1"),
        ("closing", "u1", 2),
    ]
)
"""The pickle before each block by which a reader decides whether it needs it: how many documents,
the last of them, the greatest weight, the compression, the least and the greatest length byte."""

_EXTENT = struct.Struct("!qi")
_LENGTH = struct.Struct("!i")


@dataclass(slots=True)
class Encoded:
    """Terms and postings as they stand in the files of a segment."""

    infos: list[bytes]
    """What the dictionary has for each term."""
    blocks: list[bytes]
    """What follows in the file of postings, to be joined."""
    end: int
    """How long the file of postings is then."""


def encode(part: Inverted, lengths: U8 | None, at: int) -> Encoded:
    """The terms of a part and their postings, for a file of postings that has `at` bytes already.

    `lengths` has for each document of the segment the byte that stands for the length of the
    field; None for a field whose lengths are not kept.
    """
    encoded = Encoded([], [], at)
    if not len(part.terms):
        return encoded
    blocks = _cut(part)
    heads = _term_infos(part, lengths, blocks).tobytes()
    start = at
    for slab in blocks.slabs():
        data, ends = _lay_out(part, slab)
        described = _block_infos(part, slab, lengths, np.diff(ends, prepend=0)).tobytes()
        begin = 0
        for number, (term, end, inlined, opens, closes) in enumerate(
            zip(
                slab.term.tolist(),
                ends.tolist(),
                slab.inlined.tolist(),
                (slab.first == part.first[slab.term]).tolist(),
                (slab.end == part.first[slab.term + 1]).tolist(),
                strict=True,
            )
        ):
            head = heads[term * _TERM.itemsize : (term + 1) * _TERM.itemsize]
            if inlined:
                encoded.infos.append(head + data[begin:end])
            else:
                if opens:
                    start = encoded.end
                info = described[number * _BLOCK.itemsize : (number + 1) * _BLOCK.itemsize]
                _add_block(encoded, info, data[begin:end], opens=opens, closes=closes)
                if closes:
                    encoded.infos.append(head + _EXTENT.pack(start, encoded.end - start))
            begin = end
    return encoded


def _add_block(encoded: Encoded, info: bytes, content: bytes, *, opens: bool, closes: bool) -> None:
    """One block after what was written, with its length before it: below zero for the last."""
    if len(content) >= COMPRESSED_FROM:
        content = zlib.compress(content, COMPRESSION)
    length = len(info) + len(content)
    begin = MAGIC if opens else b""
    encoded.blocks.append(
        b"".join((begin, _LENGTH.pack(-length if closes else length), info, content))
    )
    encoded.end += len(begin) + _LENGTH.size + length


class _Blocks(NamedTuple):
    """The blocks of a part: of each its term, and which postings and places it has."""

    term: I64
    first: I64
    end: I64
    first_place: I64
    end_place: I64
    inlined: Flags

    def slabs(self) -> Iterator[_Blocks]:
        """The same, a few blocks at a time."""
        work = np.cumsum((self.end - self.first) + (self.end_place - self.first_place))
        start = 0
        while start < len(work):
            before = int(work[start - 1]) if start else 0
            stop = max(start + 1, int(np.searchsorted(work, before + _SLAB, "right")))
            yield _Blocks._make(column[start:stop] for column in self)
            start = stop


def _cut(part: Inverted) -> _Blocks:
    counts = np.diff(part.first)
    places = np.concatenate(([0], np.cumsum(part.frequencies, dtype=np.int64)))
    inlined = (counts <= MOST_INLINED) & (np.diff(places[part.first]) <= MOST_INLINED_PLACES)
    blocks = -(-counts // POSTINGS)
    term = np.repeat(np.arange(len(counts)), blocks)
    first = part.first[term] + within(blocks) * POSTINGS
    end = np.minimum(first + POSTINGS, part.first[term + 1])
    return _Blocks(term, first, end, places[first], places[end], inlined[term])


def _term_infos(part: Inverted, lengths: U8 | None, blocks: _Blocks) -> NDArray[np.void]:
    starts = part.first[:-1]
    infos = np.zeros(len(part.terms), _TERM)
    infos["inlined"][blocks.term] = blocks.inlined
    infos["weight"] = np.add.reduceat(part.frequencies, starts, dtype=np.int64)
    infos["documents"] = np.diff(part.first)
    infos["greatest"] = np.maximum.reduceat(part.frequencies, starts)
    infos["first"] = part.documents[starts]
    infos["last"] = part.documents[part.first[1:] - 1]
    if lengths is not None:
        of_postings = lengths[part.documents]
        infos["shortest"] = np.minimum.reduceat(of_postings, starts)
        infos["longest"] = np.maximum.reduceat(of_postings, starts)
    return infos


def _block_infos(part: Inverted, slab: _Blocks, lengths: U8 | None, sizes: I64) -> NDArray[np.void]:
    documents, frequencies = _postings(part, slab)
    starts = slab.first - slab.first[0]
    infos = np.zeros(len(starts), _BLOCK)
    infos["opening"] = _PROTOCOL, 2, _MARK
    infos["counted"], infos["ended"], infos["weighed"] = _INT4, _INT4, _FLOAT8
    infos["packed"] = infos["from"] = infos["to"] = _INT1
    infos["closing"] = _TUPLE, _STOP
    infos["count"] = slab.end - slab.first
    infos["last"] = part.documents[slab.end - 1]
    infos["greatest"] = np.maximum.reduceat(frequencies, starts)
    infos["compression"] = np.where(sizes >= COMPRESSED_FROM, COMPRESSION, 0)
    if lengths is not None:
        of_postings = lengths[documents]
        infos["shortest"] = np.minimum.reduceat(of_postings, starts)
        infos["longest"] = np.maximum.reduceat(of_postings, starts)
    return infos


def _lay_out(part: Inverted, slab: _Blocks) -> tuple[bytes, I64]:
    """The data of each block, one after another, and where each ends."""
    documents, frequencies = _postings(part, slab)
    starts, counts = slab.first - slab.first[0], slab.end - slab.first
    ids = _Numbers.of_documents(documents, starts, counts, slab.inlined)
    weights = _Numbers.of_frequencies(frequencies, starts, counts)
    values = _values(part, slab, frequencies, starts, counts)
    ends = np.cumsum(_FRAME + ids.sizes + weights.sizes + values.sizes)
    at = ends - np.diff(ends, prepend=0)
    data = np.empty(ends[-1], np.uint8)
    data[at], data[at + 1] = _PROTOCOL, _OURS
    at = at + 2
    for numbers in (ids, weights, values):
        numbers.put(data, at)
        at = at + numbers.sizes
    data[at], data[at + 1] = _TUPLE3, _STOP
    return data.tobytes(), ends


def _postings(part: Inverted, slab: _Blocks) -> tuple[I64, I64]:
    which = slice(slab.first[0], slab.end[-1])
    return part.documents[which].astype(np.int64), part.frequencies[which].astype(np.int64)


class _Numbers(NamedTuple):
    """A number for each posting of some blocks, each block in the shortest of its forms."""

    numbers: I64
    starts: I64
    counts: I64
    form: I64
    """Of each block: one of the four below."""

    @classmethod
    def of_documents(cls, documents: I64, starts: I64, counts: I64, inlined: Flags) -> _Numbers:
        """What Whoosh adds up from the beginning of a block; inlined ones it takes as they are."""
        steps = np.diff(documents, prepend=0)
        steps[starts] = documents[starts]
        later = steps.copy()
        later[starts] = 0
        form = np.where(np.maximum.reduceat(later, starts) < 1 << 16, _NARROW, _WIDE)
        form[np.maximum.reduceat(steps, starts) < 1 << 8] = _BYTES
        form[inlined] = _WIDE
        return cls(np.where(np.repeat(inlined, counts), documents, steps), starts, counts, form)

    @classmethod
    def of_frequencies(cls, frequencies: I64, starts: I64, counts: I64) -> _Numbers:
        """What Whoosh takes for weights; none means that all are 1."""
        greatest = np.maximum.reduceat(frequencies, starts)
        form = np.where(greatest < 1 << 8, _BYTES, _WIDE)
        form[greatest == 1] = _ABSENT
        return cls(frequencies, starts, counts, form)

    @property
    def sizes(self) -> I64:
        """Bytes of each block."""
        counts = self.counts
        return np.choose(
            self.form, (np.ones_like(counts), 5 + counts, 4 + 3 * counts, 2 + 5 * counts)
        )

    def put(self, data: U8, at: I64) -> None:
        """Write the numbers of each block to its place."""
        data[at[self.form == _ABSENT]] = _NONE
        self._put_bytes(data, at, self.form == _BYTES)
        self._put_tuples(data, at, self.form == _NARROW, _INT2)
        self._put_tuples(data, at, self.form == _WIDE, _INT4)

    def _put_bytes(self, data: U8, at: I64, chosen: Flags) -> None:
        at, counts = at[chosen], self.counts[chosen]
        data[at] = _BYTES4
        _put_integer(data, at + 1, counts, 4)
        items = np.repeat(at + 5, counts) + within(counts)
        data[items] = self.numbers[np.repeat(chosen, self.counts)]

    def _put_tuples(self, data: U8, at: I64, chosen: Flags, code: int) -> None:
        """A mark, the numbers and a `t`. The first number of a block always has four bytes."""
        width = 2 if code == _INT2 else 4
        at, counts, sizes = at[chosen], self.counts[chosen], self.sizes[chosen]
        data[at], data[at + sizes - 1] = _MARK, _TUPLE
        numbers = self.numbers[np.repeat(chosen, self.counts)]
        order = within(counts)
        later = order > 0
        items = np.repeat(at + 6, counts) + (order - 1) * (1 + width)
        data[items[later]] = code
        _put_integer(data, items[later] + 1, numbers[later], width)
        data[at + 1] = _INT4
        _put_integer(data, at + 2, numbers[~later], 4)


class _Positions(NamedTuple):
    """Where a term stands in each document, as the values of the postings of some blocks.

    All values of a block have the same form, so that their places follow from the frequencies.
    """

    steps: I64
    frequencies: I64
    starts: I64
    counts: I64
    header: I64
    """Of each posting: the bytes of what says how long its value is, 2 or 5."""
    width: I64
    """Of each posting: the bytes of a position, 2 or 4."""

    @classmethod
    def of(cls, positions: I64, frequencies: I64, starts: I64, counts: I64) -> _Positions:
        """Each position as its distance from the one before, the first of a value as it is."""
        first = np.cumsum(frequencies) - frequencies
        steps = np.diff(positions, prepend=0)
        steps[first] = positions[first]
        width = np.where(np.maximum.reduceat(steps, first[starts]) < 1 << 16, 2, 4)
        longest = _VALUE_FRAME + 3 * np.maximum.reduceat(frequencies, starts)
        header = np.where((width == 2) & (longest <= _LONGEST_SHORT), 2, 5)
        return cls(
            steps, frequencies, starts, counts, np.repeat(header, counts), np.repeat(width, counts)
        )

    @property
    def value_sizes(self) -> I64:
        """Bytes of each value, without its header."""
        return _VALUE_FRAME + (1 + self.width) * self.frequencies

    @property
    def sizes(self) -> I64:
        """Bytes of each block."""
        return 2 + np.add.reduceat(self.header + self.value_sizes, self.starts)

    def put(self, data: U8, at: I64) -> None:
        """Write the values of each block to its place."""
        data[at], data[at + self.sizes - 1] = _MARK, _TUPLE
        sizes = self.header + self.value_sizes
        before = np.cumsum(sizes) - sizes
        values = before + np.repeat(at + 1 - before[self.starts], self.counts)
        self._put_frames(data, values)
        first = values + self.header + _VALUE_FRAME - 1
        items = np.repeat(first, self.frequencies)
        if int(self.width.max()) == 2:
            items += within(self.frequencies) * 3
            _put_items(data, items, self.steps, _INT2, 2)
            return
        items += within(self.frequencies) * np.repeat(1 + self.width, self.frequencies)
        wide = np.repeat(self.width == 4, self.frequencies)
        _put_items(data, items[~wide], self.steps[~wide], _INT2, 2)
        _put_items(data, items[wide], self.steps[wide], _INT4, 4)

    def _put_frames(self, data: U8, values: I64) -> None:
        """How long each value is, the frequency, and what is around the positions."""
        short = self.header == 2
        sizes = self.value_sizes
        data[values[short]] = _BYTES1
        data[values[short] + 1] = sizes[short]
        data[values[~short]] = _BYTES4
        _put_integer(data, values[~short] + 1, sizes[~short], 4)
        frequency = values + self.header
        for byte in range(4):
            data[frequency + byte] = self.frequencies >> (24 - 8 * byte)
        data[frequency + 4] = _MARK
        data[frequency + sizes - 1] = _TUPLE


class _NoPositions(NamedTuple):
    """The values of a field without positions: Whoosh takes them from the frequencies.

    An inlined term has to have some all the same, or Whoosh would make texts of them, which its
    own writer refuses when it merges.
    """

    counts: I64
    inlined: Flags

    @property
    def sizes(self) -> I64:
        """Bytes of each block."""
        return np.where(self.inlined, 2 + self.counts, 1)

    def put(self, data: U8, at: I64) -> None:
        """Write the values of each block to its place."""
        data[at] = np.where(self.inlined, _MARK, _NONE)
        at, counts = at[self.inlined], self.counts[self.inlined]
        data[np.repeat(at + 1, counts) + within(counts)] = _NONE
        data[at + 1 + counts] = _TUPLE


def _values(
    part: Inverted, slab: _Blocks, frequencies: I64, starts: I64, counts: I64
) -> _Positions | _NoPositions:
    if part.positions is None:
        return _NoPositions(counts, slab.inlined)
    positions = part.positions[slab.first_place[0] : slab.end_place[-1]].astype(np.int64)
    return _Positions.of(positions, frequencies, starts, counts)


def _put_items(data: U8, at: I64, numbers: I64, code: int, width: int) -> None:
    data[at] = code
    _put_integer(data, at + 1, numbers, width)


def _put_integer(data: U8, at: I64, numbers: I64, width: int) -> None:
    """Little-endian integers of so many bytes; what is above them is cut off by the assignment."""
    for byte in range(width):
        data[at + byte] = numbers >> (8 * byte)


def within(counts: I64) -> I64:
    """0, 1, 2 and so on, starting anew for each count: (2, 3) gives 0, 1, 0, 1, 2."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
