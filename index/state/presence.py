"""Locks of the windows that use a state; a damaged file is replaced by the only window alone."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path


class Presence:
    """A lock on a file beside the state: every window shares it, one that is alone may own it.

    It is needed because SQLite deletes its log by name: a window that still had a replaced file
    open would, when it closes, delete the log of the new one. Where the file system has no locks,
    a window believes itself alone.
    """

    def __init__(self, path: Path) -> None:
        """Take part, in the lock beside `path`; raises `OSError` where it can't be made."""
        self._descriptor = os.open(
            path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600
        )

    def alone(self) -> bool:
        """Keep other windows out until `share`; False where there are some already."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True

    def share(self) -> None:
        """Let other windows in; waits while one of them has kept everybody out."""
        with suppress(OSError):
            fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def close(self) -> None:
        """Leave."""
        os.close(self._descriptor)
