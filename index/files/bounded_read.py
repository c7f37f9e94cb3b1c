"""Bounded, non-blocking reads of regular files."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from index.errors import UnreadableError

MAX_BYTES: Final = 64 * 1024 * 1024
"""A larger file is no page; it would only fill the memory."""

_PIECE: Final = 1 << 20

_REASONS: Final = {
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.ENOENT: "it is not there any more",
    errno.ENOTDIR: "it is not there any more",
    errno.EISDIR: "it is a folder",
    errno.ELOOP: "its links go round in a circle",
    errno.ENAMETOOLONG: "its name is too long",
    errno.EIO: "the disk could not read it",
}


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The whole content of a regular file of at most `limit` bytes.

    Raises `UnreadableError` for everything else, and never waits on a pipe, a socket or a device.
    """
    data = b"".join(read_pieces(path, limit))
    if not data:
        raise UnreadableError(path, "the file is empty")
    return data


def read_start(path: Path, limit: int) -> bytes:
    """The first `limit` bytes of a regular file. Raises `UnreadableError` as `read_bytes`."""
    data = bytearray()
    for piece in _pieces(path, None):
        data += piece[: limit - len(data)]
        if len(data) == limit:
            break
    return bytes(data)


def read_pieces(path: Path, limit: int = MAX_BYTES) -> Iterator[bytes]:
    """The content of a regular file, piece by piece. Raises `UnreadableError` as `read_bytes`.

    No more than `limit` bytes and one are read, whatever the file system says of its size: a file
    of `/proc` has none, and others grow meanwhile.
    """
    left = limit
    for piece in _pieces(path, limit):
        left -= len(piece)
        if left < 0:
            raise UnreadableError(path, too_large(limit))
        yield piece


def _pieces(path: Path, limit: int | None) -> Iterator[bytes]:
    """The content of a regular file that says to be no larger than a limit, to its end."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        try:
            status = os.fstat(file)
            if not stat.S_ISREG(status.st_mode):
                raise UnreadableError(path, _kind(status.st_mode))
            if limit is not None and status.st_size > limit:
                raise UnreadableError(path, too_large(limit))
            while piece := os.read(file, _PIECE):
                yield piece
        finally:
            os.close(file)
    except OSError as error:
        raise UnreadableError(path, _reason(path, error)) from error
    except ValueError as error:
        raise UnreadableError(path, "its name holds a NUL") from error


def _reason(path: Path, error: OSError) -> str:
    """Why the file could not be opened, in words."""
    if error.errno == errno.ENXIO:
        return _kind(_mode(path))
    if error.errno in _REASONS:
        return _REASONS[error.errno]
    return (error.strerror or "it could not be read").lower()


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError:
        return 0


def _kind(mode: int) -> str:
    """What a file that is no regular one is."""
    if stat.S_ISDIR(mode):
        return "it is a folder"
    if stat.S_ISFIFO(mode):
        return "it is a pipe, not a file"
    if stat.S_ISSOCK(mode):
        return "it is a socket, not a file"
    return "it is a device, not a file"


def too_large(limit: int) -> str:
    """Why more than `limit` bytes are not read, in words."""
    return f"larger than {limit // (1024 * 1024)} MiB"
