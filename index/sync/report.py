"""Report of an update of the index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SHORTEST = 0.05
"""Shortest time, in seconds, for which a speed is computed; a shorter time gives speed 0."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A file or folder that could not be read; `path` is raw, to be cleaned for display."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of a running update; sent a few times a second at most."""

    done_files: int = 0
    total_files: int = 0
    """Files to be read; while folders are still being listed, files found so far."""
    articles: int = 0
    bytes: int = 0
    current: str = ""
    """The path of the file being read, clean."""
    seconds: float = 0.0
    """Time since the first file was opened."""

    @property
    def articles_per_second(self) -> float:
        """Articles per second, on average; 0 in the first moments."""
        return _rate(self.articles, self.seconds)

    @property
    def bytes_per_second(self) -> float:
        """Bytes of files read per second, on average; 0 in the first moments."""
        return _rate(self.bytes, self.seconds)


@dataclass(frozen=True, slots=True)
class Report:
    """The result of an update, in files unless it says articles."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    copies: int = 0
    """Files read with the content of another file: their articles count with the other file."""
    passed: int = 0
    """Hidden files and folders, and links to files that are read under their own names."""
    other_kinds: Mapping[str, int] = field(default_factory=dict)
    """Numbers of files of unknown formats below folders, by suffix, most frequent first."""
    articles: int = 0
    """Articles written, headlines included."""
    removed: int = 0
    """Articles removed."""
    unreadable: tuple[Problem, ...] = ()
    """Files that can't be read; the articles of an earlier version of such a file stay."""
    remarks: tuple[Problem, ...] = ()
    """Peculiarities of files that were read all the same, such as lines in another encoding."""
    unreachable: tuple[Problem, ...] = ()
    """Sources that are missing now, as on a disk not mounted; their articles stay."""
    moved: Mapping[str, str] = field(default_factory=dict)
    """Old id to new id of the articles of moved files."""
    rebuilt: str | None = None
    """The reason why the index was made anew; None when it was only brought up to date."""
    kept_aside: tuple[str, ...] = ()
    """Folders with files that lay in the index but are not the index's own."""
    stopped: bool = False
    """Whether the update was stopped before the end: files read until then are in the index."""
    seconds: float = 0.0
    """Time from the call to its end, without the wait for the lock."""
    bytes: int = 0
    """Bytes of the files that were read."""

    @property
    def has_changed(self) -> bool:
        """Whether the update changed the index."""
        return bool(self.articles or self.removed or self.moved or self.rebuilt)

    @property
    def articles_per_second(self) -> float:
        """Articles per second, from the first look to the last commit."""
        return _rate(self.articles, self.seconds)

    @property
    def bytes_per_second(self) -> float:
        """Bytes of files read per second, from the first look to the last commit."""
        return _rate(self.bytes, self.seconds)


def _rate(number: int, seconds: float) -> float:
    return number / seconds if seconds >= SHORTEST else 0.0
