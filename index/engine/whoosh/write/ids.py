"""Set of the ids of a batch of any size, with a search for duplicates."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

import numpy as np

from index.engine.whoosh.format.arrays import I64


class IdSet:
    """A list of ids in some 40 bytes each, where a dictionary would take 200.

    Ids are compared by their hashes, all at once, and byte by byte only where the hashes agree.
    """

    def __init__(self) -> None:
        self._hashes = array("q")
        self._content = bytearray()
        self._ends = array("Q", [0])

    def __len__(self) -> int:
        return len(self._hashes)

    def __getitem__(self, number: int) -> bytes:
        return bytes(self._content[self._ends[number] : self._ends[number + 1]])

    def __iter__(self) -> Iterator[bytes]:
        return map(self.__getitem__, range(len(self)))

    def add(self, id: str) -> None:
        """Append an id; its number is the number of earlier ids."""
        content = id.encode("utf-8", "replace")
        self._hashes.append(hash(content))
        self._content += content
        self._ends.append(len(self._content))

    def superseded(self) -> list[int]:
        """Return the numbers of the ids that a later equal id supersedes."""
        hashes = np.array(self._hashes, np.int64)
        order = np.argsort(hashes, kind="stable")
        same = np.flatnonzero(hashes[order[1:]] == hashes[order[:-1]])
        # Of three ids with equal hashes the first and the last may be the same while the second
        # differs, but that is as likely as a meteorite.
        pairs = zip(order[same].tolist(), order[same + 1].tolist(), strict=True)
        return [earlier for earlier, later in pairs if self[earlier] == self[later]]

    def among(self, others: Sequence[bytes]) -> list[int]:
        """Return the positions in `others` of the ids that this set has too."""
        order = np.argsort(np.array(self._hashes, np.int64), kind="stable")
        hashes: I64 = np.array(self._hashes, np.int64)[order]
        wanted = np.fromiter(map(hash, others), np.int64, len(others))
        at = np.minimum(np.searchsorted(hashes, wanted), max(0, len(hashes) - 1))
        if not len(hashes):
            return []
        agreeing = np.flatnonzero(hashes[at] == wanted).tolist()
        return [place for place in agreeing if self[int(order[at[place]])] == others[place]]
