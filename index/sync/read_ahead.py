"""Reading of files ahead, in processes on other cores.

Splitting a page takes longer than indexing it. So worker processes read ahead, a lump of files at a
time; the caller takes the contents in the order of the files, and reads along instead of waiting.
"""

from __future__ import annotations

import os
import select
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import NamedTuple

from index.errors import NewstuiError
from index.ingest.file_reader import Contents, Look
from index.ipc.helper import HelperProcess, wire_to_parent
from index.sync.walk import FoundFile

FEWEST_FILES = 400
"""Fewest files for which workers pay: fewer are read sooner than a process has started."""
MOST_READERS = 3
"""Most worker processes; the process that indexes needs a core, too."""

_LUMP_FILES, _LUMP_BYTES, _LUMP_NAMES = 32, 1 << 20, 1 << 15
"""Bounds of a lump, the files that a worker reads at once: their number, their bytes, and the bytes
of names and boilerplate, which must fit into a socket's buffer: else each end might wait for the
other to receive.
"""
_AHEAD = 8
"""Lumps that are read before they are wanted; bounds the memory."""
_AT_ONCE = 2
"""Lumps that a worker is given: while it sends one lump it has the next to go on with."""


class File(NamedTuple):
    """A file to be read."""

    path: str
    key: str
    boilerplate: bytes
    """Boilerplate of the file's folder; one object for all files of a folder, sent only once."""


ReadFile = Callable[[str, str, bytes], Contents]


@contextmanager
def read_ahead(
    files: Sequence[FoundFile], read: ReadFile, boilerplate: Callable[[str], bytes]
) -> Iterator[Callable[[], Contents]]:
    """Give a function that returns the contents of the next file with each call.

    `read` is the standard pipeline's function; this process reads with it any file that no worker
    has read in time. `boilerplate` returns the lines that the folder of a key repeats, the same for
    each process.
    """
    others = min(_cores() - 1, MOST_READERS) if len(files) >= FEWEST_FILES else 0
    readers = ReaderPool(files, read, others, boilerplate)
    try:
        yield readers.next
    finally:
        readers.close()


class ReaderPool:
    """Pool of worker processes, and the contents that they have read."""

    def __init__(
        self,
        files: Sequence[FoundFile],
        read: ReadFile,
        others: int,
        boilerplate: Callable[[str], bytes],
    ) -> None:
        self._read = read
        self._lumps = list(_lumps(files, boilerplate))
        self._others = [_Other() for _ in range(others)]
        self._wanted = 0
        """Number of the lump that is wanted next."""
        self._next = 0
        """Number of the first lump that no process has begun."""
        self._dropped: list[int] = []
        """Numbers of lumps with a dead worker, or with contents too large for a message."""
        self._found: dict[int, Sequence[Contents]] = {}
        self._rest: Iterator[Contents] = iter(())

    def next(self) -> Contents:
        """Return the contents of the next file."""
        for contents in self._rest:
            return contents
        while self._wanted not in self._found:
            self._hand_out()
            if not self._collect(wait=False) and not self._read_along():
                self._collect(wait=True)
        self._rest = iter(self._found.pop(self._wanted))
        self._wanted += 1
        self._hand_out()
        return self.next()

    def close(self) -> None:
        """End the worker processes at once."""
        for other in self._others:
            other.close()

    def _hand_out(self) -> None:
        for other in self._others:
            while len(other.given) < _AT_ONCE and self._has_more():
                try:
                    other.give(self._next, self._lumps[self._next])
                except OSError:
                    self._lose(other)
                    return
                self._next += 1

    def _has_more(self) -> bool:
        return self._next < min(len(self._lumps), self._wanted + _AHEAD)

    def _collect(self, *, wait: bool) -> bool:
        """Take the contents that workers have sent; return whether there were any."""
        waiting = [other for other in self._others if other.given]
        ready, _, _ = select.select(waiting, (), (), None if wait and waiting else 0)
        for other in ready:
            try:
                number, found = other.take()
            except EOFError:
                self._lose(other)
                continue
            if found is None:
                self._dropped.append(number)
            else:
                self._found[number] = found
        return bool(ready)

    def _read_along(self) -> bool:
        """Read a lump in this process; return whether there was a lump to read."""
        if self._dropped:
            number = self._dropped.pop()
            self._found[number] = list(self._read_apart(self._lumps[number]))
        elif self._has_more():
            number = self._next
            self._next += 1
            self._found[number] = [self._read(*file) for file in self._lumps[number]]
        else:
            return False
        return True

    def _read_apart(self, lump: Sequence[File]) -> Iterator[Contents]:
        """Read files one by one in another process, so that a deadly file ends only that process.

        Any of the files may have ended the last worker, as the kernel does when the memory runs
        out.
        """
        with ExitStack() as processes:
            other: _Other | None = None
            for file in lump:
                try:
                    if other is None:
                        other = _Other()
                        processes.callback(other.close)
                    other.give(0, [file])
                    _, found = other.take()
                except (OSError, EOFError):
                    other = None
                    yield Contents(reason="the process that read it was killed")
                else:
                    yield from [self._read(*file)] if found is None else found

    def _lose(self, other: _Other) -> None:
        self._others.remove(other)
        self._dropped += other.given
        other.close()


class _Other:
    """The parent's end of a worker process."""

    def __init__(self) -> None:
        self._helper = HelperProcess(__name__)
        self.given: deque[int] = deque()
        """Numbers of the lumps that the worker has to read, in order."""

    def fileno(self) -> int:
        """Return the descriptor to wait on with `select`."""
        return self._helper.fileno()

    def give(self, number: int, lump: Sequence[File]) -> None:
        """Send a lump to the worker. Raises `OSError` when the worker has died."""
        self._helper.wire.send(lump)
        self.given.append(number)

    def take(self) -> tuple[int, Sequence[Contents] | None]:
        """Return number and contents of the next lump; None for contents too large for a message.

        Raises `EOFError` when the worker has died.
        """
        found: Sequence[Contents] | None = self._helper.wire.receive()
        return self.given.popleft(), found

    def close(self) -> None:
        self._helper.close()


def _lumps(files: Iterable[FoundFile], boilerplate: Callable[[str], bytes]) -> Iterator[list[File]]:
    lump: list[File] = []
    size = names = 0
    for file in files:
        one = File(file.path, file.key, boilerplate(file.key))
        if not lump or lump[-1].boilerplate is not one.boilerplate:
            names += len(one.boilerplate)
        lump.append(one)
        size += file.size
        names += 4 * (len(file.path) + len(file.key))
        if len(lump) == _LUMP_FILES or size > _LUMP_BYTES or names > _LUMP_NAMES:
            yield lump
            lump, size, names = [], 0, 0
    if lump:
        yield lump


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def main(look: ReadFile | None = None) -> None:
    """Run a worker process: read lumps and send their contents until the parent closes the wire."""
    with suppress(EOFError, OSError), wire_to_parent(sys.argv[1]) as wire:
        if look is None:
            from index.ingest.registry import read_file
            from index.text.language import detect

            look = Look(read_file, detect)
        while True:
            found = [look(*file) for file in wire.receive()]
            try:
                wire.send(found)
            except NewstuiError:
                wire.send(None)


if __name__ == "__main__":
    main()
