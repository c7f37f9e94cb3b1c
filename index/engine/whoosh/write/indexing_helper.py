"""A second process that takes over a share of the articles.

It gets lumps of articles through a socket and writes segments of its own, which it names when
there are no more. Whoever reads the articles keeps what the partner has no time for.
"""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from index.article import Article
from index.engine.whoosh.write.batch import Batch
from index.errors import NewstuiError
from index.ipc.helper import HelperProcess, wire_to_parent
from index.ipc.wire import Wire

LUMP = 64
"""Articles that are handed over at once."""

_WAITING = 48
"""Lumps that may wait for the partner: as many as it gets through while nobody feeds it, because
the one that reads the articles writes a segment."""

_WAITING_CHARACTERS = 8_000_000
"""Characters of text that may wait, unless they are of one lump."""


class _PendingLump(NamedTuple):
    lump: Sequence[Article] | None
    """None: no more come."""
    characters: int = 0


class IndexingHelperError(NewstuiError):
    """The second process ended before its work did."""

    def __str__(self) -> str:
        return "a process that was indexing died"


class IndexingHelper:
    """The process, from the side of the one that started it."""

    def __init__(self, folder: Path, memory_mb: int) -> None:
        self._helper = HelperProcess(__name__, str(folder), str(memory_mb))
        self._waiting: deque[_PendingLump] = deque()
        self._given = threading.Semaphore(0)
        self._gone = threading.Event()
        self._sender = threading.Thread(target=self._send, daemon=True)
        self._sender.start()

    def take(self, lump: Sequence[Article]) -> bool:
        """Hand over some articles; False when the partner has enough to do."""
        if self._gone.is_set():
            self._result()
        waiting = list(self._waiting)
        size = sum(len(text) for article in lump for text in article.paragraphs)
        if len(waiting) >= _WAITING or (
            waiting and size + sum(each.characters for each in waiting) > _WAITING_CHARACTERS
        ):
            return False
        self._give(_PendingLump(lump, size))
        return True

    def give_back(self) -> Sequence[Article] | None:
        """The last lump that the partner took, if it still waits: whoever has read all articles
        does better to help than to wait."""
        try:
            return self._waiting.pop().lump
        except IndexError:
            return None

    def end(self) -> None:
        """Tell the partner that no more come: it writes its last segment."""
        self._give(_PendingLump(None))

    def finish(self) -> list[Any]:
        """Wait for the segments of the partner; raises what went wrong there."""
        return self._result()

    def close(self) -> None:
        """End the process, whatever it does."""
        self._helper.kill()
        # The sender may wait for an end that is no more, or for a lump that never comes.
        self._hang_up()
        self._waiting.clear()
        self._give(_PendingLump(None))
        self._sender.join()
        self._helper.close()

    def _result(self) -> list[Any]:
        try:
            result = self._helper.wire.receive()
        except EOFError as error:
            raise IndexingHelperError from error
        if isinstance(result, Exception):
            raise result
        segments: list[Any] = result
        return segments

    def _give(self, lump: _PendingLump) -> None:
        self._waiting.append(lump)
        self._given.release()

    def _send(self) -> None:
        """Runs in a thread, because the partner doesn't listen while it writes a segment."""
        lump: Sequence[Article] | None = ()
        while lump is not None:
            self._given.acquire()
            try:
                lump = self._waiting.popleft().lump
            except IndexError:
                continue  # it was given back
            if not self._gone.is_set():
                try:
                    self._helper.wire.send(lump)
                except (OSError, NewstuiError):
                    self._hang_up()

    def _hang_up(self) -> None:
        self._gone.set()
        self._helper.hang_up()


def main() -> None:
    """The second process: index what comes, until nobody sends any more."""
    end, folder, memory_mb = sys.argv[1:]
    # Once nobody is there any more, the next to write sweeps the folder.
    with suppress(EOFError, OSError), wire_to_parent(end) as wire:
        wire.send(_outcome(wire, Batch(Path(folder), int(memory_mb))))


def _outcome(wire: Wire, batch: Batch) -> list[Any] | Exception:
    """The segments, or what is raised again where somebody can handle it."""
    try:
        return _index(wire, batch)
    except EOFError:
        raise
    except Exception as error:  # noqa: BLE001
        return error


def _index(wire: Wire, batch: Batch) -> list[Any]:
    while (lump := wire.receive()) is not None:
        for article in lump:
            batch.add(article)
    return batch.finish()


if __name__ == "__main__":
    main()
