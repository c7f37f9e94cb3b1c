"""The tree of errors that a reader is told in one line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass


class NewstuiError(Exception):
    """Anything that newstui tells its reader in one line instead of a traceback."""

    @property
    def for_visitors(self) -> str:
        """The same for somebody who is not told where files are."""
        return str(self)


class FileError(NewstuiError):
    """A file could not be used; `path` says which and `reason` why, in words for the reader."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        from index.text.clean import clean_line

        return clean_line(f"{self.path}: {self.reason}")

    @property
    def for_visitors(self) -> str:
        """Only why."""
        return self.reason


class UnreadableError(FileError):
    """No article could be read from a file."""


class SettingsError(FileError):
    """`config.toml` holds something that newstui does not understand."""


class IndexUnusableError(FileError):
    """The index is missing, damaged or of another version; a rebuild puts it right."""


class StateError(FileError):
    """What the reader did could not be read or saved."""


class HomeError(FileError):
    """The home folder can't be used: read-only, full, or not a folder."""


class IndexBusyError(HomeError):
    """Another process is changing the index."""


class Stopped(Exception):  # noqa: N818  (a signal, not a failure)
    """The search was told to stop before it had an answer."""


def never() -> bool:
    """The stop signal of a search that runs to its end."""
    return False
