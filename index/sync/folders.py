"""Folders whose pages have to be looked at for the lines that they repeat."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache

from index.sync.manifest import Manifest
from index.sync.plan import SyncPlan
from index.sync.sources import Source, owner

FOLDERS_KEPT = 64
"""Folders whose boilerplate is at hand: files are read by rank, so from several folders in turn."""


class Boilerplate:
    """What the folder of each key repeats, as the manifest has it while files are read."""

    def __init__(self, manifest: Manifest, alone: Collection[str]) -> None:
        """`alone` are the keys of files that were added by their own names: they have no folder."""
        self._alone = alone
        self._of_folder = lru_cache(FOLDERS_KEPT)(manifest.boilerplate)

    def __call__(self, key: str) -> bytes:
        """Return the boilerplate of the folder of a file; the same object for all of its files."""
        return b"" if key in self._alone else self._of_folder(folder_of(key))


def folder_of(key: str) -> str:
    """Return the key of the folder in which the file of a key lies."""
    return key.rpartition("/")[0]


def folders_of(todo: SyncPlan, sources: Mapping[str, Source]) -> dict[str, str | None]:
    """Return the folders in which files are new, changed or gone, by key, and their paths.

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
