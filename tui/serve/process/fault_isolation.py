"""Fault isolation: an error of one session ends that session alone.

`sys.exit` in a task ends a whole event loop, and a blocking call stops it. Here `sys.exit` ends one
session; a blocking call is interrupted after a while, and ends the session that it was made for.
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

from tui.serve.process.event_log import EventLog

STUCK_SECONDS = 5.0
"""Seconds that one step of a session may block the event loop."""
BEAT_SECONDS = 1.0


class ExitedError(Exception):
    """Exit of a session's task by `sys.exit`."""


class StuckError(Exception):
    """Interruption of a session's task that blocked the event loop."""


class Visitor(Protocol):
    """A session that can be ended by an error of its own."""

    def fail(self, error: BaseException) -> None:
        """End the session and report the error to its reader."""


current: ContextVar[Visitor | None] = ContextVar("current visitor", default=None)
"""The session of the running task."""


class _Contained(Coroutine[Any, Any, Any]):
    """A coroutine that raises `ExitedError` for a `SystemExit`, which would end the loop."""

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
    """An event loop that survives `sys.exit` in its tasks, with a fixed task factory."""

    def __init__(self) -> None:
        super().__init__()
        super().set_task_factory(_contained)

    def set_task_factory(self, factory: Any) -> None:
        """Ignore the factory: Textual's would start tasks at once, in the code that makes them."""

    def run_to_end(self, main: Coroutine[Any, Any, int], journal: EventLog) -> int:
        """Return the result of `main`, whatever tries to end the loop before."""
        task = self.create_task(main)
        task.add_done_callback(lambda _: self.stop())
        while not task.done():
            try:
                self.run_forever()
            except (SystemExit, KeyboardInterrupt) as error:
                journal.defect(error, where="event loop")
        return task.result()


class Watchdog:
    """Timer that interrupts a blocked event loop; in the main thread, one in a process."""

    def __init__(self, journal: EventLog, stuck_seconds: float = STUCK_SECONDS) -> None:
        self._journal = journal
        self._stuck_seconds = stuck_seconds
        self._beat: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Watch the running loop."""
        signal.signal(signal.SIGALRM, self._stuck)
        self._rearm()

    def stop(self) -> None:
        """Stop watching."""
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
    """Disable Textual's redirection of the process's standard output and error.

    Each app would redirect them and at its end restore the streams from before its start: with many
    apps that come and go, the streams of an app that ended long ago.
    """
    import textual.app

    untouched: Callable[[object], nullcontext[None]] = lambda _: nullcontext()  # noqa: E731 (a default, not a function)
    for name in ("redirect_stdout", "redirect_stderr"):
        setattr(textual.app, name, untouched)
