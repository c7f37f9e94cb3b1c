"""Resident memory of mapped files, and its release.

Pages that were read from a mapped file belong to the system's page cache, but count as memory of
this process too for as long as they are mapped in. To release them costs next to nothing: a page
that is read again comes from the page cache.
"""

from __future__ import annotations

import ctypes
import mmap
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

MOST_BYTES = 40 << 20
"""Bytes that may stay mapped in between two searches, besides programs and libraries."""

_STATUS = Path("/proc/self/statm")  # in pages: total size, resident, resident pages of files
_DONT_NEED: int | None = getattr(mmap, "MADV_DONTNEED", None)


def held() -> int:
    """Return the resident bytes of mapped files, libraries included; 0 where /proc has none."""
    try:
        return int(_STATUS.read_bytes().split()[2]) * mmap.PAGESIZE
    except (OSError, IndexError, ValueError):
        return 0


def release(maps: Iterable[mmap.mmap]) -> None:
    """Release the resident pages of read-only maps, and `trim`. Arrays over maps stay valid."""
    if _DONT_NEED is not None:
        for each in maps:
            with suppress(OSError, ValueError):
                each.madvise(_DONT_NEED)
    trim()


def trim() -> None:
    """Return free heap memory to the system, which the C library would hold after large arrays."""
    give_back = _trimmer()
    if give_back is not None:
        give_back(0)


@cache
def _trimmer() -> Callable[[int], int] | None:
    """Return glibc's `malloc_trim`, or None with another C library."""
    try:
        found: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):
        return None
    return found
