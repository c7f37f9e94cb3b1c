"""Blocks of postings written so that both Whoosh and numpy read them.

As `layout` says; by numpy too, for all terms of a part at once, because an archive has more terms
than articles.
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
"""Documents of a term whose postings stand right in the dictionary."""

MOST_INLINED_PLACES = 48
"""Occurrences of such a term, so that the dictionary stays short."""

COMPRESSED_FROM = 256
"""Bytes of values from which they are deflated: shorter ones take longer and gain little."""

COMPRESSION = 4
"""Level of zlib: it saves a twentieth of what the first leaves, and takes an eighth longer; higher
ones take half as long again and save next to nothing more."""

_SLAB = 1 << 18
"""Postings and positions that are laid out at once: what numpy works on stays in the caches."""

_LONGEST_SHORT = 255  # bytes of a value whose length fits in one

# What there may be of frequencies, besides those of some width in a frame.
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
"""What Whoosh keeps of each term, before either its postings or where they are."""

_FACTS_SIZE = FACTS_ARRAY.itemsize
_EXTENT = struct.Struct("!qi")


@dataclass(slots=True)
class Encoded:
    """Terms and postings as they stand in the files of a segment."""

    terms: Sequence[bytes]
    """In order."""
    infos: list[bytes]
    """What the dictionary has for each term."""
    blocks: list[bytes]
    """What follows in the file of postings, to be joined."""
    end: int
    """How long the file of postings is then."""


def encode(part: Inverted | Mixed, lengths: U8 | None, at: int) -> Encoded:
    """The terms of a part and their postings, for a file of postings that has `at` bytes already.

    `lengths` has for each document of the segment the byte that stands for the length of the
    field; None for a field whose lengths are not kept.
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
    """Blocks of what stands between copied ones."""
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
    """What is known of the term that has these blocks."""
    facts = np.frombuffer(b"".join([block.data[:_FACTS_SIZE] for block in blocks]), FACTS_ARRAY)
    info = np.zeros(1, _TERM)
    info["weight"] = sum(block.weight for block in blocks)
    info["documents"] = facts["count"].sum()
    info["shortest"], info["longest"] = facts["shortest"].min(), facts["longest"].max()
    info["greatest"] = facts["greatest"].max()
    info["first"], info["last"] = blocks[0].first, facts["last"][-1]
    return info.tobytes()


class _LaidOut(NamedTuple):
    """Some blocks, laid out one after another."""

    blocks: _Blocks
    data: bytes
    ends: I64
    values: I64
    """Where each block ends, and where its values begin."""
    facts: bytes
    """What is known of each."""
    closes: Mask
    """Which is the last of its term."""

    def extents(self, which: I64) -> Iterator[tuple[int, int, int]]:
        """The terms of some of the blocks, and where these begin and end."""
        begins = self.ends - np.diff(self.ends, prepend=0)
        columns = (self.blocks.term, begins, self.ends)
        return zip(*(column[which].tolist() for column in columns), strict=True)

    def whole(self, chosen: Mask) -> Iterator[tuple[int, bytes, bool]]:
        """Some of the blocks as they are written, with the facts about each before it: their
        terms, they themselves, and whether each is the last of its term."""
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
    """The blocks of a term after what was written, each with its length before it: below zero for
    the last. Gives where they are."""
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
    """A block: a short one deflated as a whole, any other from its values on if they are long."""
    if data[begin + len(OURS)] == MARK:
        return zlib.compress(data[begin:end], COMPRESSION)
    if end - len(CLOSING) - values < COMPRESSED_FROM:
        return data[begin:end]
    # `_lay_out` made them a pickle by themselves, with a stop byte at its end.
    packed = zlib.compress(data[values : end - 1], COMPRESSION)
    frame = DEFLATED
    size = COUNT.pack(len(packed))
    return b"".join((data[begin:values], frame.before, size, packed, frame.after, CLOSING))


class _Blocks(NamedTuple):
    """The blocks of a part: of each its term, and which postings and places it has."""

    term: I64
    first: I64
    end: I64
    first_place: I64
    end_place: I64
    inlined: Mask
    short: Mask
    """Which of them are laid out shortly: the inlined ones, and others of few postings."""

    def slabs(self) -> Iterator[_Blocks]:
        """The same, a few blocks at a time."""
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
    """The data of each block, one after another, where each ends, and where its values begin.

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
    """The documents of some blocks: the first of each, and then the steps to the others; those of
    an inlined block as they are."""

    numbers: I64
    starts: I64
    counts: I64
    short: Mask
    width: I64
    """Of each block: how wide the numbers after the first are, which always has four bytes."""

    @classmethod
    def of(cls, documents: I64, starts: I64, counts: I64, slab: _Blocks) -> _Documents:
        """In the shortest form."""
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
        """Bytes of each block."""
        later = self.counts - 1
        sizes = 7 + (1 + self.width) * later
        for width, frame in STEPS.items():
            some = ~self.short & (self.width == width)
            sizes[some] = 4 + frame.size + width * later[some]
        return sizes

    def put(self, data: U8, at: I64) -> None:
        """Write the documents of each block to its place."""
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
    """How often each document of some blocks has the term; nothing is said when all have it
    once."""

    frequencies: I64
    counts: I64
    form: I64
    """Of each block: how wide they are, `_TUPLE` or `_ABSENT`."""

    @classmethod
    def of(cls, frequencies: I64, starts: I64, counts: I64, short: Mask) -> _Frequencies:
        """In the shortest form."""
        greatest = np.maximum.reduceat(frequencies, starts)
        form = np.where(greatest < 1 << 8, 1, np.where(short, _TUPLE, 4))
        form[greatest == 1] = _ABSENT
        return cls(frequencies, counts, form)

    @property
    def sizes(self) -> I64:
        """Bytes of each block."""
        sizes = np.where(self.form == _TUPLE, 2 + 5 * self.counts, 1)
        for width, frame in FREQUENCIES.items():
            some = self.form == width
            sizes[some] = frame.size + width * self.counts[some]
        return sizes

    def put(self, data: U8, at: I64) -> None:
        """Write the frequencies of each block to its place."""
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
    """Numbers in their frame, so many of them at each place."""
    _put(data, at, frame.before)
    at = at + len(frame.before)
    anywhere(data, "<u4")[at] = frame.width * counts
    at = at + COUNT.size
    items = np.repeat(at, counts) + frame.width * within(counts)
    anywhere(data, f"<u{frame.width}")[items] = numbers
    _put(data, at + frame.width * counts, frame.after)


def _put_tuples(data: U8, at: I64, counts: I64, numbers: I64) -> None:
    """A mark, the numbers with four bytes each after their code, and a `t`."""
    data[at], data[at + 1 + 5 * counts] = MARK, TUPLE
    items = np.repeat(at + 1, counts) + 5 * within(counts)
    _put_items(data, items, numbers, INT4, 4)


def _put(data: U8, at: I64, constant: bytes) -> None:
    """The same bytes at each place."""
    data[at[:, None] + np.arange(len(constant))] = np.frombuffer(constant, np.uint8)


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
        longest = VALUE_FRAME + 3 * np.maximum.reduceat(frequencies, starts)
        header = np.where((width == 2) & (longest <= _LONGEST_SHORT), 2, 5)
        return cls(
            steps, frequencies, starts, counts, np.repeat(header, counts), np.repeat(width, counts)
        )

    @property
    def value_sizes(self) -> I64:
        """Bytes of each value, without its header."""
        return VALUE_FRAME + (1 + self.width) * self.frequencies

    @property
    def sizes(self) -> I64:
        """Bytes of each block."""
        return 2 + np.add.reduceat(self.header + self.value_sizes, self.starts)

    def put(self, data: U8, at: I64) -> None:
        """Write the values of each block to its place."""
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
        """How long each value is, the frequency, and what is around the positions."""
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
    """The values of a field without positions: Whoosh takes them from the frequencies.

    An inlined term has to have some all the same, or Whoosh would make texts of them, which its
    own writer refuses when it merges.
    """

    counts: I64
    inlined: Mask

    @property
    def sizes(self) -> I64:
        """Bytes of each block."""
        return np.where(self.inlined, 2 + self.counts, 1)

    def put(self, data: U8, at: I64) -> None:
        """Write the values of each block to its place."""
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
    """0, 1, 2 and so on, starting anew for each count: (2, 3) gives 0, 1, 0, 1, 2."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
