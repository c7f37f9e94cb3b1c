"""Folder of an index: versions, ownership, files."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.engine.whoosh.format.errors import DamagedError, OutOfTime
from index.engine.whoosh.format.schema import FORMAT_VERSION
from index.errors import IndexUnusableError, NewstuiError, Stopped
from index.files.durable import synced
from index.files.os_errors import os_error_text
from index.text.analysis import ANALYSIS_VERSION

MARKER = "newstui.json"
"""Name of the marker file, which has the versions of newstui's formats."""

VERSIONS = {"format": FORMAT_VERSION, "analysis": ANALYSIS_VERSION}

_COMMIT = re.compile(r"_MAIN_([0-9]+)\.toc")
_OURS = re.compile(r"_MAIN_[0-9]+\.toc(\..*)?|MAIN_[0-9a-z]{16}\..*|MAIN\.tmp|MAIN_WRITELOCK")


@contextmanager
def reading(folder: Path, *passing: type[Exception]) -> Iterator[None]:
    """Convert any exception that damaged files cause into `IndexUnusableError`.

    Every exception has to be converted but the types in `passing`: pickles, struct, zlib, the
    codec and its assertions each raise their own, and some raise plain `Exception`. A lack of
    memory passes too, for it is no fault of a file.
    """
    try:
        yield
    except (NewstuiError, Stopped, OutOfTime, MemoryError):
        raise
    except Exception as error:
        if isinstance(error, passing):
            raise
        kind = str(error) if isinstance(error, DamagedError) else type(error).__name__
        raise IndexUnusableError(folder, f"damaged ({kind})") from error


def generations(folder: Path) -> list[int]:
    """Return the generations of all commits in the folder, readable or not, newest first."""
    try:
        names = os.listdir(folder)  # noqa: PTH208  (a quarter of the time of Path.iterdir)
    except OSError as error:
        raise IndexUnusableError(folder, f"no index here ({os_error_text(error)})") from error
    return sorted((int(found[1]) for found in map(_COMMIT.fullmatch, names) if found), reverse=True)


def newest_commit(folder: Path) -> int:
    """Return the generation of the newest commit, or -1; costs one listing of the folder.

    The newest commit is in use unless it can't be read (`index.engine.whoosh.store.commits`).
    """
    return max(generations(folder), default=-1)


def is_ours(name: str) -> bool:
    """Return whether a file of this name belongs to a commit, finished or not."""
    return _OURS.fullmatch(name) is not None


def identity(folder: Path) -> tuple[int, int, int]:
    """Return the identity of the index: device, inode and modification time of the marker.

    A rebuild gives the index another identity. The marker is written once, while a new folder may
    get the inode of an old folder.
    """
    try:
        status = (folder / MARKER).stat()
    except OSError as error:
        raise IndexUnusableError(folder, f"no index here ({os_error_text(error)})") from error
    return status.st_dev, status.st_ino, status.st_mtime_ns


def is_marked(folder: Path) -> bool:
    """Return whether the folder has an index, of any version."""
    return (folder / MARKER).exists()


def check(folder: Path) -> None:
    """Raise `IndexUnusableError` unless there is an index of this version that is safe to read."""
    _check_owner(folder)
    _check_versions(folder)
    if newest_commit(folder) < 0:
        raise IndexUnusableError(folder, "no index here")


def mark(folder: Path) -> None:
    """Write the marker with the versions of newstui's formats, whole or not at all."""
    draft = folder / f"{MARKER}.draft"
    draft.write_text(json.dumps(VERSIONS) + "\n", encoding="ascii")
    synced(draft)
    draft.replace(folder / MARKER)


def check_file(folder: Path, name: str = "") -> None:
    """Raise `IndexUnusableError` unless a file of the index, or its folder, is safe to read.

    Whoosh stores its data as pickles, and the writer of a pickle runs code in the process that
    reads the pickle. So an index is only read when it belongs to the user of this process, or to
    root, and when not everybody can change the index. Root is no exception: root has the most to
    lose. `FileNotFoundError` passes through.
    """
    if not hasattr(os, "geteuid"):
        return
    status = (folder / name).stat()
    subject = f"{name} " if name else ""
    if status.st_uid not in (os.geteuid(), 0):
        owner = _user(status.st_uid)
        raise IndexUnusableError(folder, f"{subject}belongs to another user, {owner}")
    if status.st_mode & stat.S_IWOTH:
        raise IndexUnusableError(folder, f"{subject}can be changed by any user")


def _check_owner(folder: Path) -> None:
    try:
        check_file(folder)
        check_file(folder, MARKER)
    except OSError as error:
        raise IndexUnusableError(folder, f"no index here ({os_error_text(error)})") from error


def _user(number: int) -> str:
    """Return the name of a user, or the number where no account has that number any more."""
    import pwd  # needed only for this message

    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"number {number}"


def _check_versions(folder: Path) -> None:
    try:
        found = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise IndexUnusableError(folder, "no index here") from error
    except (OSError, ValueError) as error:
        raise IndexUnusableError(folder, f"{MARKER} can't be read") from error
    if found != VERSIONS:
        raise IndexUnusableError(folder, "made by another version of newstui")
