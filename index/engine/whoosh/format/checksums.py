"""CRC-32 checksums of the pages of a segment's file.

The page checksums follow the parts of the file, the directory of the parts follows the checksums.
The table of contents of a commit has a checksum of both (`Seal`), and a checksum of itself. So each
byte of an index has a checksum, and a search verifies only the pages that it reads.
"""

from __future__ import annotations

import io
import zlib
from array import array
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from index.engine.whoosh.format.arrays import I64
from index.engine.whoosh.format.errors import DamagedError

_SHIFT = 14
PAGE = 1 << _SHIFT
"""Bytes per checksum: few enough that a lookup costs microseconds, and many enough that the
checksums of a gigabyte take a quarter of a megabyte."""

_FORM = np.dtype("<u4")


class Seal(NamedTuple):
    """Checksum of a segment file's head, page checksums and directory."""

    start: int
    """Offset of the page checksums; the directory follows them."""
    checksum: int
    """CRC-32 of the head of the file and of everything from `start` on."""


class PagedFile(io.FileIO):
    """New file that computes the checksums of its pages while it is written.

    The first page begins after the first `head` bytes, which are rewritten at the end.
    """

    def __init__(self, path: Path, head: int) -> None:
        super().__init__(path, "xb")
        self._passing = head
        self._sums = array("I")
        self._filled = PAGE
        """Bytes of the last page that are written."""

    def write(self, data: Any) -> int:
        """Write `data` and take its checksums; return the number of bytes written."""
        written = super().write(data)
        content = memoryview(data).cast("B")[:written]
        passed = min(self._passing, written)
        self._passing -= passed
        self._take(content[passed:])
        return written

    def sums(self) -> bytes:
        """Return the page checksums so far, encoded as in a segment's file."""
        return np.array(self._sums, _FORM).tobytes()

    def _take(self, content: memoryview) -> None:
        while content:
            if self._filled == PAGE:
                self._sums.append(0)
                self._filled = 0
            piece = content[: PAGE - self._filled]
            self._sums[-1] = zlib.crc32(piece, self._sums[-1])
            self._filled += len(piece)
            content = content[len(piece) :]


class Pages:
    """Pages of a file, each verified against its checksum once, before its first use."""

    def __init__(self, content: memoryview, sums: memoryview) -> None:
        self._content = content
        self._sums = np.frombuffer(sums, _FORM)
        if len(self._sums) != -(-len(content) // PAGE):
            raise DamagedError("another number of checksums than of pages")
        self._compared = bytearray(len(self._sums))
        self._flags = np.frombuffer(self._compared, np.uint8)
        self._left = len(self._sums)

    def check(self, start: int, end: int) -> None:
        """Verify the pages of the bytes from `start` to `end`. Raises `DamagedError`."""
        after = ((end - 1) >> _SHIFT) + 1
        at = self._compared.find(0, start >> _SHIFT, after)
        while at >= 0:
            self._compare(at)
            at = self._compared.find(0, at + 1, after)

    def check_each(self, starts: I64, ends: I64) -> None:
        """Verify the pages of many byte ranges. Raises `DamagedError`."""
        if not self._left or not len(starts):
            return
        pages = np.concatenate((starts, ends - 1)) >> _SHIFT
        new = pages[self._flags.take(pages, mode="clip") == 0]
        # Not `np.unique`: its import of `numpy.ma` takes longer than a search.
        for at in sorted(set(new.tolist())):
            self.check(at << _SHIFT, (at << _SHIFT) + 1)
        for long in np.flatnonzero(ends - starts > PAGE).tolist():
            self.check(int(starts[long]), int(ends[long]))

    def _compare(self, at: int) -> None:
        page = self._content[at << _SHIFT : (at + 1) << _SHIFT]
        if zlib.crc32(page) != int(self._sums[at]):
            raise DamagedError("a page with another checksum")
        self._compared[at] = 1
        self._left -= 1


class SegmentPart:
    """Part of a segment: mapped bytes, which may be damaged until `check` has verified them.

    A part without `pages`, of a segment that plain Whoosh wrote, has no checksums.
    """

    __slots__ = ("_pages", "_start", "content")

    def __init__(self, content: memoryview, pages: Pages | None = None, start: int = 0) -> None:
        """Take the bytes of a part; `start` is the part's offset in the content of `pages`."""
        self.content = content
        self._pages = pages
        self._start = start

    def __len__(self) -> int:
        return len(self.content)

    def check(self, start: int, end: int) -> None:
        """Verify the bytes from `start` to `end`. Raises `DamagedError`."""
        if self._pages is not None:
            self._pages.check(self._start + start, self._start + end)

    def check_each(self, starts: I64, ends: I64) -> None:
        """Verify many byte ranges at once. Raises `DamagedError`."""
        if self._pages is not None:
            self._pages.check_each(starts + self._start, ends + self._start)

    def piece(self, start: int, end: int) -> memoryview:
        """Return the verified bytes from `start` to `end`. Raises `DamagedError`."""
        self.check(start, end)
        return self.content[start:end]

    def whole(self) -> memoryview:
        """Return all bytes of the part, verified. Raises `DamagedError`."""
        return self.piece(0, len(self))

    def is_damaged(self) -> bool:
        """Return whether a page of the part fails its checksum; False without checksums."""
        try:
            self.whole()
        except DamagedError:
            return True
        return False
