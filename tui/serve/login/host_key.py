"""Host key of the server."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import asyncssh

from index.errors import FileError
from index.files.os_errors import NO_FOLDER, os_error_text


class HostKeyError(FileError):
    """A host key that can't be read or made."""


def load_or_make(path: Path) -> asyncssh.SSHKey:
    """Return the host key in a file; make one, readable by its owner alone, where there is none.

    Raises `HostKeyError` for a key that others may read, for it must be believed to be known to
    them; and for a missing folder, for a mistyped path is no wish for a new key.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return _made(path)
    except OSError as error:
        raise HostKeyError(path, os_error_text(error)) from error
    if stat.S_IMODE(mode) & 0o077:
        reason = f"others may read or change it (mode {stat.S_IMODE(mode):04o}); `chmod 600` it"
        raise HostKeyError(path, reason)
    try:
        return asyncssh.read_private_key(path)
    except OSError as error:
        raise HostKeyError(path, os_error_text(error)) from error
    except (ValueError, asyncssh.KeyImportError, asyncssh.KeyEncryptionError) as error:
        raise HostKeyError(path, f"this is no private key that can be used ({error})") from error


def _made(path: Path) -> asyncssh.SSHKey:
    key = asyncssh.generate_private_key("ssh-ed25519", comment="newstui")
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(key.export_private_key())
    except FileNotFoundError as error:
        raise HostKeyError(path, NO_FOLDER) from error
    except OSError as error:
        raise HostKeyError(path, os_error_text(error)) from error
    return key
