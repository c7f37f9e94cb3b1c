"""How does a commit survive a loss of power?"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from index.whoosh.library import FileStorage


class DurableStorage(FileStorage):  # type: ignore[misc]
    """Whoosh's files, forced to the disk in the order that makes a commit atomic.

    Whoosh commits by renaming the new table of contents into place. Before that every file that
    the table names has to be on the disk, and the table itself; after it, the folder.

    Not covered: a drive that says it has written what it still holds in its own cache.
    """

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._written: set[str] = set()

    def create_file(self, name: str, **options: Any) -> Any:
        """A new file, remembered until the next commit."""
        self._written.add(name)
        return super().create_file(name, **options)

    def settle(self) -> None:
        """Returns when all files of the next commit are on the disk."""
        folder = Path(self.folder)
        for name in sorted(self._written):
            if (folder / name).exists():
                synced(folder / name)
        self._written.clear()


def synced(path: Path) -> None:
    """Returns when what was written to a file, or which files a folder has, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
