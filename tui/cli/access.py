"""Owners and modes of files, and the commands that put them right."""

from __future__ import annotations

import errno
import os
import pwd
import re
import shlex
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

WRITABLE = stat.S_IWGRP | stat.S_IWOTH
"""Permissions of group and others on a file that should be its owner's alone."""
ENTERED = stat.S_IXGRP | stat.S_IXOTH
"""Permission of others than the owner to enter a folder."""

_ROOM = "make room on its disk"
_REMEDIES = {
    errno.EROFS: "mount its file system for writing",
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EIO: "its disk fails: copy what can still be read, and look at the system's log",
    errno.ELOOP: "remove the link: it leads in a circle",
}


def remedy(path: Path, error: BaseException | None, otherwise: str) -> str:
    """Return the remedy for a system error on a file; `otherwise` for any other cause."""
    number = error.errno if isinstance(error, OSError) else None
    if number in (errno.EACCES, errno.EPERM):
        return permission(path)
    if number == errno.EISDIR:
        return f"mv {_quoted(path)} {_quoted(path)}.aside"
    if number == errno.ENOTDIR:
        return f"move away the file that stands where a folder is wanted: {_quoted(path.parent)}"
    return _REMEDIES.get(number or 0, otherwise)


def permission(path: Path) -> str:
    """Return the command that lets this user read a file; one for root on another user's file."""
    for part in (*reversed(path.parents), path):
        try:
            status = part.stat()
        except OSError:
            return f"it lies in {part.parent}, which can't be read"
        is_folder = stat.S_ISDIR(status.st_mode)
        needed = os.X_OK if is_folder else os.R_OK
        if os.access(part, needed | (os.R_OK if part == path else 0)):
            continue
        mode = f"{stat.S_IMODE(status.st_mode):04o}"
        if status.st_uid != os.geteuid():
            command = f"sudo chown {user(os.geteuid())} {_quoted(part)}"
            return f"{part} belongs to {user(status.st_uid)}, mode {mode}: {command}"
        return f"{part} has mode {mode}: chmod u+{'rwx' if is_folder else 'rw'} {_quoted(part)}"
    return f"chmod u+rw {_quoted(path)}"


def is_readable(path: Path) -> bool:
    """Return whether a file can be read, or a folder listed."""
    return os.access(path, os.R_OK | (os.X_OK if path.is_dir() else 0))


def missing_mount(path: Path, table: Path = Path("/etc/fstab")) -> Path | None:
    """Return the mount point in fstab(5) at or above a path that has no disk mounted, if any."""
    try:
        lines = table.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    entries = (line.split() for line in lines if not line.lstrip().startswith("#"))
    for place in (Path(_unescaped(fields[1])) for fields in entries if len(fields) > 1):
        if place in (path, *path.parents) and not os.path.ismount(place):
            return place
    return None


def _unescaped(field: str) -> str:
    """Return a field of fstab(5) with its spaces and tabs, octal numbers there, decoded."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), field)


def strangers(home: Path) -> Mapping[Path, str]:
    """Return the files below a home that do not belong to its owner, each with its owner's name."""
    owner = home.stat().st_uid
    found = _below(home)
    return {path: user(each.st_uid) for path, each in found if each.st_uid != owner}


def writable_for_others(home: Path) -> Sequence[Path]:
    """Return the home and the files in it that other users may change.

    Empty for a home that is closed to others: nobody reaches the files in it.
    """
    if not home.stat().st_mode & ENTERED:
        return []
    found = ((home, home.stat()), *_below(home))
    return [
        path
        for path, status in found
        if not stat.S_ISLNK(status.st_mode) and status.st_mode & WRITABLE
    ]


def user(number: int) -> str:
    """Return the name of a user; the number where no user has it any more."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def hand_over(home: Path, owner: int) -> str:
    """Return the command that gives a home, and all that lies in it, to a user."""
    return f"sudo chown -R {user(owner)} {_quoted(home)}"


def _below(home: Path) -> Iterator[tuple[Path, os.stat_result]]:
    for folder, folders, files in os.walk(home):
        for name in (*folders, *files):
            with suppress(FileNotFoundError):  # other windows come and go
                path = Path(folder, name)
                yield path, path.lstat()


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
