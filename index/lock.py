"""Who is changing the index right now?"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from index.engine import never
from index.errors import HomeError, IndexBusyError
from index.reasons import in_words

POLL_SECONDS = 0.1
"""How soon a waiting process notices that the lock is free."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that holds the lock, as far as it said so."""

    pid: int | None = None
    since: str | None = None

    def __str__(self) -> str:
        """What is said after `another newstui is indexing:`."""
        if self.pid is None:
            return "it has only just begun"
        return f"process {self.pid}" + (f", since {self.since}" if self.since else "")


class Lock:
    """A held lock. The kernel frees it when its process ends, however it ends.

    The file itself stays: deleting it would let two processes lock two files of one name.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

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
) -> Lock | None:
    """The lock of `path`, or None when `stop` said so before it was free.

    `waiting` is told who holds it, once for each holder. Raises `HomeError` when the file can't be
    opened, and `IndexBusyError` when another process holds it and `wait` is False.
    """
    descriptor = _open(path)
    try:
        free = _wait_until_free(path, descriptor, wait, waiting, stop)
        if free:
            _sign(descriptor)
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
        raise HomeError(path, f"can't lock the index: {in_words(error)}") from error


def _wait_until_free(
    path: Path,
    descriptor: int,
    wait: bool,
    waiting: Callable[[Holder], None],
    stop: Callable[[], bool],
) -> bool:
    told: Holder | None = None
    while not _try(path, descriptor):
        holder = _holder(descriptor)
        if not wait:
            raise IndexBusyError(path, f"another newstui is indexing: {holder}")
        if holder != told:
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
        raise HomeError(path, f"can't lock the index: {in_words(error)}") from error
    return True


def _sign(descriptor: int) -> None:
    since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()} {since}\n".encode("ascii"), 0)


def _holder(descriptor: int) -> Holder:
    pid, _, since = os.pread(descriptor, 100, 0).decode("ascii", "replace").strip().partition(" ")
    return Holder(int(pid), since or None) if pid.isdecimal() and pid.isascii() else Holder()
