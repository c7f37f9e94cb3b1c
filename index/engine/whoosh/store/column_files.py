"""Files of the columns of a segment: ids, dates, facets, lengths, stored fields.

In Whoosh's columns, whose numbers are big-endian; and in three more arrays that spare our reader
the work of seconds whenever it opens a large segment. Those are little-endian, so that they can be
used as they lie in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from index.engine.whoosh.format.arrays import I64, U8, U64
from index.engine.whoosh.format.inverted import FacetColumn, InvertedDocuments, Strings
from index.engine.whoosh.format.schema import UNDATED
from index.engine.whoosh.format.whoosh_api import byte_to_length

_OFFSETS_FROM = 1 << 15
"""Values of a column that is more than this long are found without adding up their lengths."""

_REFERENCES = 1 << 16
"""Values that a column of references tells apart; Whoosh takes all others for none."""

_LENGTHS = np.array([byte_to_length(code) for code in range(256)])

# The narrowest of these holds the numbers: what Whoosh calls it, and numpy.
_WIDTHS = (
    ("B", ">u1", 1 << 8),
    ("H", ">u2", 1 << 16),
    ("i", ">i4", 1 << 31),
    ("I", ">u4", 1 << 32),
)

_MICROSECONDS_A_DAY = np.uint64(86_400_000_000)


def lengths(codes: U8) -> Iterator[bytes]:
    """A column of lengths, unless no document has any."""
    if codes.any():
        yield codes.tobytes()


def length_bytes(lengths: I64) -> U8:
    """The byte that stands for each length of a field: the next longer length that has one."""
    return np.minimum(np.searchsorted(_LENGTHS, lengths), 255).astype(np.uint8)


def var_bytes(values: Sequence[bytes] | Strings) -> Iterator[bytes | memoryview]:
    """A column of strings of any length: the values, their lengths, and in longer columns where
    each begins.

    Raises `ValueError` for more than 4 GB together: numbers of Whoosh's columns have 32 bits.
    """
    if not isinstance(values, Strings):
        values = Strings(np.fromiter(map(len, values), np.int64, len(values)), values)
    yield from values.pieces
    lengths = values.lengths
    code, content = _narrow(lengths)
    yield content
    if len(lengths) <= _OFFSETS_FROM:
        yield code
        return
    offsets_code, offsets = _narrow(np.cumsum(lengths) - lengths)
    yield offsets
    yield code + offsets_code + b"X"


def references(column: FacetColumn) -> Iterator[bytes]:
    """A column of few values: the number of each document's, and the values. Nothing when no
    document has one."""
    if not column.numbers.any():
        return
    count = len(column.values)
    numbers = np.where(column.numbers < _REFERENCES, column.numbers, 0)
    code, width = ("B", ">u1") if count <= 1 << 8 else ("H", ">u2")
    yield numbers.astype(width).tobytes()
    yield _varint(count)
    for value in column.values:
        yield _varint(len(value)) + value
    yield code.encode()


def dates(published: U64) -> Iterator[bytes]:
    """A column of moments, unless no document has one."""
    if np.any(published != UNDATED):
        yield published.astype(">u8").tobytes()


def by_id(ids: Sequence[bytes]) -> I64:
    """The documents in the order of their ids."""
    return np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64)


def extras(documents: InvertedDocuments) -> Iterator[tuple[str, bytes]]:
    """The arrays that Whoosh doesn't know, by name."""
    ordered = by_id(documents.ids)
    yield "by_id", ordered.astype("<u4").tobytes()
    yield "newest", newest(documents.published, ordered).astype("<u4").tobytes()
    yield "months", months(documents.published).astype("<i4").tobytes()


def newest(published: U64, ordered: I64) -> I64:
    """The documents from the newest to the oldest, undated ones last; of a moment as `ordered`."""
    moments = published.astype(np.int64)  # undated ones become -1
    return ordered[np.argsort(-moments[ordered], kind="stable")]


def months(published: U64) -> I64:
    """year * 12 + month - 1 of each document, -1 for undated ones."""
    undated = published == UNDATED
    days = np.where(undated, 0, published // _MICROSECONDS_A_DAY).astype(np.int64)
    first = np.datetime64("0001-01-01", "D")
    counted = (first + days).astype("datetime64[M]").astype(np.int64) + 1970 * 12
    return np.where(undated, -1, counted)


def _narrow(numbers: I64) -> tuple[bytes, bytes]:
    """How wide numbers are kept, and they themselves."""
    greatest = int(numbers.max()) if len(numbers) else 0
    for code, width, bound in _WIDTHS:
        if greatest < bound:
            return code.encode(), numbers.astype(width).tobytes()
    raise ValueError("more than a column holds")


def _varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first; the highest bit says that another byte follows."""
    content = bytearray()
    while number > 0x7F:
        content.append(number & 0x7F | 0x80)
        number >>= 7
    content.append(number)
    return bytes(content)
