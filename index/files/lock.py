"""Lock of the process that changes an index."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from index.errors import HomeError, IndexBusyError, never
from index.files.os_errors import os_error_text

POLL_SECONDS = 0.1
"""Seconds between two tries of a waiting process to take the lock."""
LOOK_SECONDS = 2.0
"""Seconds that a process which must not wait still waits for a holder that only looks for changes:
a look is mostly done in less, and the answer is up to date then."""
_LOOKING = " looking"
"""The end of the signature of a process that has not begun to write."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that holds the lock, as far as its signature is known."""

    pid: int | None = None
    since: str | None = None
    is_looking: bool = False
    """Whether the process only looks for changes, and writes nothing yet."""

    def __str__(self) -> str:
        """Return the holder in words, as they follow `another newstui is indexing:`."""
        if self.pid is None:
            return "it has only just begun"
        return f"process {self.pid}" + (f", since {self.since}" if self.since else "")


class Lock:
    """A held lock. The kernel frees it when its process ends, however the process ends.

    The file itself stays: deleting it would let two processes lock two files of one name.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def write(self) -> None:
        """Sign the lock file as a writer: from now on the index is written to."""
        _sign(self._descriptor, looking=False)

    def __enter__(self) -> Lock:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._descriptor)


def acquire(
    path: Path,
    *,
    wait: bool = True,
    waiting: Callable[[Holder], None] = lambda _: None,
    stop: Callable[[], bool] = never,
    looking: bool = False,
) -> Lock | None:
    """Return the lock of `path`, or None when `stop` returned True before the lock was free.

    `looking` says that nothing is written before `Lock.write` is called. `waiting` receives each
    holder that writes, once; a holder that only looks is waited for in silence. Raises `HomeError`
    when the file can't be opened, and `IndexBusyError` when another process holds the lock and
    `wait` is False.
    """
    descriptor = _open(path)
    try:
        free = _wait_until_free(path, descriptor, wait, waiting, stop)
        if free:
            _sign(descriptor, looking)
    except BaseException:
        os.close(descriptor)
        raise
    if free:
        return Lock(descriptor)
    os.close(descriptor)
    return None


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise HomeError(path, f"can't lock the index: {os_error_text(error)}") from error


def _wait_until_free(
    path: Path,
    descriptor: int,
    wait: bool,
    waiting: Callable[[Holder], None],
    stop: Callable[[], bool],
) -> bool:
    told: Holder | None = None
    patience = time.monotonic() + LOOK_SECONDS
    while not _try(path, descriptor):
        holder = _holder(descriptor)
        if not wait and not (holder.is_looking and time.monotonic() < patience):
            does = "looks for changes" if holder.is_looking else "is indexing"
            raise IndexBusyError(path, f"another newstui {does}: {holder}")
        if wait and holder != told and not holder.is_looking:
            waiting(holder)
            told = holder
        if stop():
            return False
        time.sleep(POLL_SECONDS)
    return True


def _try(path: Path, descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise HomeError(path, f"can't lock the index: {os_error_text(error)}") from error
    return True


def _sign(descriptor: int, looking: bool) -> None:
    since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    signature = f"{os.getpid()} {since}{_LOOKING if looking else ''}\n"
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, signature.encode("ascii"), 0)


def _holder(descriptor: int) -> Holder:
    signature = os.pread(descriptor, 100, 0).decode("ascii", "replace").strip()
    pid, _, since = signature.removesuffix(_LOOKING).partition(" ")
    if not (pid.isdecimal() and pid.isascii()):
        return Holder(is_looking=True)  # the holder has not signed yet
    return Holder(int(pid), since or None, signature.endswith(_LOOKING))
