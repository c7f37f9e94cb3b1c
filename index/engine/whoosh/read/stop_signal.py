"""Stop signal of a search."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from index.engine.whoosh.format.errors import OutOfTime
from index.errors import Stopped


class StopSignal:
    """The check of a search for a reason to end: a stop by the caller, or the time limit."""

    def __init__(self, stop: Callable[[], bool], seconds: float | None = None) -> None:
        self._stop = stop
        self._deadline = None if seconds is None else monotonic() + seconds

    def __call__(self) -> None:
        """Raise `Stopped` at a stop, or `OutOfTime` where partial results are of use."""
        self.stop()
        if self._deadline is not None and monotonic() >= self._deadline:
            raise OutOfTime

    def stop(self) -> None:
        """Raise `Stopped` at a stop alone, where results are shown however late they are."""
        if self._stop():
            raise Stopped
