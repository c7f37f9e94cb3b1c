"""Writes that survive a loss of power: fsync of files and folders.

A drive that reports data as written while it is still in the drive's cache is not covered.
"""

from __future__ import annotations

import os
from pathlib import Path


def synced(path: Path) -> None:
    """Sync the content of a file, or the entries of a folder, to the disk. Raises `OSError`."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
