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
"""The most bytes of a file that is read; a larger one is no page and only fills the memory."""

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
    """Return the whole content of a regular file of at most `limit` bytes.

    Raises `UnreadableError` for everything else, an empty file included, and never waits on a pipe,
    a socket or a device.
    """
    data = b"".join(read_pieces(path, limit))
    if not data:
        raise UnreadableError(path, "the file is empty")
    return data


def read_start(path: Path, limit: int) -> bytes:
    """Return the first `limit` bytes of a regular file. Raises `UnreadableError`."""
    data = bytearray()
    for piece in _pieces(path, None):
        data += piece[: limit - len(data)]
        if len(data) == limit:
            break
    return bytes(data)


def read_pieces(path: Path, limit: int = MAX_BYTES) -> Iterator[bytes]:
    """Yield the content of a regular file in pieces. Raises `UnreadableError` as `read_bytes`.

    The read stops at the first piece beyond `limit` bytes, whatever size the file system states: a
    file of `/proc` has size 0, and others grow meanwhile.
    """
    left = limit
    for piece in _pieces(path, limit):
        left -= len(piece)
        if left < 0:
            raise UnreadableError(path, too_large(limit))
        yield piece


def _pieces(path: Path, limit: int | None) -> Iterator[bytes]:
    """Yield a regular file to its end in pieces; `limit` bounds only the size in its status."""
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
    """Return the reason why the file could not be opened, in words."""
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
    """Return the reason why no regular file is there, from its mode, in words."""
    if stat.S_ISDIR(mode):
        return "it is a folder"
    if stat.S_ISFIFO(mode):
        return "it is a pipe, not a file"
    if stat.S_ISSOCK(mode):
        return "it is a socket, not a file"
    return "it is a device, not a file"


def too_large(limit: int) -> str:
    """Return the reason why more than `limit` bytes are not read, in words."""
    return f"larger than {limit // (1024 * 1024)} MiB"
