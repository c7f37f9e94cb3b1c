"""Hash files as Whoosh reads them: dictionaries with ordered keys.

Whoosh's ordered hash file: a header; a record for each key, in the order of the keys; 256 hash
tables that point to the records; a directory of the tables; a pickle of whatever else is to be
known; and the positions of all records, which are what a search for the nearest key halves. It is
the layout of D. J. Bernstein's constant database (https://cr.yp.to/cdb/cdb.txt), with wider
numbers. All of them are big-endian.
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
except ImportError:  # a Python without it has only OpenSSL's, which takes five times as long
    from hashlib import md5

HEADER = struct.pack("!4sBii", b"HSH3", 0, 0, 0)
"""The name of the format; the hash function (0 is MD5); room for what never came."""

_TABLES = 256
_FREE_SLOTS = 3
"""Records to each slot that stays free. Whoosh leaves one free to each record: tables half as
large again, to save one look at a slot for a key that is there, and six for one that is not."""
_LAST_WORD = slice(3, None, 4)  # of each digest of 16 bytes the last 4
_SIZES = struct.Struct("!ii")
_SLOT = np.dtype([("hash", ">u4"), ("position", ">i8")])
_TABLE = np.dtype([("position", ">i8"), ("slots", ">i4")])

# The positions are kept as the first of these that holds them: what the standard library's
# `array` calls them, and numpy.
_WIDTHS = (("H", ">u2", 1 << 16), ("i", ">i4", 1 << 31), ("I", ">u4", 1 << 32), ("q", ">i8", None))


class HashFile:
    """Makes the bytes of such a file piece by piece; whoever holds it writes them."""

    def __init__(self) -> None:
        self._end = len(HEADER)
        self._hashes: list[U32] = []
        self._sizes: list[I64] = []
        self._last: bytes | None = None

    def records(self, prefix: bytes, keys: Sequence[bytes], values: Sequence[bytes]) -> bytes:
        """The records of more keys, each of them `prefix` and one of `keys`.

        Raises `ValueError` unless they are greater than all before.
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
        """What follows the last record; `extras` is what else is to be known."""
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
    """All tables, and the number of slots of each: a few more than it has records.

    The last byte of a hash chooses the table, the others a slot in it; who finds it taken goes to
    the next, and from the last to the first. All tables are filled at once: in the order of their
    slots each record takes its own, or the one after its neighbour's where that is further. (The
    slots that are taken are those that Whoosh takes, but their order may be another one.)
    """
    table = (hashes & (_TABLES - 1)).astype(np.int64)
    counts = np.bincount(table, minlength=_TABLES)
    slots = counts + counts // _FREE_SLOTS + 1
    slots[counts == 0] = 0
    home = (hashes >> 8).astype(np.int64) % np.maximum(slots, 1)[table]
    # Room enough behind each table that nobody runs into the next one.
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
