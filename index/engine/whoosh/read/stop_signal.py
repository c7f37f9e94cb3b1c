"""Signal that ends a search before it is done."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from index.engine.whoosh.format.errors import OutOfTime
from index.errors import Stopped


class StopSignal:
    """Asked now and then by whatever takes long: raises when there is a reason to end."""

    def __init__(self, stop: Callable[[], bool], seconds: float | None = None) -> None:
        self._stop = stop
        self._deadline = None if seconds is None else monotonic() + seconds

    def __call__(self) -> None:
        """Raises `Stopped`, or `OutOfTime` where what was found so far can be made use of."""
        self.stop()
        if self._deadline is not None and monotonic() >= self._deadline:
            raise OutOfTime

    def stop(self) -> None:
        """Raises `Stopped` alone: what was found is shown, however late it is."""
        if self._stop():
            raise Stopped
