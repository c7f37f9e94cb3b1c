"""Process that brings the index up to date."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

from index.archive.messages import Failed, Stop, UpdateRequest, Waiting
from index.errors import NewstuiError
from index.files.home import Home
from index.files.lock import Holder
from index.ipc.helper import wire_to_parent
from index.ipc.wire import Wire
from index.sync.job import SyncObserver, rebuild, sync
from index.sync.pipeline import Pipeline
from index.sync.report import Progress, Report

PATIENCE_SECONDS = 10.0
"""Seconds that a commit may take after the parent's end. A slow file or a longer commit is given up
then: the next update goes on from the last commit.
"""
NICENESS = 10
"""Niceness of the process: reading and searching come first on a machine with few cores."""

_log = logging.getLogger(__name__)


def run(wire: Wire, home: Home, pipeline: Pipeline | None = None) -> None:
    """Carry out the one order that comes over the wire, and answer with a `Report` or `Failed`.

    The update stops after the current file on `Stop`, or when the parent has closed the wire.
    """
    # A closed wire needs no answer, and the work is committed.
    with suppress(EOFError, OSError):
        order = wire.receive()
        stop = Event()
        Thread(target=_listen, args=(wire, stop), daemon=True).start()
        wire.send(_outcome(order, _watch(wire, stop), home, pipeline))


def _listen(wire: Wire, stop: Event) -> None:
    try:
        with suppress(EOFError, OSError):
            while not isinstance(wire.receive(), Stop):
                pass
    finally:
        stop.set()


def _outcome(
    order: UpdateRequest, watch: SyncObserver, home: Home, pipeline: Pipeline | None
) -> Report | Failed:
    try:
        if order.rebuild:
            return rebuild(home, watch=watch, pipeline=pipeline)
        return sync(home, only=order.only, watch=watch, pipeline=pipeline)
    except NewstuiError as error:
        return Failed(error)
    except MemoryError:
        return Failed(NewstuiError("indexing needs more memory than there is"))
    except Exception as error:  # noqa: BLE001 (reported and logged, instead of a silent end)
        _log.exception("the update failed")
        reason = f"the update failed ({type(error).__name__}); newstui.log says where"
        return Failed(NewstuiError(reason))


def _watch(wire: Wire, stop: Event) -> SyncObserver:
    def progress(progress: Progress) -> None:
        with suppress(OSError):
            wire.offer(progress)

    def waiting(holder: Holder) -> None:
        with suppress(OSError):
            wire.send(Waiting(str(holder)))

    return SyncObserver(progress, stop.is_set, waiting)


def main(pipeline: Pipeline | None = None, patience: float = PATIENCE_SECONDS) -> None:
    """Run with the number of an inherited socket and the home's path as arguments."""
    logging.basicConfig(format="%(asctime)s %(process)d %(message)s")
    os.nice(NICENESS)
    descriptor, path = sys.argv[1:]
    # The browser ends this process by closing the socket, which stops the update between files.
    with wire_to_parent(descriptor, patience) as wire:
        run(wire, Home(Path(path)), pipeline)


if __name__ == "__main__":
    main()
