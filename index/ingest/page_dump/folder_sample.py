"""A fixed choice of the pages of a folder, in which its boilerplate is counted.

The choice depends on the names in the folder alone: the files whose names have the smallest
digests. So the order of files changes nothing, and one more file seldom changes the choice.
"""

from __future__ import annotations

import heapq
import os
from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Final

MOST_PAGES: Final = 32
"""Most pages of a choice; bounds the time and the memory that a folder takes, however large."""
FEWEST_PAGES: Final = 3
_MOST_BYTES: Final = 1 << 20
"""Most bytes of a page; a larger file is no page."""


def choose_pages(folder: Path, supported: Callable[[Path], bool]) -> list[Path]:
    """Return the chosen files of a folder; empty for fewer files than boilerplate needs.

    Hidden files and links are left out, and so are files of names that no format reader supports.
    """
    try:
        with os.scandir(folder) as entries:
            pages = [Path(entry.path) for entry in _pages(entries) if supported(Path(entry.name))]
    except OSError:
        return []
    if len(pages) < FEWEST_PAGES:
        return []
    return heapq.nsmallest(MOST_PAGES, pages, key=_rank)


def _pages(entries: Iterator[os.DirEntry[str]]) -> Iterator[os.DirEntry[str]]:
    for entry in entries:
        is_file = not entry.name.startswith(".") and entry.is_file(follow_symlinks=False)
        if is_file and 0 < entry.stat(follow_symlinks=False).st_size <= _MOST_BYTES:
            yield entry


def _rank(path: Path) -> bytes:
    return blake2b(os.fsencode(path.name), digest_size=8).digest()
