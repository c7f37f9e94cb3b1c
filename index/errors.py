"""Tree of the errors that a reader sees as one line."""

from __future__ import annotations

from pathlib import Path


class NewstuiError(Exception):
    """An error that newstui shows its reader in one line instead of a traceback."""

    @property
    def for_visitors(self) -> str:
        """The message for a reader of a served archive, from whom file paths are hidden."""
        return str(self)


class FileError(NewstuiError):
    """A file that could not be used: its `path`, and the `reason` in words for the reader."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        from index.text.clean import clean_line

        return clean_line(f"{self.path}: {self.reason}")

    @property
    def for_visitors(self) -> str:
        """The reason without the path."""
        return self.reason


class UnreadableError(FileError):
    """A file from which no article could be read."""


class SettingsError(FileError):
    """A setting in `config.toml` that newstui does not understand."""


class IndexUnusableError(FileError):
    """An index that is missing, damaged or of another version; a rebuild repairs it."""


class StateError(FileError):
    """A failure to read or save the reader's state."""


class HomeError(FileError):
    """A home folder that can't be used: read-only, full, or not a folder."""


class IndexBusyError(HomeError):
    """A lock on the index that another process holds."""


class Stopped(Exception):  # noqa: N818  (a signal, not a failure)
    """The signal that a search was stopped before it had an answer."""


def never() -> bool:
    """Return False: the stop signal of a search that runs to its end."""
    return False
