"""Byte layout of a block of postings.

Whoosh's W3 codec keeps a block as a pickle of document numbers, weights and values, and reads the
first only one after another and the others only by index. Any unpickler makes the same of what is
written here; but the numbers stand in it as bytes, with frames around them that are always the
same. So our readers compare the frames and take what is between them: they unpickle nothing of it.

A list of postings is `MAGIC` and then blocks. Each has its length (of all that follows of it, below
zero for the last block of a list), `FACTS` about it, and the pickle of a tuple of three:

- the documents: `itertools.chain` over the first one and the steps that lead to the others, which
  are a string of bytes or an array of wider numbers;
- how often each has the term: None when all do once, a string of bytes, or an array;
- the values, where positions are kept: a tuple of strings of bytes (see `blocks`); a long one is
  deflated, within calls of `zlib` and `pickle`. So what most searches look at lies open.

Frames take room, so short blocks, and the few postings of a term that stand in the dictionary, are
a shorter pickle: a tuple of documents; the frequencies as above, but wide ones a tuple as well; and
the values. Short blocks are deflated as a whole, which their facts say, and begin with a document
that is followed by steps; in the dictionary stand the documents themselves.
"""

from __future__ import annotations

import struct
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

POSTINGS = 4096
"""Postings of a block, at most. Each block costs a reader some calls whatever it holds, while a
phrase of a rare word and a common one inflates whole blocks of the common one's positions."""

SHORT = 64
"""Postings of a block from which its numbers lie open."""

LARGEST_NUMBER = 2**31 - 1
"""What a document or a position can be: pickles keep such numbers with a sign."""

MAGIC = b"W3Bl"

# What pickles are made of (see the standard library's `pickletools`).
MARK, TUPLE, NONE = 0x28, 0x74, 0x4E
INT1, INT2, INT4, FLOAT8 = 0x4B, 0x4D, 0x4A, 0x47  # a number of 1, 2 and 4 bytes; of 8 bytes
BYTES1, BYTES4 = 0x43, 0x42  # bytes after a length of 1 byte and of 4

OURS = b"\x80\x04"
"""The protocol that our pickles begin with."""
WHOOSHS = b"\x80\x02"
"""And Whoosh's own."""

LENGTH = struct.Struct("!i")

FACTS = struct.Struct("<3sBiBi9xBBBBBB2s")
"""The pickle before each block by which a reader decides whether it needs it: how many documents,
the last of them, the greatest weight, the compression (the level of zlib when the block is
deflated as a whole, else 0), the least and the greatest length byte; every number with its code
before it."""

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
"""The same for many blocks at once."""

FACTS_OPENING, FACTS_CLOSING = b"\x80\x02(", b"t."
LAST_AT, GREATEST_AT = 9, 14
"""Where in the facts the last document and the greatest weight stand."""


class Frame(NamedTuple):
    """What stands around numbers that are a string of bytes or an array."""

    before: bytes
    """As far as how many bytes they have, a number of four."""
    after: bytes
    width: int
    """Bytes of each number."""

    @property
    def size(self) -> int:
        """Bytes of the frame with that number."""
        return len(self.before) + 4 + len(self.after)


def _array(code: str, machine: int) -> bytes:
    """What precedes the content of an array, as the standard library pickles one: the type, its
    letter, and the number of the machine format (little-endian in both that are used here)."""
    letter = b"\x8c\x01" + code.encode()
    return (
        b"carray\n_array_reconstructor\n(carray\narray\n" + letter + bytes((INT1, machine)) + b"B"
    )


OPENING = OURS + b"citertools\nchain\nJ"
"""Of a block, before its first document."""
FIRST_AT = FACTS.size + len(OPENING)
"""Where that stands, counted from the facts about the block."""
_CHAINED = b"\x85"  # the tuple of the first document alone
_CHAIN_END = b"\x86R"  # the tuple of both parts of the chain, and the call
STEPS = {
    1: Frame(_CHAINED + b"B", _CHAIN_END, 1),
    2: Frame(_CHAINED + _array("H", 2), b"tR" + _CHAIN_END, 2),
    4: Frame(_CHAINED + _array("I", 6), b"tR" + _CHAIN_END, 4),
}
"""Around the steps, by their width."""
FREQUENCIES = {1: Frame(b"B", b"", 1), 4: Frame(_array("I", 6), b"tR", 4)}
"""Around the frequencies, by their width; `NONE` alone when all are 1."""
DEFLATED = Frame(b"cpickle\nloads\nczlib\ndecompress\nB", b"\x85R\x85R", 1)
"""Around deflated values, which are a pickle by themselves."""
CLOSING = b"\x87."

VALUE_FRAME = 6
"""Bytes of a value besides its header and its positions: the frequency, four bytes, which is
followed by a pickled tuple, of which Whoosh leaves the stop byte out."""

COUNT = struct.Struct("<I")
FIRST = struct.Struct("<i")
GREATEST = struct.Struct("!d")


def anywhere(data: Any, form: str) -> NDArray[Any]:
    """The number of this form that begins at each byte of `data`: they overlap."""
    width = np.dtype(form).itemsize
    found: NDArray[Any] = np.ndarray((max(0, len(data) - width + 1),), form, data, 0, (1,))
    return found
