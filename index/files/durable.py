"""Writes that survive a loss of power: fsync of files and folders.

Not covered: a drive that says it has written what it still holds in its own cache.
"""

from __future__ import annotations

import os
from pathlib import Path


def synced(path: Path) -> None:
    """Returns when what was written to a file, or which files a folder has, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
