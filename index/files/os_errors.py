"""Refusals of the operating system in plain words."""

from __future__ import annotations

import errno
import os

NO_SUCH = "no such file or folder"
"""Why nothing can be done with a path that is not there."""

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
"""Why a file can't be made that is made where there is none."""


def os_error_text(error: OSError) -> str:
    """Why the system said no, without the path (which the caller names) and without a number."""
    from socket import EAI_NONAME, gaierror  # the first frame is drawn without it

    if error.errno is None:
        return str(error) or type(error).__name__
    if isinstance(error, gaierror):  # its numbers are the resolver's, not the system's
        return "no such host" if error.errno == EAI_NONAME else str(error.strerror).lower()
    return _WORDS.get(error.errno) or os.strerror(error.errno).lower()
