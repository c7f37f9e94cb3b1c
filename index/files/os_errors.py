"""Refusals of the operating system in plain words."""

from __future__ import annotations

import errno
import os

NO_SUCH = "no such file or folder"
"""The reason why nothing can be done with a missing path."""

_WORDS = {
    errno.EACCES: "permission denied",
    errno.EPERM: "not permitted",
    errno.ENOENT: NO_SUCH,
    errno.ENOTDIR: "a file is in the way",
    errno.EEXIST: "a file is in the way",
    errno.EISDIR: "it is a folder",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the largest allowed file size is reached",
    errno.EROFS: "the file system is read-only",
    errno.ELOOP: "its links lead in a circle",
    errno.ENAMETOOLONG: "its path is too long",
    errno.EIO: "the disk failed to read it",
    errno.EMFILE: "too many files are open",
    errno.ENFILE: "too many files are open",
    errno.ESTALE: "its network disk is not there",
    errno.ENOTCONN: "its network disk is not there",
    errno.EHOSTDOWN: "its network disk is not there",
}
NO_FOLDER = "the folder that it would be made in is not there"
"""The reason why a file can't be made in a missing folder."""


def os_error_text(error: OSError) -> str:
    """Return the reason of a refusal, without a number or the path, which the caller names."""
    from socket import EAI_NONAME, gaierror  # the first frame is drawn without this import

    if error.errno is None:
        return str(error) or type(error).__name__
    if isinstance(error, gaierror):  # the resolver's numbers are not the system's
        return "no such host" if error.errno == EAI_NONAME else str(error.strerror).lower()
    return _WORDS.get(error.errno) or os.strerror(error.errno).lower()
