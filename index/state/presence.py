"""Locks of the windows that use a state; only a sole window may replace a damaged file."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path


class Presence:
    """A lock on a file beside the state: all windows share it, and a sole window may hold it alone.

    The lock is needed because SQLite deletes its log by name: a window with a replaced file still
    open would, when it closes, delete the log of the new file. On a file system without locks, a
    window takes itself for the only one.
    """

    def __init__(self, path: Path) -> None:
        """Open the lock file beside `path`, without a lock yet; raises `OSError` if that fails."""
        self._descriptor = os.open(
            path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600
        )

    def alone(self) -> bool:
        """Keep other windows out until `share`; return False if another one uses the state."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True

    def share(self) -> None:
        """Share the lock with other windows; waits while another window holds it alone."""
        with suppress(OSError):
            fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def close(self) -> None:
        """Close the lock file, which releases the lock."""
        os.close(self._descriptor)
