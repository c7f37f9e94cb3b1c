"""Report of an update of the index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SHORTEST = 0.05
"""Seconds under which a speed says nothing."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A file or folder that could not be read; `path` as the system has it, clean it to show it."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an update has come; sent a few times a second at most."""

    done_files: int = 0
    total_files: int = 0
    """Files to be read; while folders are still being listed, files found so far."""
    articles: int = 0
    bytes: int = 0
    current: str = ""
    """The file being read, clean."""
    seconds: float = 0.0
    """Since the first file was opened."""

    @property
    def articles_per_second(self) -> float:
        """How fast it goes, on average; 0 until that can be said."""
        return _rate(self.articles, self.seconds)

    @property
    def bytes_per_second(self) -> float:
        """Bytes of files read, on average."""
        return _rate(self.bytes, self.seconds)


@dataclass(frozen=True, slots=True)
class Report:
    """What an update did, in files unless it says articles."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    copies: int = 0
    """Files read whose content another file has too: their articles are those of the other."""
    passed: int = 0
    """Hidden files and folders, and links to what is read under its own name."""
    other_kinds: Mapping[str, int] = field(default_factory=dict)
    """How many files below folders no reader knows, by their suffix, the most frequent first."""
    articles: int = 0
    """Articles written, headlines included."""
    removed: int = 0
    """Articles removed."""
    unreadable: tuple[Problem, ...] = ()
    """What an earlier version of such a file held stays in the archive."""
    remarks: tuple[Problem, ...] = ()
    """What is unusual about files that were read all the same: lines in another encoding."""
    unreachable: tuple[Problem, ...] = ()
    """Sources that are not there now, a disk not mounted; their articles stay."""
    moved: Mapping[str, str] = field(default_factory=dict)
    """Old id to new id of articles whose file was moved."""
    rebuilt: str | None = None
    """Why the index was made anew; None when it was only brought up to date."""
    kept_aside: tuple[str, ...] = ()
    """Folders with files that lay in the index but are not the index's own."""
    stopped: bool = False
    """Told to stop before the end: what was read until then is in the index."""
    seconds: float = 0.0
    """From the call to its end, waiting for others left out."""
    bytes: int = 0
    """Bytes of the files that were read."""

    @property
    def has_changed(self) -> bool:
        """Whether the index is another one than before."""
        return bool(self.articles or self.removed or self.moved or self.rebuilt)

    @property
    def articles_per_second(self) -> float:
        """How fast it went, from the first look to the last commit."""
        return _rate(self.articles, self.seconds)

    @property
    def bytes_per_second(self) -> float:
        """Bytes of files read."""
        return _rate(self.bytes, self.seconds)


def _rate(number: int, seconds: float) -> float:
    return number / seconds if seconds >= SHORTEST else 0.0
