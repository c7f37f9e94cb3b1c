"""Helper process that indexes a share of the articles.

The helper receives lumps of articles through a socket and writes segments of its own; after the
last lump it returns their descriptions. The parent process keeps the lumps for which the helper has
no time.
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
"""The number of articles in a lump, which is handed over at once."""

_WAITING = 48
"""The capacity of the queue in lumps: the helper's work while the parent writes a segment."""

_WAITING_CHARACTERS = 8_000_000
"""The capacity of the queue in characters of text; a single lump may be larger."""


class _PendingLump(NamedTuple):
    lump: Sequence[Article] | None
    """None is the end of the lumps."""
    characters: int = 0


class IndexingHelperError(NewstuiError):
    """The death of the helper process before the end of its work."""

    def __str__(self) -> str:
        return "a process that was indexing died"


class IndexingHelper:
    """The parent's handle of the helper process."""

    def __init__(self, folder: Path, memory_mb: int) -> None:
        self._helper = HelperProcess(__name__, str(folder), str(memory_mb))
        self._waiting: deque[_PendingLump] = deque()
        self._given = threading.Semaphore(0)
        self._gone = threading.Event()
        self._sender = threading.Thread(target=self._send, daemon=True)
        self._sender.start()

    def take(self, lump: Sequence[Article]) -> bool:
        """Queue a lump for the helper; return False when its queue is full.

        Raises `IndexingHelperError` when the helper has died, or its own error.
        """
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
        """Return the last lump still in the queue, or None: a parent without further articles is
        faster indexing it than waiting."""
        try:
            return self._waiting.pop().lump
        except IndexError:
            return None

    def end(self) -> None:
        """Queue the end of the lumps: the helper then writes its last segment."""
        self._give(_PendingLump(None))

    def finish(self) -> list[Any]:
        """Wait for the helper and return its segments. Raises the helper's error, and
        `IndexingHelperError` if it died."""
        return self._result()

    def close(self) -> None:
        """Kill the process, in any state, and end the sender thread."""
        self._helper.kill()
        # The sender may be blocked by a dead helper's socket, or wait for a lump that never comes.
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
        """Send the queue, in a thread, because a helper that writes a segment receives nothing."""
        lump: Sequence[Article] | None = ()
        while lump is not None:
            self._given.acquire()
            try:
                lump = self._waiting.popleft().lump
            except IndexError:
                continue  # `give_back` took the lump
            if not self._gone.is_set():
                try:
                    self._helper.wire.send(lump)
                except (OSError, NewstuiError):
                    self._hang_up()

    def _hang_up(self) -> None:
        self._gone.set()
        self._helper.hang_up()


def main() -> None:
    """Run the helper process: index all lumps, then send the segments or the error."""
    end, folder, memory_mb = sys.argv[1:]
    # Without a parent the segments are leftovers: the next commit sweeps the folder.
    with suppress(EOFError, OSError), wire_to_parent(end) as wire:
        wire.send(_outcome(wire, Batch(Path(folder), int(memory_mb))))


def _outcome(wire: Wire, batch: Batch) -> list[Any] | Exception:
    """Return the segments, or an error for the parent. Raises `EOFError` without a parent."""
    try:
        return _index(wire, batch)
    except EOFError:
        raise
    except Exception as error:  # noqa: BLE001 (sent to the parent, which raises it)
        return error


def _index(wire: Wire, batch: Batch) -> list[Any]:
    while (lump := wire.receive()) is not None:
        for article in lump:
            batch.add(article)
    return batch.finish()


if __name__ == "__main__":
    main()
