"""Tests of the system's errors, in plain words."""

from __future__ import annotations

import errno
import socket

import pytest

from index.files.os_errors import os_error_text


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (OSError(errno.EPIPE, "Broken pipe"), "broken pipe"),
        (OSError("closed"), "closed"),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "no such host"),
        (
            socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"),
            "temporary failure in name resolution",
        ),
    ],
)
def test_a_refusal_is_said_without_a_number(error: OSError, words: str) -> None:
    assert os_error_text(error) == words
