"""Which documents have a term, how often, and where does it stand in them? Blocks into arrays.

A list of postings is `W3Bl` and then blocks: a length (below zero for the last block), a pickle of
what is in the block, and the block itself, a pickle that may be compressed. Blocks that `blocks`
laid out are read in place; those that Whoosh wrote are unpickled. Nothing is allocated before it
is known that the file holds as much: what is damaged raises.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.whoosh.pickles import checked, table

I32: TypeAlias = NDArray[np.int32]
I64: TypeAlias = NDArray[np.int64]
U8: TypeAlias = NDArray[np.uint8]
Mask: TypeAlias = NDArray[np.bool_]
Counts: TypeAlias = NDArray[np.uint8] | NDArray[np.uint32] | NDArray[np.float32]

MAGIC = b"W3Bl"
_MOST_POSITION = 2**31 - 1

_HEAD = struct.Struct("!BfIBBfII")  # of a term: inlined, weight, documents, lengths, weight, ids
INFO_SIZE = _HEAD.size
"""Bytes of what is known of a term, before its postings or where they are."""
_EXTENT = struct.Struct("!qi")
_LENGTH = struct.Struct("!i")
_COUNT = struct.Struct("<I")
_FIRST = struct.Struct("<i")
# The pickled facts about a block of ours: every number has its opcode before it.
_FACTS = struct.Struct("<3sBiBiBdBBBBBB2s")
_OURS = b"\x80\x04"
_STANDARD = b"\x80\x02"
_MOST_FACTS = 128
_MARK, _TUPLE, _TUPLE3, _NONE, _STOP = 0x28, 0x74, 0x87, 0x4E, 0x2E
_INT2, _INT4, _BYTES1, _BYTES4 = 0x4D, 0x4A, 0x43, 0x42
_INT4_SIZE = 4
_FEW = 16  # less than one number in so many bytes
_FREQUENCY = 4  # bytes of a value before its pickle: how many positions follow

_USUAL = 64  # bytes of a block beyond four for each posting, when ids have two and weights one
_INFLATED = 1 << 28


class DamagedError(ValueError):
    """The bytes of a segment contradict each other."""


class TermInfo(NamedTuple):
    """What the dictionary says of a term, and where its postings are."""

    documents: int
    """How many documents have it, deleted ones included."""
    inlined: memoryview | None
    """The postings themselves, when the dictionary holds them."""
    start: int = 0
    length: int = 0
    """Otherwise where in the file of postings they are."""

    @classmethod
    def read(cls, value: memoryview) -> TermInfo:
        """From the value that the dictionary has for a term."""
        inlined, _, documents, *_ = _HEAD.unpack_from(value)
        if inlined:
            return cls(documents, value[_HEAD.size :])
        start, length = _EXTENT.unpack_from(value, _HEAD.size)
        return cls(documents, None, start, length)


class Postings(NamedTuple):
    """The documents that have a term, in order, and how often each has it."""

    documents: I32
    frequencies: Counts

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return self.documents.nbytes + self.frequencies.nbytes

    def weighed(self, weight: float) -> Postings:
        """The same, each occurrence counted so often."""
        if weight == 1:
            return self
        return Postings(self.documents, self.frequencies * np.float32(weight))


_EMPTY: I64 = np.empty(0, np.int64)
NOTHING = Postings(np.empty(0, np.int32), np.empty(0, np.uint8))


class Places(NamedTuple):
    """Where a term stands in some documents."""

    documents: I64
    """In order."""
    counts: I64
    """How often it stands in each."""
    steps: NDArray[Any]
    """Shape (sum of the counts): its position where it first stands in a document, then from each
    position to the next. Small integers without a sign, or longer ones of which none is below 0."""
    lasts: I64
    """Its last position in each document."""


class _Block(NamedTuple):
    """A block as it lies in the file."""

    size: int
    last: int
    """The last document of the block."""
    compressed: bool
    data: memoryview


class _Part(NamedTuple):
    """The numbers of a block: what to add to get from one document to the next, and weights."""

    steps: NDArray[Any]
    frequencies: NDArray[Any] | None
    """None where all are 1."""
    end: int
    """Where the values begin."""


def read(file: memoryview, info: TermInfo, size: int, watch: Callable[[], None]) -> Postings:
    """The postings of a term in a segment of `size` documents; `file` has all postings.

    Raises `DamagedError`, or what damaged pickles and compressed data raise.
    """
    if not 0 < info.documents <= size:
        raise DamagedError("a term in more documents than there are")
    numbers = _Numbers(info)
    for block in _blocks(file, info):
        watch()
        numbers.add(block)
    return numbers.postings(size)


def read_inlined(file: U8, starts: I64, counts: I64, size: int) -> tuple[Postings, Mask]:
    """The postings of many terms that the dictionary holds itself, all at once and in no order.

    `starts` says where those of each term begin in the dictionary's `file`, `counts` how many
    there are. Not of all terms, for those that are laid out otherwise than most are left: the
    mask says which were read.
    """
    ends = starts + 3 + (1 + _INT4_SIZE) * counts  # where the tuple of documents ends
    if len(ends) and (int(starts.min()) < 0 or int((ends + counts).max()) + 8 > len(file)):
        raise DamagedError("postings beyond the end of the dictionary")
    ours = (file[starts] == _OURS[0]) & (file[starts + 1] == _OURS[1])
    ours &= (file[starts + 2] == _MARK) & (file[ends] == _TUPLE)
    weights = file[ends + 1]
    ours &= (weights == _NONE) | (weights == _BYTES4)
    starts, counts, ends, weights = starts[ours], counts[ours], ends[ours], weights[ours]
    first = np.cumsum(counts) - counts
    within = np.arange(int(counts.sum())) - np.repeat(first, counts)
    anywhere: NDArray[np.int32] = np.ndarray((len(file) - 3,), "<i4", file.data, 0, (1,))
    documents = anywhere[np.repeat(starts + 4, counts) + within * (1 + _INT4_SIZE)]
    if len(documents) and not 0 <= int(documents.min()) <= int(documents.max()) < size:
        raise DamagedError("documents that there are not")
    frequencies = np.ones(len(documents), np.uint8)
    several = np.repeat(weights == _BYTES4, counts)
    frequencies[several] = file[(np.repeat(ends + 6, counts) + within)[several]]
    return Postings(documents, frequencies), ours


def places(
    file: memoryview, info: TermInfo, wanted: Mask, watch: Callable[[], None]
) -> Iterator[Places]:
    """Where a term stands in the `wanted` documents, block by block, in order.

    `wanted` says of each document of the segment whether it is. Blocks without a wanted document
    are passed over.
    """
    size = len(wanted)
    if not 0 < info.documents <= size:
        raise DamagedError("a term in more documents than there are")
    before = -1
    for block in _blocks(file, info):
        watch()
        if not before < block.last < size:
            raise DamagedError("documents out of order")
        if wanted[before + 1 : block.last + 1].any():
            found = _places(block, before, wanted, inlined=info.inlined is not None)
            if len(found.documents):
                yield found
        before = block.last


# Blocks


def _blocks(file: memoryview, info: TermInfo) -> Iterator[_Block]:
    if info.inlined is not None:
        yield _Block(info.documents, _last(info), False, info.inlined)
        return
    at, end = info.start, info.start + info.length
    if at < 0 or end > len(file) or file[at : at + 4] != MAGIC:
        raise DamagedError("no postings where the dictionary says")
    at += len(MAGIC)
    left = info.documents
    while left > 0:
        (length,) = _LENGTH.unpack_from(file, at)
        at += _LENGTH.size
        following = at + abs(length)
        if following > end or not length:
            raise DamagedError("a block beyond the end of its postings")
        block = _block(file, at, following)
        left -= block.size
        if block.size <= 0 or left < 0 or (length < 0) != (left == 0):
            raise DamagedError("another number of postings than the dictionary says")
        yield block
        at = following


def _last(info: TermInfo) -> int:
    """The last document of an inlined term: Whoosh keeps them as they are, not as differences."""
    assert info.inlined is not None
    if _is_ours(info.inlined):
        return int(_tuple(info.inlined, 2, info.documents)[0][-1])
    return int(checked(info.inlined)[0][-1])


def _block(file: memoryview, at: int, end: int) -> _Block:
    if at + _FACTS.size <= end:
        facts = _FACTS.unpack_from(file, at)
        opening, o1, count, o2, last, _, _, _, compressed, *_, closing = facts
        if opening == b"\x80\x02(" and o1 == o2 == _INT4 and closing == b"t.":
            return _Block(count, last, compressed != 0, file[at + _FACTS.size : end])
    (count, last, _, compressed, _, _), length = table(file[at : min(end, at + _MOST_FACTS)])
    if not isinstance(count, int) or not isinstance(last, int):
        raise DamagedError("a block without a count")
    return _Block(count, last, bool(compressed), file[at + length : end])


def _is_ours(data: bytes | memoryview) -> bool:
    return data[:2] == _OURS and data[2] in (_BYTES4, _MARK)


class _Numbers:
    """The documents and frequencies of a term, from its blocks.

    Most blocks have the same form: a tuple of steps with two bytes each, then a string of bytes.
    What stands there is cut out, and made numbers together with that of their neighbours.
    """

    def __init__(self, info: TermInfo) -> None:
        self._absolute = info.inlined is not None
        self._steps: I32 = np.empty(info.documents, np.int32)
        self._frequencies: Counts = np.empty(info.documents, np.uint8)
        self._at = self._before = 0
        self._run = 0  # where the blocks begin that are not yet made numbers
        self._steps_of_run: list[bytes | memoryview] = []
        self._frequencies_of_run: list[bytes | memoryview] = []
        self._firsts: list[int] = []
        self._starts: list[int] = []

    def add(self, block: _Block) -> None:
        """The next of the blocks."""
        start = _beginning(block)
        if not self._is_usual(start, block.size):
            self._close_run()
            self._put(_read_numbers(start, block.size), block.size)
            self._run = self._at + block.size
        self._at += block.size
        self._before = block.last

    def postings(self, size: int) -> Postings:
        """All of them."""
        self._close_run()
        if self._at != len(self._steps):
            raise DamagedError("another number of postings than the dictionary says")
        if int(self._frequencies.min()) < 1:
            raise DamagedError("a term that stands nowhere")
        # A sum that is too large turns negative, which is out of order too.
        documents = self._steps if self._absolute else self._steps.cumsum(dtype=np.int32)
        ordered = bool((documents[1:] > documents[:-1]).all())
        if not ordered or not 0 <= int(documents[0]) <= int(documents[-1]) < size:
            raise DamagedError("documents out of order")
        return Postings(documents, self._frequencies)

    def _is_usual(self, data: bytes | memoryview, count: int) -> bool:
        """Cuts a block of the usual form into pieces; of any other, leaves it as it is."""
        end = 5 + 3 * count  # of the steps; the first one, of four bytes, begins a byte earlier
        if self._absolute or count < 2 or len(data) < end + 2 or not _is_ours(data):
            return False
        if data[2] != _MARK or data[3] != _INT4 or data[8] != _INT2 or data[end] != _TUPLE:
            return False
        if data[end + 1] == _NONE:
            frequencies: bytes | memoryview = b"\1" * count
        elif data[end + 1] == _BYTES4 and _COUNT.unpack_from(data, end + 2)[0] == count:
            frequencies = data[end + 6 : end + 6 + count]
        else:
            return False
        self._frequencies_of_run.append(frequencies)
        self._steps_of_run.append(data[5:end])
        self._firsts.append(_FIRST.unpack_from(data, 4)[0] - self._before)
        self._starts.append(self._at)
        return True

    def _close_run(self) -> None:
        if not self._starts:
            return
        run = slice(self._run, self._at)
        steps = b"".join(self._steps_of_run)
        self._steps[run] = np.ndarray((self._at - self._run,), "<u2", steps, 1, (3,))
        self._steps[self._starts] = self._firsts
        self._frequencies[run] = np.frombuffer(b"".join(self._frequencies_of_run), np.uint8)
        for pieces in (self._steps_of_run, self._frequencies_of_run, self._firsts, self._starts):
            pieces.clear()

    def _put(self, part: _Part, count: int) -> None:
        to = slice(self._at, self._at + count)
        self._steps[to] = part.steps
        if not self._absolute:
            self._steps[self._at] = int(part.steps[0]) - self._before
        frequencies = part.frequencies
        if frequencies is None:
            self._frequencies[to] = 1
            return
        if self._frequencies.dtype == np.uint8 and frequencies.dtype != np.uint8:
            self._frequencies = self._frequencies.astype(np.uint32)
        self._frequencies[to] = frequencies


def _beginning(block: _Block) -> bytes | memoryview:
    """A block as far as the documents and frequencies go, and perhaps some more."""
    if not block.compressed:
        return block.data
    most = 4 * block.size + _USUAL
    start = zlib.decompressobj().decompress(block.data, most)
    if start[:2] == _STANDARD:
        return _inflated(block.data)
    if len(start) == most and _is_ours(start) and _is_wide(start, block.size):
        return zlib.decompressobj().decompress(block.data, 10 * block.size + _USUAL)
    return start


def _is_wide(start: bytes, count: int) -> bool:
    """Whether the documents or the frequencies of a block have four bytes each."""
    if start[2] == _MARK and start[8] == _INT4:
        return True
    end = 7 + count if start[2] == _BYTES4 else 6 + 3 * count
    return start[end] == _MARK


def _read_numbers(data: bytes | memoryview, count: int) -> _Part:
    if not _is_ours(data):
        return _unpickled_numbers(checked(data), count)
    steps, at = _sequence(data, 2, count)
    code = data[at]
    if code == _NONE:
        return _Part(steps, None, at + 1)
    frequencies, at = _sequence(data, at, count)
    if int(frequencies.min()) < 1:
        raise DamagedError("a term that stands nowhere")
    return _Part(steps, frequencies, at)


def _unpickled_numbers(found: Any, count: int) -> _Part:
    """The same of a block that Whoosh wrote: two tuples, the second perhaps one number or None."""
    steps = np.array(found[0], np.int64)
    weights = found[1]
    if steps.shape != (count,):
        raise DamagedError("another number of documents than the block says")
    if weights is None:
        return _Part(steps, None, 0)
    frequencies = np.broadcast_to(np.asarray(weights, np.float64), (count,)).astype(np.uint32)
    if int(frequencies.min()) < 1:
        raise DamagedError("a term that stands nowhere")
    return _Part(steps, frequencies, 0)


def _sequence(data: bytes | memoryview, at: int, count: int) -> tuple[NDArray[Any], int]:
    """Numbers as a string of bytes or as a tuple, and where they end."""
    if data[at] == _BYTES4:
        if _COUNT.unpack_from(data, at + 1)[0] != count:
            raise DamagedError("another number of postings than the block says")
        return np.frombuffer(data, np.uint8, count, at + 5), at + 5 + count
    return _tuple(data, at, count)


def _tuple(data: bytes | memoryview, at: int, count: int) -> tuple[NDArray[Any], int]:
    """A mark, numbers with an opcode before each, a `t`; the first one always has four bytes."""
    if data[at] != _MARK or data[at + 1] != _INT4:
        raise DamagedError("neither bytes nor a tuple of numbers")
    numbers: NDArray[Any]
    if count > 1 and data[at + 6] == _INT2:
        end = at + 6 + 3 * (count - 1)
        numbers = np.empty(count, np.int64)
        numbers[0] = int.from_bytes(data[at + 2 : at + 6], "little", signed=True)
        numbers[1:] = np.ndarray((count - 1,), "<u2", data, at + 7, (3,))
    else:
        end = at + 1 + 5 * count
        numbers = np.ndarray((count,), "<i4", data, at + 2, (5,))
    if data[end] != _TUPLE:
        raise DamagedError("a tuple without an end")
    return numbers, end + 1


def _inflated(data: memoryview) -> bytes:
    """All of a block; its checksum is looked at."""
    inflate = zlib.decompressobj()
    found = inflate.decompress(data, _INFLATED)
    if not inflate.eof:
        raise DamagedError("a block without an end")
    return found


# Places


def _places(block: _Block, before: int, wanted: Mask, *, inlined: bool) -> Places:
    data = _inflated(block.data) if block.compressed else block.data
    ours = _is_ours(data)
    found: Any = None if ours else checked(data)
    part = _read_numbers(data, block.size) if ours else _unpickled_numbers(found, block.size)
    documents = part.steps.astype(np.int64)
    if not inlined:
        documents.cumsum(out=documents)
    ordered = bool((documents[1:] > documents[:-1]).all())
    if not ordered or documents[0] <= before or documents[-1] != block.last:
        raise DamagedError("documents out of order")
    counts: I64 = (
        np.ones(block.size, np.int64)
        if part.frequencies is None
        else part.frequencies.astype(np.int64)
    )
    chosen = np.flatnonzero(wanted[documents])
    if ours:
        steps = _steps(data, part.end, counts, chosen)
    else:
        steps = _unpickled_steps(found[2], counts, chosen)
    return _checked(Places(documents[chosen], counts[chosen], steps, _EMPTY))


def _checked(places: Places) -> Places:
    """With where the term stands last in each document."""
    _, counts, steps, _ = places
    if not len(steps):
        return places
    if steps.dtype != np.uint16 and int(steps.min()) < 0:
        raise DamagedError("positions out of order")
    lasts = np.add.reduceat(steps, counts.cumsum() - counts, dtype=np.int64)
    if int(lasts.max()) > _MOST_POSITION:
        raise DamagedError("positions out of order")
    return places._replace(lasts=lasts)


def _steps(data: bytes | memoryview, at: int, counts: I64, chosen: I64) -> NDArray[Any]:
    """The steps of the chosen values: all values of a block have the same form.

    A value is bytes: their length, the frequency, and the pickled tuple of steps without its stop.
    So each is a frame of always the same bytes around an opcode and a number for each position,
    and where it begins follows from the frequencies before it.
    """
    kind = data[at + 1]
    header = {_BYTES1: 2, _BYTES4: 5}[kind] + _FREQUENCY + 1  # and the mark of the tuple
    opcode = data[at + 1 + header]
    width = {_INT2: 2, _INT4: 4}[opcode]
    frame = header + 1  # and its end
    ends = counts.cumsum()
    if at + 2 + frame * len(counts) + (1 + width) * int(ends[-1]) + 2 != len(data):
        raise DamagedError("values of another length than the frequencies say")
    starts = (ends - counts) * (1 + width)
    starts += np.arange(at + 1, at + 1 + frame * len(counts), frame)
    array = np.frombuffer(data, np.uint8)
    if (array[starts] != kind).any() or (array[starts + header] != opcode).any():
        raise DamagedError("values of another form than the first")
    if len(chosen) < len(counts):
        counts, starts = counts[chosen], starts[chosen]
        ends = counts.cumsum()
    items = np.repeat(starts + header + 1 - (1 + width) * (ends - counts), counts)
    items += np.arange(0, (1 + width) * len(items), 1 + width)
    # A number may begin at any byte: an array of all the numbers that overlap there.
    form = "<u2" if width == 2 else "<i4"
    anywhere: NDArray[Any] = np.ndarray((len(data) - width + 1,), form, data, 0, (1,))
    # Taking makes one copy of all of them, which pays unless few are wanted.
    return anywhere[items] if len(items) * _FEW < len(data) else anywhere.take(items)


def _unpickled_steps(values: Any, counts: I64, chosen: I64) -> I64:
    found: list[int] = []
    for at in chosen.tolist():
        pickled = values[at][_FREQUENCY:]
        if not pickled.endswith(b"."):  # one of ours that Whoosh has copied: it appends the stop
            pickled += b"."
        steps = checked(pickled)
        if len(steps) != counts[at]:
            raise DamagedError("another number of positions than the frequency says")
        found.extend(steps)
    return np.array(found, np.int64)
