"""Cache in bounded memory for results that the next search can use."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

MOST_BYTES = 32 << 20
"""Arrays that are kept for the next search, all segments of a snapshot together."""

_ENTRY = 300
"""Bytes that an entry costs besides its arrays: keys, containers, headers of arrays."""


class BoundedCache:
    """Decoded postings and what was made of them, the longest unused thrown away first.

    Keys begin with what they are about and name the segment, so that one `BoundedCache` serves a
    whole snapshot, and the next one too: segments never change.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._found: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self.size = 0
        """Bytes that are kept, about."""

    def get(self, key: Hashable) -> Any:
        """What was put under a key, or None."""
        found = self._found.get(key)
        if found is None:
            return None
        self._found.move_to_end(key)
        return found[0]

    def put(self, key: Hashable, value: Any, size: int) -> None:
        """Keep a value of so many bytes, unless it alone is too large."""
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
        """Forget everything."""
        self._found.clear()
        self.size = 0
