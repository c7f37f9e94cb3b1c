"""Paths of an archive's index, settings and state."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.errors import HomeError
from index.files.home_path import home_path
from index.files.os_errors import os_error_text

MANIFEST = "manifest.sqlite"
"""The name of the manifest, the list of indexed files, in the index folder."""

NO_ARCHIVE = "there is no archive here; `newstui add` makes one"


@dataclass(frozen=True, slots=True)
class Home:
    """A folder and the names of the files in it; nothing is touched before `prepare`."""

    path: Path
    is_visited: bool = False
    """Whether the home is somebody else's: nothing is written, the owner's state stays hidden."""
    reader: Path | None = None
    """The state of the reader of a served archive; None for a reader without kept marks."""

    @classmethod
    def find(cls, option: str | None = None) -> Home:
        """Return the home at `--home`, else `$NEWSTUI_HOME`, else in the user's data folder."""
        return cls(Path(home_path(option)))

    @property
    def index(self) -> Path:
        """The index folder: derived, may be deleted."""
        return self.path / "index"

    @property
    def manifest(self) -> Path:
        """The manifest of the indexed files; it lives and dies with the index."""
        return self.index / MANIFEST

    @property
    def state(self) -> Path:
        """The reader's state: precious. For a visitor without a state, a path that never exists."""
        if self.is_visited:
            return self.reader or self.path / "state-of-nobody"
        return self.path / "state.sqlite"

    @property
    def readers(self) -> Path:
        """The folder with a state for each reader of a served archive: precious."""
        return self.path / "readers"

    @property
    def host_key(self) -> Path:
        """The host key by which SSH clients recognize a served archive."""
        return self.path / "ssh_host_ed25519_key"

    @property
    def settings(self) -> Path:
        """The user's settings."""
        return self.path / "config.toml"

    @property
    def sources(self) -> Path:
        """The list of files and folders that the user added."""
        return self.path / "sources.jsonl"

    @property
    def moves(self) -> Path:
        """The log of articles with changed ids, for the states to follow."""
        return self.path / "moves.jsonl"

    @property
    def lock(self) -> Path:
        """The lock on the index; outside the index folder, which a rebuild swaps."""
        return self.path / "index.lock"

    @property
    def log(self) -> Path:
        """The log of the processes without a terminal."""
        return self.path / "newstui.log"

    def prepare(self) -> None:
        """Make the folder, for its owner alone; an existing one is left as it is.

        Raises `HomeError` when the folder can't be made or written to.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise HomeError(self.path, f"can't make this folder: {os_error_text(error)}") from error
        if not os.access(self.path, os.W_OK | os.X_OK):
            raise HomeError(self.path, f"can't write in this folder: {self._why_not()}")

    @contextmanager
    def follow_mode(self) -> Iterator[None]:
        """Give files made meanwhile the read permissions of the home folder.

        By the folder's mode its owner says which users may read the archive, and a new index
        follows that mode whatever umask its process has. The index is never writable for others:
        else it could not be trusted.
        """
        before = os.umask(0o022 | 0o077 & ~self.path.stat().st_mode)
        try:
            yield
        finally:
            os.umask(before)

    def _why_not(self) -> str:
        read_only = os.statvfs(self.path).f_flag & os.ST_RDONLY
        return "the file system is read-only" if read_only else "permission denied"
