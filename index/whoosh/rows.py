"""How is the row of a list read without the text that is stored behind it?

What is stored of an article is a compressed pickle of a dictionary (`schema.stored`): its id, slug
and row come first, and are a small part of it. So only the beginning is inflated, and its few
opcodes are read here: the compiled unpickler must not be given what no checksum vouches for, since
one wrong byte could make it ask for gigabytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

from index.whoosh.pickles import checked

_BEGINNING = 640
"""Bytes that nearly every row ends in."""

_OPENING = b"\x80\x02}q\x00("
_TEXT, _MEMO, _MARK, _TUPLE, _REMEMBERED = b"Xq(th"
_CONSTANTS = {ord("N"): None, 0x88: True, 0x89: False}
_WIDTHS = {ord("K"): 1, ord("M"): 2, ord("J"): 4}
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
    if not data.startswith(_OPENING):
        raise ValueError("no dictionary as newstui writes it")
    at = len(_OPENING)
    items: list[Any] = []
    memo: list[Any] = [None]  # texts and tuples, each under the next number; 0 is the dictionary
    outer = items
    while True:
        code = data[at]
        at += 1
        if code == _TEXT:
            start = at + 4
            at = start + int.from_bytes(data[at:start], "little")
            value: Any = data[start:at].decode()
        elif code in _CONSTANTS:
            items.append(_CONSTANTS[code])
            continue
        elif code in _WIDTHS:
            end = at + _WIDTHS[code]
            items.append(int.from_bytes(data[at:end], "little", signed=end - at == 4))
            at = end
            continue
        elif code == _REMEMBERED:
            items.append(memo[data[at]])
            at += 1
            continue
        elif code == _MARK and items is outer:
            items = []
            continue
        elif code == _TUPLE and items is not outer:
            value, items = tuple(items), outer
        else:
            raise ValueError("an opcode that no row has")
        if data[at] != _MEMO:
            raise ValueError("a value that is not remembered")
        at += 2
        memo.append(value)
        items.append(value)
        if code == _TUPLE:
            break
    if outer[::2] != _NAMES:
        raise ValueError("another order than newstui's")
    return dict(zip(outer[::2], outer[1::2], strict=True))
