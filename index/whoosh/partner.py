"""How does a second process take over a share of the articles?

It gets lumps of articles through a socket and writes segments of its own, which it names when
there are no more. Whoever reads the articles keeps what the partner has no time for.
"""

from __future__ import annotations

import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from index.article import Article
from index.errors import NewstuiError
from index.processes.wire import Wire
from index.whoosh.batch import Batch

LUMP = 64
"""Articles that are handed over at once."""

_WAITING = 4
"""Lumps that may wait for the partner."""


class PartnerError(NewstuiError):
    """The second process ended before its work did."""

    def __str__(self) -> str:
        return "a process that was indexing died"


class Partner:
    """The process, from the side of the one that started it."""

    def __init__(self, folder: Path, memory_mb: int) -> None:
        from index.processes.child import environment

        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                # Without the current directory: it is the user's, and may hold a folder `index`.
                [
                    sys.executable,
                    "-P",
                    "-m",
                    __name__,
                    str(theirs.fileno()),
                    folder,
                    str(memory_mb),
                ],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
                env=environment(),
            )
        self._end = ours
        self._wire = Wire(ours)
        self._lumps: queue.Queue[Sequence[Article] | None] = queue.Queue(_WAITING)
        self._gone = threading.Event()
        self._sender = threading.Thread(target=self._send, daemon=True)
        self._sender.start()

    def take(self, lump: Sequence[Article]) -> bool:
        """Hand over some articles; False when the partner has enough to do."""
        if self._gone.is_set():
            self._result()
        try:
            self._lumps.put_nowait(lump)
        except queue.Full:
            return False
        return True

    def finish(self) -> list[Any]:
        """Wait for the segments of the partner; raises what went wrong there."""
        self._lumps.put(None)
        return self._result()

    def close(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.wait()
        # The sender may wait for an end that is no more, or for a lump that never comes.
        self._hang_up()
        while self._sender.is_alive():
            try:
                self._lumps.put_nowait(None)
            except queue.Full:
                self._lumps.get_nowait()
            self._sender.join(0.01)
        self._end.close()

    def _result(self) -> list[Any]:
        try:
            result = self._wire.receive()
        except EOFError as error:
            raise PartnerError from error
        if isinstance(result, Exception):
            raise result
        segments: list[Any] = result
        return segments

    def _send(self) -> None:
        """Runs in a thread, because the partner doesn't listen while it writes a segment."""
        lump: Sequence[Article] | None = ()
        while lump is not None:
            lump = self._lumps.get()
            if not self._gone.is_set():
                try:
                    self._wire.send(lump)
                except (OSError, NewstuiError):
                    self._hang_up()

    def _hang_up(self) -> None:
        self._gone.set()
        with suppress(OSError):
            self._end.shutdown(socket.SHUT_RDWR)


def main() -> None:
    """The second process: index what comes, until nobody sends any more."""
    end, folder, memory_mb = sys.argv[1:]
    wire = Wire(socket.socket(fileno=int(end)))
    try:
        wire.send(_index(wire, Batch(Path(folder), int(memory_mb))))
    except EOFError:
        return  # whoever started us is gone, and the next to write sweeps the folder
    except Exception as error:  # noqa: BLE001  (it is raised again where somebody can handle it)
        wire.send(error)


def _index(wire: Wire, batch: Batch) -> list[Any]:
    while (lump := wire.receive()) is not None:
        for article in lump:
            batch.add(article)
    return batch.finish()


if __name__ == "__main__":
    main()
