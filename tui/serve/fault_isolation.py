"""Fault isolation: an error of one session ends that session alone.

`sys.exit` in a task ends a whole event loop, and a call that blocks stops it. Here the first ends
one visit; the second is interrupted after a while, and ends the visit that it was made for.
"""

from __future__ import annotations

import asyncio
import signal
import traceback
from collections.abc import Callable, Coroutine, Generator
from contextlib import nullcontext
from contextvars import ContextVar
from types import FrameType, TracebackType
from typing import Any, Protocol

from tui.serve.event_log import EventLog

STUCK_SECONDS = 5.0
"""How long one step of a screen may keep all the others waiting."""
BEAT_SECONDS = 1.0


class ExitedError(Exception):
    """Something in a visit called `sys.exit`."""


class StuckError(Exception):
    """Something in a visit kept the whole server waiting."""


class Visitor(Protocol):
    """Whose trouble it is."""

    def fail(self, error: BaseException) -> None:
        """End the visit, and say so."""


current: ContextVar[Visitor | None] = ContextVar("current visitor", default=None)
"""Whose task is running."""


class _Contained(Coroutine[Any, Any, Any]):
    """A coroutine that ends with an `Exception` where it would end the loop."""

    def __init__(self, inner: Coroutine[Any, Any, Any]) -> None:
        self._inner = inner
        self.__name__ = getattr(inner, "__name__", "task")
        self.__qualname__ = getattr(inner, "__qualname__", "task")

    def send(self, value: Any) -> Any:
        try:
            return self._inner.send(value)
        except SystemExit as error:
            raise self._exited(error) from None

    def throw(self, kind: Any, value: Any = None, trace: TracebackType | None = None) -> Any:
        try:
            if value is None and trace is None:
                return self._inner.throw(kind)
            return self._inner.throw(kind, value, trace)
        except SystemExit as error:
            raise self._exited(error) from None

    def close(self) -> None:
        self._inner.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        return (yield from self._inner.__await__())

    def _exited(self, error: SystemExit) -> ExitedError:
        exited = ExitedError().with_traceback(error.__traceback__)
        if visitor := current.get():
            visitor.fail(exited)
        return exited


def _contained(loop: asyncio.AbstractEventLoop, inner: Any, **options: Any) -> asyncio.Task[Any]:
    return asyncio.Task(_Contained(inner), loop=loop, **options)


class ServingLoop(asyncio.SelectorEventLoop):
    """An event loop that no task ends, and whose tasks nobody makes in another way."""

    def __init__(self) -> None:
        super().__init__()
        super().set_task_factory(_contained)

    def set_task_factory(self, factory: Any) -> None:
        """Textual would have tasks begin at once, in the middle of what makes them."""

    def run_to_end(self, main: Coroutine[Any, Any, int], journal: EventLog) -> int:
        """What `main` gives, whatever tries to end the loop before."""
        task = self.create_task(main)
        task.add_done_callback(lambda _: self.stop())
        while not task.done():
            try:
                self.run_forever()
            except (SystemExit, KeyboardInterrupt) as error:
                journal.defect(error, where="event loop")
        return task.result()


class Watchdog:
    """Interrupts what blocks the event loop. In the main thread of a process, one at a time."""

    def __init__(self, journal: EventLog, stuck_seconds: float = STUCK_SECONDS) -> None:
        self._journal = journal
        self._stuck_seconds = stuck_seconds
        self._beat: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Watch the running loop."""
        signal.signal(signal.SIGALRM, self._stuck)
        self._rearm()

    def stop(self) -> None:
        """Watch no more."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        if self._beat is not None:
            self._beat.cancel()

    def _rearm(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, self._stuck_seconds, self._stuck_seconds)
        self._beat = asyncio.get_running_loop().call_later(BEAT_SECONDS, self._rearm)

    def _stuck(self, _number: int, frame: FrameType | None) -> None:
        visitor = current.get()
        where = "".join(traceback.format_stack(frame, 12))
        self._journal.note("stuck", seconds=self._stuck_seconds, trace=where)
        if visitor is not None:
            error = StuckError()
            visitor.fail(error)
            raise error


def leave_standard_output_alone() -> None:
    """Each of Textual's apps would redirect the output of the whole process, and put back what was
    there when it began: with many that come and go, that of one which is long over."""
    import textual.app

    untouched: Callable[[object], nullcontext[None]] = lambda _: nullcontext()  # noqa: E731 (a default, not a function)
    for name in ("redirect_stdout", "redirect_stderr"):
        setattr(textual.app, name, untouched)
