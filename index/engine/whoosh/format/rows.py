"""Rows of a list, read without the stored text behind them.

What is stored of an article is a compressed pickle of a dictionary (`schema.stored`): its id, slug
and row come first, and are a small part of it. So only the beginning is inflated, and its few
opcodes are read here: the compiled unpickler must not be given what no checksum vouches for, since
one wrong byte could make it ask for gigabytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

from index.engine.whoosh.format.pickles import checked

_BEGINNING = 400
"""Bytes that nearly every row ends in."""

_OPENING = b"\x80\x04\x95"
_FRAME = 8  # bytes of the length of what follows, which is not needed
_DICTIONARY = b"}("
_MARK, _TUPLE = b"(t"
_CONSTANTS = {ord("N"): None, 0x88: True, 0x89: False}
_INTEGERS = {ord("K"): (1, False), ord("M"): (2, False), ord("J"): (4, True)}
"""How many bytes the numbers have, and whether they have a sign."""
_LONG = 0x8A
_TEXTS = {0x8C: 1, ord("X"): 4}
"""How many bytes the length of a text has."""
_NAMES = ["id", "slug", "row"]  # without a slug here, one could still come after the text


def read_row(packed: bytes | memoryview) -> Mapping[str, Any]:
    """The stored fields of a document up to its row; all of them where they lie otherwise than
    newstui's writer lays them out, or where the row is long."""
    start = zlib.decompressobj().decompress(packed, _BEGINNING)
    try:
        return _beginning(start)
    except (IndexError, ValueError):
        found: dict[str, Any] = checked(zlib.decompress(packed))
        return found


def _beginning(data: bytes) -> dict[str, Any]:
    """The first items of a pickled dictionary, up to the row.

    Raises `IndexError` or `ValueError` where it is no such one, or not all of it is there.
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
