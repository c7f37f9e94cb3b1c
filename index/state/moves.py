"""Log of articles with changed ids, from which each reader's state takes the moves new to it.

The index writes one JSON object a line, old ids and new ones, and knows of no state: a state that
can't be written now, has a newer version or belongs to a reader of a served archive follows at its
next use. An article that became two has a list of ids, its own among them where the id stays.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Moves(NamedTuple):
    """The moves between two offsets of the log."""

    ids: tuple[Mapping[str, tuple[str, ...]], ...]
    """The new ids by old ones, a mapping for each commit of the index."""
    end: int
    """The offset in the log behind the last of these moves, in bytes."""


class MoveLog:
    """The log of moves, a file in the archive's home."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, moved: Mapping[str, Sequence[str]]) -> None:
        """Append new ids by old ones to the log and sync it to the disk. Raises `OSError`.

        One process at a time: the holder of the index's lock.
        """
        entry = {old: new[0] if len(new) == 1 else list(new) for old, new in moved.items()}
        line = json.dumps(entry, ensure_ascii=True).encode("ascii") + b"\n"
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        with os.fdopen(descriptor, "r+b") as file:
            # A line that a killed process left unfinished is overwritten.
            file.seek(_end_of_lines(file.read()))
            file.truncate()
            file.write(line)
            file.flush()
            os.fsync(file.fileno())

    def size(self) -> int:
        """Return the bytes of the log; 0 where it does not exist or can't be read."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def since(self, start: int) -> Moves:
        """Return the moves behind the first `start` bytes; from the beginning of a log that is
        shorter, and no moves where there is no log or it can't be read."""
        try:
            with self.path.open("rb") as file:
                start = file.seek(start if start <= self.size() else 0)
                content = file.read()
        except OSError:
            return Moves((), start)
        whole = content[: _end_of_lines(content)]
        return Moves(tuple(_mappings(whole)), start + len(whole))


def _end_of_lines(content: bytes) -> int:
    return content.rfind(b"\n") + 1


def _mappings(lines: bytes) -> Iterator[Mapping[str, tuple[str, ...]]]:
    """Yield the moves of each valid line; a damaged line moves nothing."""
    for line in lines.splitlines():
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            moved = {old: _ids(new) for old, new in found.items()}
            if all(moved.values()):
                yield moved


def _ids(entry: object) -> tuple[str, ...]:
    """Return the ids of an entry; empty for a damaged entry."""
    entries: list[object] = entry if isinstance(entry, list) else [entry]
    ids = tuple(id for id in entries if isinstance(id, str))
    return ids if len(ids) == len(entries) else ()
