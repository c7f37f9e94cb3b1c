"""Checksums of the file of a segment, whatever parts it has.

A CRC-32 for each page of the file stands behind the parts, the directory of the parts behind these.
The table of contents of a commit has the checksum of both (`Seal`), and its own. So each byte of an
index is vouched for, and a search compares no more pages than it reads.
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
"""Bytes with a checksum of their own: few enough that a lookup costs microseconds, and many enough
that the checksums of a gigabyte take a quarter of a megabyte."""

_FORM = np.dtype("<u4")


class Seal(NamedTuple):
    """Checksum of all that tells where the parts of a segment are, and of their checksums."""

    start: int
    """Where the checksums of the pages begin; the directory follows them."""
    checksum: int
    """CRC-32 of the head of the file, and of everything from `start` on."""


class PagedFile(io.FileIO):
    """A new file that takes the checksums of its pages while it is written.

    Pages are counted from behind the first `head` bytes, which are written anew at the end.
    """

    def __init__(self, path: Path, head: int) -> None:
        super().__init__(path, "xb")
        self._passing = head
        self._sums = array("I")
        self._filled = PAGE
        """Bytes of the last page that there are."""

    def write(self, data: Any) -> int:
        """Write some bytes at the end of the file."""
        written = super().write(data)
        content = memoryview(data).cast("B")[:written]
        passed = min(self._passing, written)
        self._passing -= passed
        self._take(content[passed:])
        return written

    def sums(self) -> bytes:
        """The checksums of what is written so far, as they stand in a file."""
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
    """The pages of a file, each compared with its checksum once, before its first use."""

    def __init__(self, content: memoryview, sums: memoryview) -> None:
        self._content = content
        self._sums = np.frombuffer(sums, _FORM)
        if len(self._sums) != -(-len(content) // PAGE):
            raise DamagedError("another number of checksums than of pages")
        self._compared = bytearray(len(self._sums))
        self._flags = np.frombuffer(self._compared, np.uint8)
        self._left = len(self._sums)

    def check(self, start: int, end: int) -> None:
        """Compare the pages from byte `start` to `end`. Raises `DamagedError`."""
        after = ((end - 1) >> _SHIFT) + 1
        at = self._compared.find(0, start >> _SHIFT, after)
        while at >= 0:
            self._compare(at)
            at = self._compared.find(0, at + 1, after)

    def check_each(self, starts: I64, ends: I64) -> None:
        """Compare the pages of many pieces. Raises `DamagedError`."""
        if not self._left or not len(starts):
            return
        pages = np.concatenate((starts, ends - 1)) >> _SHIFT
        new = pages[self._flags.take(pages, mode="clip") == 0]
        # Not `np.unique`: it imports `numpy.ma`, which takes longer than a search.
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
    """The bytes of a part of a segment; those that `check` was not asked for may be damaged.

    A part without `pages`, of a segment that plain Whoosh wrote, has no checksums.
    """

    __slots__ = ("_pages", "_start", "content")

    def __init__(self, content: memoryview, pages: Pages | None = None, start: int = 0) -> None:
        """`start` is where the part begins in what the pages are of."""
        self.content = content
        self._pages = pages
        self._start = start

    def __len__(self) -> int:
        return len(self.content)

    def check(self, start: int, end: int) -> None:
        """Compare the bytes from `start` to `end` with their checksums. Raises `DamagedError`."""
        if self._pages is not None:
            self._pages.check(self._start + start, self._start + end)

    def check_each(self, starts: I64, ends: I64) -> None:
        """The same for many pieces at once."""
        if self._pages is not None:
            self._pages.check_each(starts + self._start, ends + self._start)

    def piece(self, start: int, end: int) -> memoryview:
        """The bytes from `start` to `end`. Raises `DamagedError`."""
        self.check(start, end)
        return self.content[start:end]

    def whole(self) -> memoryview:
        """All bytes. Raises `DamagedError`."""
        return self.piece(0, len(self))

    def is_damaged(self) -> bool:
        """Whether any of its bytes differs from what was written."""
        try:
            self.whole()
        except DamagedError:
            return True
        return False
