"""Folders with new, changed or deleted files, and the boilerplate that their pages repeat."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache

from index.sync.manifest import Manifest
from index.sync.plan import SyncPlan
from index.sync.sources import Source, owner

FOLDERS_KEPT = 64
"""Folders in the boilerplate cache: files are read by rank, so several folders take turns."""


class Boilerplate:
    """Cached look-up of the boilerplate of a file's folder, as the manifest records it."""

    def __init__(self, manifest: Manifest, alone: Collection[str]) -> None:
        """Take the manifest to read from.

        `alone` are the keys of files that were added by their own names: they have no folder.
        """
        self._alone = alone
        self._of_folder = lru_cache(FOLDERS_KEPT)(manifest.boilerplate)

    def __call__(self, key: str) -> bytes:
        """Return the boilerplate of the folder of a file; the same object for all of its files."""
        return b"" if key in self._alone else self._of_folder(folder_of(key))


def folder_of(key: str) -> str:
    """Return the key of the folder that holds the file with this key."""
    return key.rpartition("/")[0]


def folders_of(todo: SyncPlan, sources: Mapping[str, Source]) -> dict[str, str | None]:
    """Return the folders with new, changed or deleted files: the path of each by its key.

    A path is None where no source has the folder any more.
    """
    found: dict[str, str | None] = {
        folder_of(key): _path(folder_of(key), sources) for key in todo.gone if key not in sources
    }
    for file in (*todo.added, *todo.changed):
        if file.key not in sources:
            found[folder_of(file.key)] = folder_of(file.path)
    return found


def _path(folder: str, sources: Mapping[str, Source]) -> str | None:
    source = owner(folder, sources)
    if source is None or not source.path.is_dir():
        return None
    below = folder.removeprefix(source.name.rstrip("/")).lstrip("/")
    return str(source.path / below)
