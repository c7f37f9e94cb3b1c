"""Records of windows for the next start, and of windows that were cut off.

Every open window has a file of its own in the home, locked as long as it lives. A window that its
reader left has the first page and frame for the next start; a window that was cut off has the
reader's position, which waits for the next window. All of it is derived and may be deleted at any
time.

Read before the first frame: this module imports nothing that takes a millisecond.
"""

from __future__ import annotations

import fcntl
import os
import time
from binascii import crc32

FOLDER = "windows"
WAITING_SECONDS = 7 * 24 * 3600
"""Time, in seconds, that a window that was cut off waits to be resumed: a week."""
SIZE_AT_MOST = 4 * 2**20
"""Size, in bytes, up to which a file is read: a 500 x 200 frame with colours has half of it."""
WINDOWS_AT_MOST = 64

_MAGIC = b"newstui window 2\n"

SHOWN_BY = (
    *("TERM", "COLORTERM", "TERM_PROGRAM", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"),
    *("LANG", "LC_ALL", "LC_CTYPE", "PYTHONUTF8", "PYTHONIOENCODING"),
    *("TEXTUAL_COLOR_SYSTEM", "TEXTUAL_DRIVER"),
)
"""Environment variables with values that decide which bytes a terminal is sent."""
BESIDE = ("TMUX", "STY", "SSH_CONNECTION", "SSH_TTY")
"""Environment variables that decide by being set."""


def look_of(home: str, columns: int, lines: int) -> bytes:
    """Return the facts on which the look of a frame depends: a frame of another look is not shown.

    They include the settings, and the identity of index and state, but not the contents of these
    two: they change all the time, and the frame says that they are being opened.
    """
    environment = [os.environ.get(name) for name in SHOWN_BY]
    beside = [bool(os.environ.get(name)) for name in BESIDE]
    files = [_file(home, "config.toml", True), _file(home, "state.sqlite"), _file(home, "index")]
    return repr((home, columns, lines, environment, beside, files)).encode("utf-8", "replace")


def _file(home: str, name: str, contents: bool = False) -> tuple[int, ...] | None:
    try:
        found = os.stat(os.path.join(home, name))
    except OSError:
        return None
    changes = (found.st_mtime_ns, found.st_size) if contents else ()
    return (found.st_dev, found.st_ino, *changes)


class WindowRecord:
    """The saved state of a window."""

    __slots__ = ("body", "drawn", "frame", "is_waiting", "look")

    def __init__(
        self, body: bytes, look: bytes, frame: bytes, is_waiting: bool, drawn: bytes = b""
    ) -> None:
        self.body = body
        """The first page and the places, as JSON."""
        self.look = look
        self.frame = frame
        """The bytes that draw the first frame on a terminal of this `look`; may be empty."""
        self.drawn = drawn
        """The screen's own drawing of the frame, compressed by zlib, for the driver."""
        self.is_waiting = is_waiting
        """Whether the window was cut off, so that its reader goes on from its places."""

    def to_bytes(self) -> bytes:
        """Return the record as the bytes of its file."""
        parts = self.body, self.look, self.frame, self.drawn
        rest = b"%d %d %d %d %d\n" % (self.is_waiting, *map(len, parts)) + b"".join(parts)
        return _MAGIC + b"%08x\n" % crc32(rest) + rest

    @classmethod
    def from_bytes(cls, data: bytes) -> WindowRecord | None:
        """Return the record in a file's bytes; None when it is damaged or of another version.

        Raises `ValueError` where the sizes in it are malformed.
        """
        check, _, rest = data[len(_MAGIC) :].partition(b"\n")
        if not data.startswith(_MAGIC) or check != b"%08x" % crc32(rest):
            return None
        sizes, _, rest = rest.partition(b"\n")
        waiting, *lengths = map(int, sizes.split())
        parts, start = [], 0
        for length in lengths:
            parts.append(rest[start : start + length])
            start += length
        body, look, frame, drawn = parts
        return cls(body, look, frame, bool(waiting), drawn)


class Window:
    """The file of one open window, locked against other windows until `close`."""

    __slots__ = ("_lock", "_path", "kept")

    def __init__(self, path: str, lock: int, kept: WindowRecord | None) -> None:
        """Take a locked file; use `open_window` to make a window."""
        self._path = path
        self._lock = lock
        self.kept = kept
        """The record in the file when the window was opened; None without one."""

    def write(self, kept: WindowRecord) -> None:
        """Write a record into the file, whole or not at all.

        A failed write deletes the record, a loss too small for a message to the reader.
        """
        beside = f"{self._path}.part"
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
            file = os.open(beside, flags, 0o600)
            with open(file, "wb") as out:
                out.write(kept.to_bytes())
            os.replace(beside, self._path)
        except OSError:
            self.forget()

    def forget(self) -> None:
        """Delete the record."""
        for path in (self._path, f"{self._path}.part"):
            try:
                os.unlink(path)
            except OSError:
                continue

    def close(self) -> None:
        """Release the file for the next window."""
        os.close(self._lock)


def open_window(home: str, fresh: bool = False) -> Window | None:
    """Open a window of this home: the last one that was cut off, else the last one that was left.

    `fresh` discards the records of windows that were cut off. None where there is no home yet, or
    no file can be written in it.
    """
    folder = os.path.join(home, FOLDER)
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        pass
    except OSError:
        return None
    best: tuple[tuple[bool, float], Window] | None = None
    for number in range(WINDOWS_AT_MOST):
        path = os.path.join(folder, str(number))
        is_new = not os.path.exists(f"{path}.lock")
        if is_new and best is not None:
            break
        window = _lock(path)
        if window is None:
            continue
        rank = _read(window, fresh)
        if best is None or rank > best[0]:
            best, window = (rank, window), best[1] if best else None
        if window is not None:
            window.close()
        if is_new:
            break
    return best[1] if best else None


def _lock(path: str) -> Window | None:
    """Lock the file of a window; None where another process has it open or it can't be made."""
    try:
        lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    return Window(path, lock, None)


def _read(window: Window, fresh: bool) -> tuple[bool, float]:
    """Read the window's record; return (whether it waits, time of its last change)."""
    try:
        with open(window._path, "rb") as file:
            found = os.fstat(file.fileno())
            when = found.st_mtime
            # The frame goes to the terminal as it is: another user must not have written the file.
            if found.st_uid == os.geteuid() and not found.st_mode & 0o022:
                window.kept = WindowRecord.from_bytes(file.read(SIZE_AT_MOST))
    except (OSError, ValueError):
        window.kept = None
    if window.kept is None:
        return False, 0.0
    if window.kept.is_waiting and (fresh or time.time() - when > WAITING_SECONDS):
        window.forget()
        window.kept = None
        return False, 0.0
    return window.kept.is_waiting, when
