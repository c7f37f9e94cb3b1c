"""Cache in bounded memory for results that the next search can reuse."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

MOST_BYTES = 32 << 20
"""Most bytes of cached arrays, all segments of a snapshot together."""

_ENTRY = 300
"""Overhead in bytes of an entry besides its arrays: keys, containers, headers of arrays."""


class BoundedCache:
    """LRU cache of decoded postings and results derived from them, bounded in bytes.

    A key begins with the kind of its value and names the segment, so that one `BoundedCache`
    serves a whole snapshot, and the next snapshot too: segments never change.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._found: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self.size = 0
        """Approximate bytes of all entries."""

    def get(self, key: Hashable) -> Any:
        """Return the value of a key and mark the value as recently used; None when absent."""
        found = self._found.get(key)
        if found is None:
            return None
        self._found.move_to_end(key)
        return found[0]

    def put(self, key: Hashable, value: Any, size: int) -> None:
        """Store a value of `size` bytes and evict old ones; ignore a value above the bound."""
        size += _ENTRY
        if size > self._most:
            return
        before = self._found.pop(key, None)
        if before is not None:
            self.size -= before[1]
        self._found[key] = value, size
        self.size += size
        while self.size > self._most:
            _, (_, dropped) = self._found.popitem(last=False)
            self.size -= dropped

    def clear(self) -> None:
        """Drop all entries."""
        self._found.clear()
        self.size = 0
