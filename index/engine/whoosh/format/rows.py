"""Reader of list rows from stored fields, without the stored text behind the row.

The stored fields of an article are a compressed pickle of a dictionary (`schema.stored`): id, slug
and row come first, and are a small part of the pickle. So only the beginning is inflated, and its
few opcodes are parsed here: the compiled unpickler must not read bytes that no checksum has
verified, since one wrong byte could make the unpickler allocate gigabytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

from index.engine.whoosh.format.pickles import checked, inflated

_BEGINNING = 400
"""Bytes to inflate; nearly every row ends within them."""

_OPENING = b"\x80\x04\x95"
_FRAME = 8  # bytes of the pickle's length, which is not needed
_DICTIONARY = b"}("
_MARK, _TUPLE = b"(t"
_CONSTANTS = {ord("N"): None, 0x88: True, 0x89: False}
_INTEGERS = {ord("K"): (1, False), ord("M"): (2, False), ord("J"): (4, True)}
"""Width in bytes of each integer opcode's number, and whether the number has a sign."""
_LONG = 0x8A
_TEXTS = {0x8C: 1, ord("X"): 4}
"""Width in bytes of the length of a text, by opcode."""
_NAMES = ["id", "slug", "row"]  # without a slug here, a slug could still come after the text


def read_row(packed: bytes | memoryview) -> Mapping[str, Any]:
    """Return the stored fields of a document up to its row.

    Returns all stored fields of a long row, or of a layout other than newstui's.
    """
    start = zlib.decompressobj().decompress(packed, _BEGINNING)
    try:
        return _beginning(start)
    except (IndexError, ValueError):
        found: dict[str, Any] = checked(inflated(packed))
        return found


def _beginning(data: bytes) -> dict[str, Any]:
    """Parse the first items of a pickled dictionary, up to the row.

    Raises `IndexError` or `ValueError` for another layout, or where bytes are missing.
    """
    head = len(_OPENING) + _FRAME
    if not data.startswith(_OPENING) or data[head : head + 2] != _DICTIONARY:
        raise ValueError("no dictionary as newstui writes it")
    at = head + 2
    items: list[Any] = []
    outer = items
    while items is not outer or len(outer) < 2 * len(_NAMES):
        code = data[at]
        at += 1
        width = _TEXTS.get(code)
        if width:
            start = at + width
            length = data[at] if width == 1 else int.from_bytes(data[at:start], "little")
            at = start + length
            items.append(data[start:at].decode())
        elif code in _CONSTANTS:
            items.append(_CONSTANTS[code])
        elif code in _INTEGERS or code == _LONG:
            size, signed = (data[at], True) if code == _LONG else _INTEGERS[code]
            start = at + (code == _LONG)
            at = start + size
            items.append(int.from_bytes(data[start:at], "little", signed=signed))
        elif code == _MARK and items is outer:
            items = []
        elif code == _TUPLE and items is not outer:
            outer.append(tuple(items))
            items = outer
        else:
            raise ValueError("an opcode that no row has")
    if at >= len(data):
        raise IndexError("the row goes on behind what is there")
    if outer[::2] != _NAMES:
        raise ValueError("another order than newstui's")
    return dict(zip(outer[::2], outer[1::2], strict=True))
