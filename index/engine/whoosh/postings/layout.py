"""Byte layout of a block of postings.

Whoosh's W3 codec stores a block as a pickle of document numbers, weights and values, and reads the
documents only one after another, the weights and values only by index. Any unpickler restores
them from the layout here; but the numbers in the pickle are byte strings, in frames that are
always the same. So newstui's readers compare the frames and take the bytes between the frames,
without unpickling.

A posting list is `MAGIC` and then blocks. A block has its length (of all its bytes after the
length, negative for the last block of a list), its block info (`FACTS`), and the pickle of a tuple
of three:

- the documents: `itertools.chain` over the first document and the deltas to the others, a byte
  string or an array of wider numbers;
- the frequencies: None when all are 1, a byte string, or an array;
- the values, for a field with positions: a tuple of byte strings (see `blocks`); a long tuple is
  deflated, within calls of `zlib` and `pickle`. So documents and frequencies, enough for most
  searches, are uncompressed.

Frames take room, so short blocks, and the postings that are inlined in the dictionary, have a
shorter pickle: a tuple of documents; the frequencies as above, but wide frequencies as a tuple;
and the values. A short block is deflated as a whole, as its block info says, and has its first
document followed by deltas; inlined postings have the documents themselves.
"""

from __future__ import annotations

import struct
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

POSTINGS = 4096
"""Most postings of a block. Each block costs some calls whatever its size, while a phrase of a
rare and a common word inflates whole blocks of the common word's positions."""

SHORT = 64
"""Least postings of a block with uncompressed, framed numbers; smaller blocks are short."""

LARGEST_NUMBER = 2**31 - 1
"""Largest document number or position: pickles store 4-byte numbers with a sign."""

MAGIC = b"W3Bl"

# Opcodes of pickles (see the standard library's `pickletools`).
MARK, TUPLE, NONE = 0x28, 0x74, 0x4E
INT1, INT2, INT4, FLOAT8 = 0x4B, 0x4D, 0x4A, 0x47  # integers of 1, 2, 4 bytes; float of 8 bytes
BYTES1, BYTES4 = 0x43, 0x42  # byte strings after a length of 1 byte and of 4 bytes

OURS = b"\x80\x04"
"""Beginning of newstui's pickles: protocol 4."""
WHOOSHS = b"\x80\x02"
"""Beginning of Whoosh's pickles: protocol 2."""

LENGTH = struct.Struct("!i")

FACTS = struct.Struct("<3sBiBi9xBBBBBB2s")
"""Block info: a pickle by which a search decides whether to read the block's own pickle.

Number of documents, last document, greatest weight (skipped here), compression (the level of zlib
when the block is deflated as a whole, else 0), least and greatest length byte; every number after
its opcode."""

FACTS_ARRAY = np.dtype(
    [
        ("opening", "V3"),
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
        ("closing", "V2"),
    ]
)
"""Block info of many blocks at once, as a numpy type."""

FACTS_OPENING, FACTS_CLOSING = b"\x80\x02(", b"t."
LAST_AT, GREATEST_AT = 9, 14
"""Offsets of the last document and of the greatest weight in the block info."""


class Frame(NamedTuple):
    """Pickle bytes around numbers that are a byte string or an array."""

    before: bytes
    """Bytes before the content's length, a number of 4 bytes."""
    after: bytes
    width: int
    """Bytes per number."""

    @property
    def size(self) -> int:
        """Bytes of the frame, the content's length included."""
        return len(self.before) + 4 + len(self.after)


def _array(code: str, machine: int) -> bytes:
    """Return the bytes before the content of an array in the standard library's pickle.

    These bytes name type, type code and machine format (both formats used are little-endian).
    """
    letter = b"\x8c\x01" + code.encode()
    return (
        b"carray\n_array_reconstructor\n(carray\narray\n" + letter + bytes((INT1, machine)) + b"B"
    )


OPENING = OURS + b"citertools\nchain\nJ"
"""Beginning of a block's pickle, before the first document."""
FIRST_AT = FACTS.size + len(OPENING)
"""Offset of the first document from the beginning of the block info."""
_CHAINED = b"\x85"  # makes a tuple of the first document
_CHAIN_END = b"\x86R"  # makes a tuple of both parts of the chain, and calls `itertools.chain`
STEPS = {
    1: Frame(_CHAINED + b"B", _CHAIN_END, 1),
    2: Frame(_CHAINED + _array("H", 2), b"tR" + _CHAIN_END, 2),
    4: Frame(_CHAINED + _array("I", 6), b"tR" + _CHAIN_END, 4),
}
"""Frames of document deltas, by width in bytes."""
FREQUENCIES = {1: Frame(b"B", b"", 1), 4: Frame(_array("I", 6), b"tR", 4)}
"""Frames of frequencies, by width in bytes; `NONE` without a frame when all are 1."""
DEFLATED = Frame(b"cpickle\nloads\nczlib\ndecompress\nB", b"\x85R\x85R", 1)
"""Frame of deflated values, which are a pickle by themselves."""
CLOSING = b"\x87."

VALUE_FRAME = 6
"""Bytes of a value besides its header and its positions: 4 bytes of frequency, then the opcodes
around a pickled tuple, without the stop byte, which Whoosh's decoder adds."""

COUNT = struct.Struct("<I")
FIRST = struct.Struct("<i")
GREATEST = struct.Struct("!d")


def anywhere(data: Any, form: str) -> NDArray[Any]:
    """Return a view of the number of type `form` at each byte of `data`; the numbers overlap."""
    width = np.dtype(form).itemsize
    found: NDArray[Any] = np.ndarray((max(0, len(data) - width + 1),), form, data, 0, (1,))
    return found
