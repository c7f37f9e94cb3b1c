"""Time budget shared by all steps of an answer."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic

from index.engine.request import Request


class Deadline:
    """A time limit that runs from its creation, in seconds; None means no limit."""

    def __init__(self, seconds: float | None) -> None:
        self._end = None if seconds is None else monotonic() + seconds

    @property
    def left(self) -> float | None:
        """Seconds left, 0 when the time is up; None without a limit."""
        return None if self._end is None else max(0.0, self._end - monotonic())

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return self.left == 0

    def hurried(self, request: Request) -> Request:
        """Return the request with the time left as its limit."""
        return replace(request, time_limit=self.left)
