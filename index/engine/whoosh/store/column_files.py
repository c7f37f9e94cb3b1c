"""Encoder of a segment's columns: ids, dates, facets, lengths, stored fields.

The columns are Whoosh's, with big-endian numbers. Three more arrays spare newstui's reader seconds
of work at each opening of a large segment; the arrays are little-endian, so that the mapped file
can be used as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from index.engine.whoosh.format.arrays import I64, U8, U64
from index.engine.whoosh.format.inverted import FacetColumn, InvertedDocuments, Strings
from index.engine.whoosh.format.schema import UNDATED
from index.engine.whoosh.format.whoosh_api import byte_to_length

_OFFSETS_FROM = 1 << 15
"""Most values of a column without offsets; a longer column has offsets besides lengths."""

_REFERENCES = 1 << 16
"""Most distinct values of a column of references; Whoosh takes all others for no value."""

_LENGTHS = np.array([byte_to_length(code) for code in range(256)])

# Numbers are stored in the narrowest of these types: Whoosh's type code, numpy's type, bound.
_WIDTHS = (
    ("B", ">u1", 1 << 8),
    ("H", ">u2", 1 << 16),
    ("i", ">i4", 1 << 31),
    ("I", ">u4", 1 << 32),
)

_MICROSECONDS_A_DAY = np.uint64(86_400_000_000)


def lengths(codes: U8) -> Iterator[bytes]:
    """Yield a column of length bytes, unless all are 0."""
    if codes.any():
        yield codes.tobytes()


def length_bytes(lengths: I64) -> U8:
    """Return the length byte for each length, rounded up to the next length that has a byte."""
    return np.minimum(np.searchsorted(_LENGTHS, lengths), 255).astype(np.uint8)


def var_bytes(values: Sequence[bytes] | Strings) -> Iterator[bytes | memoryview]:
    """Yield a column of byte strings: the values, their lengths, and offsets if there are many.

    Raises `ValueError` for a length or offset above 4 GB: numbers of Whoosh's columns have 32 bits.
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
    """Yield a column of few values: a value number per document, then the values.

    Yields nothing when no document has a value.
    """
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
    """Yield a column of dates, unless no document has a date."""
    if np.any(published != UNDATED):
        yield published.astype(">u8").tobytes()


def by_id(ids: Sequence[bytes]) -> I64:
    """Return the document numbers in the order of ids."""
    return np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64)


def extras(documents: InvertedDocuments) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each array that Whoosh does not know."""
    ordered = by_id(documents.ids)
    yield "by_id", ordered.astype("<u4").tobytes()
    yield "newest", newest(documents.published, ordered).astype("<u4").tobytes()
    yield "months", months(documents.published).astype("<i4").tobytes()


def newest(published: U64, ordered: I64) -> I64:
    """Return document numbers from newest to oldest, undated last; equal dates as `ordered`."""
    moments = published.astype(np.int64)  # `UNDATED` becomes -1
    return ordered[np.argsort(-moments[ordered], kind="stable")]


def months(published: U64) -> I64:
    """Return the month of each document as year * 12 + month - 1, or -1 without a date."""
    undated = published == UNDATED
    days = np.where(undated, 0, published // _MICROSECONDS_A_DAY).astype(np.int64)
    first = np.datetime64("0001-01-01", "D")
    counted = (first + days).astype("datetime64[M]").astype(np.int64) + 1970 * 12
    return np.where(undated, -1, counted)


def _narrow(numbers: I64) -> tuple[bytes, bytes]:
    """Return the code of the narrowest type for the numbers, and the encoded numbers."""
    greatest = int(numbers.max()) if len(numbers) else 0
    for code, width, bound in _WIDTHS:
        if greatest < bound:
            return code.encode(), numbers.astype(width).tobytes()
    raise ValueError("more than a column holds")


def _varint(number: int) -> bytes:
    """Encode 7 bits per byte, lowest first; the highest bit announces a further byte."""
    content = bytearray()
    while number > 0x7F:
        content.append(number & 0x7F | 0x80)
        number >>= 7
    content.append(number)
    return bytes(content)
