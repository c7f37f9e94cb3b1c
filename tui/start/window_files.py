"""Records of windows for the next start, and windows that were cut off.

Every open window has a file of its own in the home, locked as long as it lives. One that is left by
its reader keeps what the next start shows; one that is cut off keeps where the reader was, which
waits for the next window. All of it is derived and may be deleted at any time.

Read before the first frame: it imports nothing that takes a millisecond.
"""

from __future__ import annotations

import fcntl
import os
import time
from binascii import crc32

FOLDER = "windows"
WAITING_SECONDS = 7 * 24 * 3600
"""How long a window that was cut off waits to be taken up again: over a weekend, not for ever."""
SIZE_AT_MOST = 4 * 2**20
"""Bytes: a frame of a 500 x 200 terminal with colours has half of that."""
WINDOWS_AT_MOST = 64

_MAGIC = b"newstui window 2\n"

SHOWN_BY = (
    *("TERM", "COLORTERM", "TERM_PROGRAM", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"),
    *("LANG", "LC_ALL", "LC_CTYPE", "PYTHONUTF8", "PYTHONIOENCODING"),
    *("TEXTUAL_COLOR_SYSTEM", "TEXTUAL_DRIVER"),
)
"""Environment variables that decide what a terminal is sent."""
BESIDE = ("TMUX", "STY", "SSH_CONNECTION", "SSH_TTY")
"""Those that decide by being set."""


def look_of(home: str, columns: int, lines: int) -> bytes:
    """On what the look of a frame depends: a frame of another look is not shown.

    The settings count, and which index and state there are: not what is in them, which changes all
    the time and which the frame says is being opened.
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
    """What a window kept."""

    __slots__ = ("body", "drawn", "frame", "is_waiting", "look")

    def __init__(
        self, body: bytes, look: bytes, frame: bytes, is_waiting: bool, drawn: bytes = b""
    ) -> None:
        self.body = body
        """JSON, for who resumes."""
        self.look = look
        self.frame = frame
        """What draws the first frame on a terminal of this `look`; empty where there is none."""
        self.drawn = drawn
        """What the screen drew that the frame stands for, compressed by zlib: for the driver."""
        self.is_waiting = is_waiting
        """The window was cut off, and its reader goes on from there."""

    def to_bytes(self) -> bytes:
        """As it is in the file."""
        parts = self.body, self.look, self.frame, self.drawn
        rest = b"%d %d %d %d %d\n" % (self.is_waiting, *map(len, parts)) + b"".join(parts)
        return _MAGIC + b"%08x\n" % crc32(rest) + rest

    @classmethod
    def from_bytes(cls, data: bytes) -> WindowRecord | None:
        """What is in a file; None when it is damaged, or of another version."""
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
    """The file of one open window, which no other one touches before `close`."""

    __slots__ = ("_lock", "_path", "kept")

    def __init__(self, path: str, lock: int, kept: WindowRecord | None) -> None:
        """Use `open_window`."""
        self._path = path
        self._lock = lock
        self.kept = kept
        """What was in the file when it was opened."""

    def write(self, kept: WindowRecord) -> None:
        """Put this in the file, whole or not at all. A disk that can't be written is no loss that
        a reader should be told of."""
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
        """Keep nothing."""
        for path in (self._path, f"{self._path}.part"):
            try:
                os.unlink(path)
            except OSError:
                continue

    def close(self) -> None:
        """Leave the file to the next window."""
        os.close(self._lock)


def open_window(home: str, fresh: bool = False) -> Window | None:
    """A window of this home: the last one that was cut off, else the last one that was left.

    `fresh` forgets what those that were cut off were at. None where there is no home yet, or
    nothing can be kept in it.
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
    """The window with this file, unless another process has it open."""
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
    """Read what the window kept; (whether it waits, when it was kept)."""
    try:
        with open(window._path, "rb") as file:
            found = os.fstat(file.fileno())
            when = found.st_mtime
            # It goes to the terminal as it is: nobody else may have written it.
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
