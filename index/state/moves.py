"""Log of articles whose ids changed, from which every reader's state takes what it has not seen.

The index writes one JSON object a line, old ids and new ones, and knows of no state: one that can't
be written now, that a newer version wrote or that belongs to a reader of a served archive follows
whenever it is next used. An article that became two has a list of ids, its own among them where it
stays.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Moves(NamedTuple):
    """Moves that were logged between two places of the log."""

    ids: tuple[Mapping[str, tuple[str, ...]], ...]
    """New ids by old ones, a mapping for each commit of the index."""
    end: int
    """Bytes of the log up to here."""


class MoveLog:
    """The log in a file of the archive's home."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, moved: Mapping[str, Sequence[str]]) -> None:
        """Log new ids by old ones, for good when this returns. Raises `OSError`.

        One process at a time: the one that holds the lock of the index.
        """
        entry = {old: new[0] if len(new) == 1 else list(new) for old, new in moved.items()}
        line = json.dumps(entry, ensure_ascii=True).encode("ascii") + b"\n"
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        with os.fdopen(descriptor, "r+b") as file:
            # What a killed process wrote of a line is written over.
            file.seek(_end_of_lines(file.read()))
            file.truncate()
            file.write(line)
            file.flush()
            os.fsync(file.fileno())

    def size(self) -> int:
        """Bytes of the log; 0 where there is none or it can't be read."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def since(self, start: int) -> Moves:
        """The moves behind the first `start` bytes; from the beginning of a log that is shorter.
        None where there is no log or it can't be read."""
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
    """The lines that are understood; a damaged one moves nothing."""
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
    """The ids of an entry; none for one that is damaged."""
    entries: list[object] = entry if isinstance(entry, list) else [entry]
    ids = tuple(id for id in entries if isinstance(id, str))
    return ids if len(ids) == len(entries) else ()
