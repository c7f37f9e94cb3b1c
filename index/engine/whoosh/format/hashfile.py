"""Encoder of Whoosh's ordered hash files: dictionaries with ordered keys.

An ordered hash file is a header; a record for each key, in the order of the keys; 256 hash tables
that point to the records; a directory of the tables; a pickle of metadata; and the offsets of all
records, for bisection to the nearest key. The layout is D. J. Bernstein's constant database
(https://cr.yp.to/cdb/cdb.txt) with wider numbers, all big-endian.
"""

from __future__ import annotations

import operator
import pickle
import struct
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np

from index.engine.whoosh.format.arrays import I64, U32

try:
    from _md5 import md5  # type: ignore[import-not-found]
except ImportError:  # a Python without `_md5` has only OpenSSL's, which takes five times as long
    from hashlib import md5

HEADER = struct.pack("!4sBii", b"HSH3", 0, 0, 0)
"""Magic number of the format; hash function (0 is MD5); two unused numbers."""

_TABLES = 256
_FREE_SLOTS = 3
"""Records per free slot of a hash table. Whoosh leaves one slot free per record: tables half as
large again, to save one probe for a present key, and six for an absent key."""
_LAST_WORD = slice(3, None, 4)  # the last 4 bytes of each digest of 16 bytes
_SIZES = struct.Struct("!ii")
_SLOT = np.dtype([("hash", ">u4"), ("position", ">i8")])
_TABLE = np.dtype([("position", ">i8"), ("slots", ">i4")])

# Offsets are stored in the first of these types that holds the greatest offset: type code of the
# standard library's `array`, type of numpy, bound.
_WIDTHS = (("H", ">u2", 1 << 16), ("i", ">i4", 1 << 31), ("I", ">u4", 1 << 32), ("q", ">i8", None))


class HashFile:
    """Encoder of an ordered hash file, piece by piece; the caller writes the pieces."""

    def __init__(self) -> None:
        self._end = len(HEADER)
        self._hashes: list[U32] = []
        self._sizes: list[I64] = []
        self._last: bytes | None = None

    def records(self, prefix: bytes, keys: Sequence[bytes], values: Sequence[bytes]) -> bytes:
        """Return the encoded records of more keys, each of them `prefix` and one of `keys`.

        Raises `ValueError` unless the keys ascend, from the last key of the previous call on.
        """
        if not keys:
            return b""
        keys = [prefix + key for key in keys]
        in_order = all(map(operator.lt, keys, islice(keys, 1, None)))
        if not in_order or (self._last is not None and keys[0] <= self._last):
            raise ValueError("keys are not in order")
        self._last = keys[-1]
        pack = _SIZES.pack
        records = [
            pack(len(key), len(value)) + key + value
            for key, value in zip(keys, values, strict=True)
        ]
        digests = b"".join([md5(key).digest() for key in keys])
        self._hashes.append(np.frombuffer(digests, ">u4")[_LAST_WORD])
        self._sizes.append(np.fromiter(map(len, records), np.int64, len(records)))
        return b"".join(records)

    def close(self, extras: Mapping[str, Any]) -> bytes:
        """Return the bytes after the last record; `extras` goes into the pickle of metadata."""
        sizes = np.concatenate([np.empty(0, np.int64), *self._sizes])
        ends = self._end + np.cumsum(sizes)
        positions = ends - sizes
        tables, slots = _hash_tables(
            np.concatenate([np.empty(0, np.uint32), *self._hashes]), positions
        )
        end = int(ends[-1]) if len(ends) else self._end
        directory = np.empty(_TABLES, _TABLE)
        directory["slots"] = slots
        directory["position"] = end + (np.cumsum(slots) - slots) * _SLOT.itemsize
        greatest = int(positions[-1]) if len(positions) else 0
        code, width = next((c, w) for c, w, bound in _WIDTHS if bound is None or greatest < bound)
        known = pickle.dumps({**extras, "indextype": code, "indexlen": len(positions)}, -1)
        kept = positions.astype(width).tobytes()
        length = struct.pack("!i", len(known) + len(kept))
        return b"".join((tables, directory.tobytes(), known, kept, length))


def _hash_tables(hashes: U32, positions: I64) -> tuple[bytes, I64]:
    """Return all hash tables, and the number of slots of each: a few more than its records.

    The last byte of a hash chooses the table, the other bytes a slot; a record with a taken slot
    goes to the next slot, and from the last slot to the first. All tables are filled at once: in
    the order of slots each record takes its own slot, or the slot after its neighbour's where that
    slot is further. (Whoosh fills the same slots, but perhaps in another order of records.)
    """
    table = (hashes & (_TABLES - 1)).astype(np.int64)
    counts = np.bincount(table, minlength=_TABLES)
    slots = counts + counts // _FREE_SLOTS + 1
    slots[counts == 0] = 0
    home = (hashes >> 8).astype(np.int64) % np.maximum(slots, 1)[table]
    # Spare slots after each table, so that no record runs into the next table.
    room = slots + counts
    roomy = np.cumsum(room) - room
    order = np.argsort(roomy[table] + home, kind="stable")
    table = table[order]
    rank = np.arange(len(order))
    taken = np.maximum.accumulate(roomy[table] + home[order] - rank) + rank - roomy[table]
    filled = np.zeros(int(slots.sum()), _SLOT)
    start = np.cumsum(slots) - slots
    at = start[table] + taken
    fits = taken < slots[table]
    free = np.ones(len(filled), np.bool_)
    free[at[fits]] = False
    for late in np.flatnonzero(~fits).tolist():
        first = int(start[table[late]])
        at[late] = first + int(np.argmax(free[first:]))
        free[at[late]] = False
    filled["hash"][at] = hashes[order]
    filled["position"][at] = positions[order]
    return filled.tobytes(), slots
