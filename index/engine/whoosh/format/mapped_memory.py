"""Memory of mapped files in this process, and its release.

Pages of a mapped file that were once read belong to the system's cache, but they count as this
process's too for as long as it has them mapped in. Letting go of them costs next to nothing: what
is needed again is found in the cache.
"""

from __future__ import annotations

import ctypes
import mmap
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

MOST_BYTES = 40 << 20
"""What may stay mapped in between two searches, besides programs and libraries."""

_STATUS = Path("/proc/self/statm")  # in pages: size, resident, and how much of that is of files
_DONT_NEED: int | None = getattr(mmap, "MADV_DONTNEED", None)


def held() -> int:
    """Bytes of files, libraries among them, that are mapped in; 0 where the system does not say."""
    try:
        return int(_STATUS.read_bytes().split()[2]) * mmap.PAGESIZE
    except (OSError, IndexError, ValueError):
        return 0


def release(maps: Iterable[mmap.mmap]) -> None:
    """Give back the pages of read-only maps. Arrays over them stay valid."""
    if _DONT_NEED is not None:
        for each in maps:
            with suppress(OSError, ValueError):
                each.madvise(_DONT_NEED)
    trim()


def trim() -> None:
    """Give back what large arrays have left free, which the C library would hold on to."""
    give_back = _trimmer()
    if give_back is not None:
        give_back(0)


@cache
def _trimmer() -> Callable[[int], int] | None:
    """glibc's `malloc_trim`; other C libraries have none."""
    try:
        found: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):
        return None
    return found
