"""Encoder of blocks of postings that both Whoosh and numpy read.

The layout is in `layout`; numpy encodes all terms of a part at once, because an archive has more
terms than articles.
"""

from __future__ import annotations

import struct
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.engine.whoosh.format.arrays import I64, U8, Mask
from index.engine.whoosh.format.inverted import Inverted, Mixed, Ready, seam
from index.engine.whoosh.postings.layout import (
    BYTES1,
    BYTES4,
    CLOSING,
    COUNT,
    DEFLATED,
    FACTS_ARRAY,
    FACTS_CLOSING,
    FACTS_OPENING,
    FLOAT8,
    FREQUENCIES,
    INT1,
    INT2,
    INT4,
    LENGTH,
    MAGIC,
    MARK,
    NONE,
    OPENING,
    OURS,
    POSTINGS,
    SHORT,
    STEPS,
    TUPLE,
    VALUE_FRAME,
    Frame,
    anywhere,
)

MOST_INLINED = 16
"""Most documents of a term with postings inlined in the dictionary."""

MOST_INLINED_PLACES = 48
"""Most occurrences of a term with inlined postings, so that the dictionary stays short."""

COMPRESSED_FROM = 256
"""Least bytes of values that are deflated: shorter values take longer and gain little."""

COMPRESSION = 4
"""Level of zlib: a twentieth smaller than level 1, and an eighth slower; higher levels take half
as long again and save next to nothing more."""

_SLAB = 1 << 18
"""Postings and positions that are encoded at once: numpy's arrays stay in the CPU's caches."""

_LONGEST_SHORT = 255  # most bytes of a value with a length of 1 byte

# Forms of a block's frequencies besides a width in bytes: no frequencies, a tuple.
_ABSENT, _TUPLE = 0, 9

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
"""Term info as Whoosh stores it, before the inlined postings or the extent of the list."""

_FACTS_SIZE = FACTS_ARRAY.itemsize
_EXTENT = struct.Struct("!qi")


@dataclass(slots=True)
class Encoded:
    """Encoded terms and postings, for the files of a segment."""

    terms: Sequence[bytes]
    """Terms, in order."""
    infos: list[bytes]
    """Value of each term in the dictionary."""
    blocks: list[bytes]
    """Pieces to append to the postings file."""
    end: int
    """Length of the postings file after these pieces."""


def encode(part: Inverted | Mixed, lengths: U8 | None, at: int) -> Encoded:
    """Encode the terms of a part and their postings, for a postings file of `at` bytes so far.

    `lengths` has the length byte of the field for each document of the segment; None for a field
    without lengths.
    """
    if isinstance(part, Mixed):
        return _encode_mixed(part, lengths, at)
    encoded = Encoded(part.terms, [b""] * len(part.terms), [], at)
    if not len(part.terms):
        return encoded
    blocks = _cut(part, inline=True)
    heads = _term_infos(part, lengths, blocks).tobytes()
    size = _TERM.itemsize
    waiting: list[bytes] = []
    for slab in _laid_out(part, lengths, blocks):
        inlined = np.flatnonzero(slab.blocks.inlined)
        for term, begin, end in slab.extents(inlined):
            encoded.infos[term] = heads[term * size : (term + 1) * size] + slab.data[begin:end]
        for term, block, closes in slab.whole(~slab.blocks.inlined):
            waiting.append(block)
            if closes:
                head = heads[term * size : (term + 1) * size]
                encoded.infos[term] = head + _add_list(encoded, waiting)
                waiting.clear()
    return encoded


def _encode_mixed(part: Mixed, lengths: U8 | None, at: int) -> Encoded:
    encoded = encode(part.plain, lengths, at)
    seams = _seams(part.seams, lengths)
    terms = encoded.terms = list(encoded.terms)
    for term, copied in part.copied.items():
        ready = list(seams.get(seam(term, 0), ()))
        for number, block in enumerate(copied):
            ready.append(block)
            ready += seams.get(seam(term, number + 1), ())
        place = bisect_left(terms, term)
        terms.insert(place, term)
        info = _joined_info(ready) + _add_list(encoded, [block.data for block in ready])
        encoded.infos.insert(place, info)
    return encoded


def _seams(part: Inverted, lengths: U8 | None) -> dict[bytes, list[Ready]]:
    """Return the encoded blocks between copied blocks, by the keys of `seam`."""
    found: dict[bytes, list[Ready]] = {}
    if not len(part.terms):
        return found
    blocks = _cut(part, inline=False)
    firsts = iter(part.documents[blocks.first].tolist())
    weights = iter(np.add.reduceat(part.frequencies, blocks.first, dtype=np.int64).tolist())
    for slab in _laid_out(part, lengths, blocks):
        for term, data, _ in slab.whole(~slab.blocks.inlined):
            ready = Ready(data, next(firsts), next(weights))
            found.setdefault(part.terms[term], []).append(ready)
    return found


def _joined_info(blocks: Sequence[Ready]) -> bytes:
    """Return the term info of the term with these blocks."""
    facts = np.frombuffer(b"".join([block.data[:_FACTS_SIZE] for block in blocks]), FACTS_ARRAY)
    info = np.zeros(1, _TERM)
    info["weight"] = sum(block.weight for block in blocks)
    info["documents"] = facts["count"].sum()
    info["shortest"], info["longest"] = facts["shortest"].min(), facts["longest"].max()
    info["greatest"] = facts["greatest"].max()
    info["first"], info["last"] = blocks[0].first, facts["last"][-1]
    return info.tobytes()


class _LaidOut(NamedTuple):
    """Encoded blocks, one after another, before compression."""

    blocks: _Blocks
    data: bytes
    ends: I64
    values: I64
    """Offset of each block's values; `ends` has the offset of each block's end."""
    facts: bytes
    """Block info of each block."""
    closes: Mask
    """Mask of the blocks that are the last of their term."""

    def extents(self, which: I64) -> Iterator[tuple[int, int, int]]:
        """Iterate over term number, beginning and end of the blocks `which`."""
        begins = self.ends - np.diff(self.ends, prepend=0)
        columns = (self.blocks.term, begins, self.ends)
        return zip(*(column[which].tolist() for column in columns), strict=True)

    def whole(self, chosen: Mask) -> Iterator[tuple[int, bytes, bool]]:
        """Yield the `chosen` blocks for the postings file, each after its block info.

        Each item has the term number, the bytes, and whether the block is the last of its term.
        """
        which = np.flatnonzero(chosen)
        for number, (term, begin, end), values, closes in zip(
            which.tolist(),
            self.extents(which),
            self.values[which].tolist(),
            self.closes[which].tolist(),
            strict=True,
        ):
            facts = self.facts[number * _FACTS_SIZE : (number + 1) * _FACTS_SIZE]
            yield term, facts + _deflated(self.data, begin, values, end), closes


def _laid_out(part: Inverted, lengths: U8 | None, blocks: _Blocks) -> Iterator[_LaidOut]:
    for slab in blocks.slabs():
        data, ends, values = _lay_out(part, slab)
        facts = _block_infos(part, slab, lengths).tobytes()
        yield _LaidOut(slab, data, ends, values, facts, slab.end == part.first[slab.term + 1])


def _add_list(encoded: Encoded, blocks: Sequence[bytes]) -> bytes:
    """Append the blocks of a term to the postings file; return the encoded extent of the list.

    The length before each block is negative for the last block.
    """
    start = encoded.end
    pieces = [MAGIC]
    for block in blocks[:-1]:
        pieces += LENGTH.pack(len(block)), block
    pieces += LENGTH.pack(-len(blocks[-1])), blocks[-1]
    encoded.blocks += pieces
    length = sum(map(len, pieces))
    encoded.end += length
    return _EXTENT.pack(start, length)


def _deflated(data: bytes, begin: int, values: int, end: int) -> bytes:
    """Return a block compressed: a short block as a whole, any other in its values if long."""
    if data[begin + len(OURS)] == MARK:
        return zlib.compress(data[begin:end], COMPRESSION)
    if end - len(CLOSING) - values < COMPRESSED_FROM:
        return data[begin:end]
    # `_lay_out` made the values a pickle by themselves, with a stop byte at its end.
    packed = zlib.compress(data[values : end - 1], COMPRESSION)
    frame = DEFLATED
    size = COUNT.pack(len(packed))
    return b"".join((data[begin:values], frame.before, size, packed, frame.after, CLOSING))


class _Blocks(NamedTuple):
    """Blocks of a part: term number, postings and positions of each block."""

    term: I64
    first: I64
    end: I64
    first_place: I64
    end_place: I64
    inlined: Mask
    short: Mask
    """Mask of the blocks in the short layout: inlined postings, and blocks of few postings."""

    def slabs(self) -> Iterator[_Blocks]:
        """Yield the blocks in slabs of at most `_SLAB` postings and positions, or of one block."""
        work = np.cumsum((self.end - self.first) + (self.end_place - self.first_place))
        start = 0
        while start < len(work):
            before = int(work[start - 1]) if start else 0
            stop = max(start + 1, int(np.searchsorted(work, before + _SLAB, "right")))
            yield _Blocks._make(column[start:stop] for column in self)
            start = stop


def _cut(part: Inverted, *, inline: bool) -> _Blocks:
    counts = np.diff(part.first)
    places = np.concatenate(([0], np.cumsum(part.frequencies, dtype=np.int64)))
    inlined = (
        inline & (counts <= MOST_INLINED) & (np.diff(places[part.first]) <= MOST_INLINED_PLACES)
    )
    blocks = -(-counts // POSTINGS)
    term = np.repeat(np.arange(len(counts)), blocks)
    first = part.first[term] + within(blocks) * POSTINGS
    end = np.minimum(first + POSTINGS, part.first[term + 1])
    short = inlined[term] | (end - first < SHORT)
    return _Blocks(term, first, end, places[first], places[end], inlined[term], short)


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


def _block_infos(part: Inverted, slab: _Blocks, lengths: U8 | None) -> NDArray[np.void]:
    documents, frequencies = _postings(part, slab)
    starts = slab.first - slab.first[0]
    infos = np.zeros(len(starts), FACTS_ARRAY)
    infos["opening"], infos["closing"] = np.void(FACTS_OPENING), np.void(FACTS_CLOSING)
    infos["counted"], infos["ended"], infos["weighed"] = INT4, INT4, FLOAT8
    infos["packed"] = infos["from"] = infos["to"] = INT1
    infos["count"] = slab.end - slab.first
    infos["last"] = part.documents[slab.end - 1]
    infos["greatest"] = np.maximum.reduceat(frequencies, starts)
    infos["compression"] = np.where(slab.short, COMPRESSION, 0)
    if lengths is not None:
        of_postings = lengths[documents]
        infos["shortest"] = np.minimum.reduceat(of_postings, starts)
        infos["longest"] = np.maximum.reduceat(of_postings, starts)
    return infos


def _lay_out(part: Inverted, slab: _Blocks) -> tuple[bytes, I64, I64]:
    """Encode blocks one after another; return the bytes, each block's end, its values' offset.

    Values that are to be deflated by themselves end with a stop byte.
    """
    documents, frequencies = _postings(part, slab)
    starts, counts = slab.first - slab.first[0], slab.end - slab.first
    ids = _Documents.of(documents, starts, counts, slab)
    weights = _Frequencies.of(frequencies, starts, counts, slab.short)
    values = _values(part, slab, frequencies, starts, counts)
    begun = np.where(slab.short, len(OURS), len(OPENING))
    ends = np.cumsum(begun + ids.sizes + weights.sizes + values.sizes + len(CLOSING))
    data = np.empty(ends[-1], np.uint8)
    at = ends - np.diff(ends, prepend=0)
    _put(data, at[slab.short], OURS)
    _put(data, at[~slab.short], OPENING)
    at = at + begun
    ids.put(data, at)
    at = at + ids.sizes
    weights.put(data, at)
    at = at + weights.sizes
    values.put(data, at)
    _put(data, ends - len(CLOSING), CLOSING)
    long = ~slab.short & (values.sizes >= COMPRESSED_FROM)
    data[ends[long] - len(CLOSING)] = CLOSING[-1]
    return data.tobytes(), ends, at


def _postings(part: Inverted, slab: _Blocks) -> tuple[I64, I64]:
    which = slice(slab.first[0], slab.end[-1])
    return part.documents[which].astype(np.int64), part.frequencies[which].astype(np.int64)


class _Documents(NamedTuple):
    """Documents of some blocks: the first of each, then deltas; inlined documents as they are."""

    numbers: I64
    starts: I64
    counts: I64
    short: Mask
    width: I64
    """Bytes per number after the first number of each block, which always has four bytes."""

    @classmethod
    def of(cls, documents: I64, starts: I64, counts: I64, slab: _Blocks) -> _Documents:
        """Choose the shortest form for the documents of each block."""
        numbers = np.diff(documents, prepend=0)
        inlined = np.repeat(slab.inlined, counts)
        numbers[inlined] = documents[inlined]
        numbers[starts] = 0
        greatest = np.maximum.reduceat(numbers, starts)
        narrow = np.where(slab.short | (greatest >= 1 << 8), 2, 1)
        numbers[starts] = documents[starts]
        return cls(numbers, starts, counts, slab.short, np.where(greatest < 1 << 16, narrow, 4))

    @property
    def sizes(self) -> I64:
        """Encoded bytes of the documents of each block."""
        later = self.counts - 1
        sizes = 7 + (1 + self.width) * later
        for width, frame in STEPS.items():
            some = ~self.short & (self.width == width)
            sizes[some] = 4 + frame.size + width * later[some]
        return sizes

    def put(self, data: U8, at: I64) -> None:
        """Write the documents of each block into `data` at the offsets `at`."""
        is_later = np.ones(len(self.numbers), np.bool_)
        is_later[self.starts] = False
        for width, frame in STEPS.items():
            for short in (True, False):
                chosen = (self.short == short) & (self.width == width)
                if not chosen.any():
                    continue
                here, later = at[chosen], self.counts[chosen] - 1
                firsts = self.numbers[self.starts[chosen]]
                numbers = self.numbers[np.repeat(chosen, self.counts) & is_later]
                if short:
                    data[here], data[here + 6 + (1 + width) * later] = MARK, TUPLE
                    _put_items(data, here + 1, firsts, INT4, 4)
                    items = np.repeat(here + 6, later) + (1 + width) * within(later)
                    _put_items(data, items, numbers, INT2 if width == 2 else INT4, width)
                else:
                    anywhere(data, "<i4")[here] = firsts
                    _put_framed(data, here + 4, frame, later, numbers)


class _Frequencies(NamedTuple):
    """Frequencies of some blocks, left out of a block where all are 1."""

    frequencies: I64
    counts: I64
    form: I64
    """Form of each block's frequencies: bytes per number, `_TUPLE` or `_ABSENT`."""

    @classmethod
    def of(cls, frequencies: I64, starts: I64, counts: I64, short: Mask) -> _Frequencies:
        """Choose the shortest form for the frequencies of each block."""
        greatest = np.maximum.reduceat(frequencies, starts)
        form = np.where(greatest < 1 << 8, 1, np.where(short, _TUPLE, 4))
        form[greatest == 1] = _ABSENT
        return cls(frequencies, counts, form)

    @property
    def sizes(self) -> I64:
        """Encoded bytes of the frequencies of each block."""
        sizes = np.where(self.form == _TUPLE, 2 + 5 * self.counts, 1)
        for width, frame in FREQUENCIES.items():
            some = self.form == width
            sizes[some] = frame.size + width * self.counts[some]
        return sizes

    def put(self, data: U8, at: I64) -> None:
        """Write the frequencies of each block into `data` at the offsets `at`."""
        data[at[self.form == _ABSENT]] = NONE
        for width in (_TUPLE, *FREQUENCIES):
            chosen = self.form == width
            if chosen.any():
                some = self.frequencies[np.repeat(chosen, self.counts)]
                if width == _TUPLE:
                    _put_tuples(data, at[chosen], self.counts[chosen], some)
                else:
                    frame = FREQUENCIES[width]
                    _put_framed(data, at[chosen], frame, self.counts[chosen], some)


def _put_framed(data: U8, at: I64, frame: Frame, counts: I64, numbers: I64) -> None:
    """Write numbers in their frame, `counts` numbers at each offset."""
    _put(data, at, frame.before)
    at = at + len(frame.before)
    anywhere(data, "<u4")[at] = frame.width * counts
    at = at + COUNT.size
    items = np.repeat(at, counts) + frame.width * within(counts)
    anywhere(data, f"<u{frame.width}")[items] = numbers
    _put(data, at + frame.width * counts, frame.after)


def _put_tuples(data: U8, at: I64, counts: I64, numbers: I64) -> None:
    """Write tuples: `MARK`, each number in four bytes after its opcode, `TUPLE`."""
    data[at], data[at + 1 + 5 * counts] = MARK, TUPLE
    items = np.repeat(at + 1, counts) + 5 * within(counts)
    _put_items(data, items, numbers, INT4, 4)


def _put(data: U8, at: I64, constant: bytes) -> None:
    """Write the same bytes at each offset."""
    data[at[:, None] + np.arange(len(constant))] = np.frombuffer(constant, np.uint8)


class _Positions(NamedTuple):
    """Positions of the terms of some blocks, as the values of postings.

    All values of a block have the same form, so that their offsets follow from the frequencies.
    """

    steps: I64
    frequencies: I64
    starts: I64
    counts: I64
    header: I64
    """Bytes of each posting's value header (opcode and length), 2 or 5."""
    width: I64
    """Bytes per position of each posting, 2 or 4."""

    @classmethod
    def of(cls, positions: I64, frequencies: I64, starts: I64, counts: I64) -> _Positions:
        """Convert positions to deltas, the first of a value as it is; choose the shortest form."""
        first = np.cumsum(frequencies) - frequencies
        steps = np.diff(positions, prepend=0)
        steps[first] = positions[first]
        width = np.where(np.maximum.reduceat(steps, first[starts]) < 1 << 16, 2, 4)
        longest = VALUE_FRAME + 3 * np.maximum.reduceat(frequencies, starts)
        header = np.where((width == 2) & (longest <= _LONGEST_SHORT), 2, 5)
        return cls(
            steps, frequencies, starts, counts, np.repeat(header, counts), np.repeat(width, counts)
        )

    @property
    def value_sizes(self) -> I64:
        """Encoded bytes of each value, without its header."""
        return VALUE_FRAME + (1 + self.width) * self.frequencies

    @property
    def sizes(self) -> I64:
        """Encoded bytes of the values of each block."""
        return 2 + np.add.reduceat(self.header + self.value_sizes, self.starts)

    def put(self, data: U8, at: I64) -> None:
        """Write the values of each block into `data` at the offsets `at`."""
        data[at], data[at + self.sizes - 1] = MARK, TUPLE
        sizes = self.header + self.value_sizes
        before = np.cumsum(sizes) - sizes
        values = before + np.repeat(at + 1 - before[self.starts], self.counts)
        self._put_frames(data, values)
        first = values + self.header + VALUE_FRAME - 1
        items = np.repeat(first, self.frequencies)
        if int(self.width.max()) == 2:
            items += within(self.frequencies) * 3
            _put_items(data, items, self.steps, INT2, 2)
            return
        items += within(self.frequencies) * np.repeat(1 + self.width, self.frequencies)
        wide = np.repeat(self.width == 4, self.frequencies)
        _put_items(data, items[~wide], self.steps[~wide], INT2, 2)
        _put_items(data, items[wide], self.steps[wide], INT4, 4)

    def _put_frames(self, data: U8, values: I64) -> None:
        """Write each value's header, its frequency, and the opcodes around its positions."""
        short = self.header == 2
        sizes = self.value_sizes
        data[values[short]] = BYTES1
        data[values[short] + 1] = sizes[short]
        data[values[~short]] = BYTES4
        anywhere(data, "<u4")[values[~short] + 1] = sizes[~short]
        frequency = values + self.header
        anywhere(data, ">u4")[frequency] = self.frequencies
        data[frequency + 4] = MARK
        data[frequency + sizes - 1] = TUPLE


class _NoPositions(NamedTuple):
    """Empty values of a field without positions: Whoosh derives values from the frequencies.

    Inlined postings need a tuple of None all the same, or Whoosh would make texts of the values,
    which Whoosh's own writer refuses in a merge.
    """

    counts: I64
    inlined: Mask

    @property
    def sizes(self) -> I64:
        """Encoded bytes of the values of each block."""
        return np.where(self.inlined, 2 + self.counts, 1)

    def put(self, data: U8, at: I64) -> None:
        """Write the values of each block into `data` at the offsets `at`."""
        data[at] = np.where(self.inlined, MARK, NONE)
        at, counts = at[self.inlined], self.counts[self.inlined]
        data[np.repeat(at + 1, counts) + within(counts)] = NONE
        data[at + 1 + counts] = TUPLE


def _values(
    part: Inverted, slab: _Blocks, frequencies: I64, starts: I64, counts: I64
) -> _Positions | _NoPositions:
    if part.positions is None:
        return _NoPositions(counts, slab.inlined)
    positions = part.positions[slab.first_place[0] : slab.end_place[-1]].astype(np.int64)
    return _Positions.of(positions, frequencies, starts, counts)


def _put_items(data: U8, at: I64, numbers: I64, code: int, width: int) -> None:
    data[at] = code
    anywhere(data, f"<u{width}")[at + 1] = numbers


def within(counts: I64) -> I64:
    """Return 0, 1, 2 and so on, from 0 again for each count: (2, 3) gives 0, 1, 0, 1, 2."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
