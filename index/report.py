"""What did an update of the index find and do?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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


@dataclass(frozen=True, slots=True)
class Report:
    """What an update did, in files unless it says articles."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    passed: int = 0
    """Hidden files and folders, and links to what is read under its own name."""
    articles: int = 0
    """Articles written, headlines included."""
    removed: int = 0
    """Articles removed."""
    unreadable: tuple[Problem, ...] = ()
    """What an earlier version of such a file held stays in the archive."""
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
    bytes: int = 0
    """Bytes of the files that were read."""
