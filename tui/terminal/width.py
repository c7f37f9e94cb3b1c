"""Width of a character on the terminal, by its cursor position report (CPR, ECMA-48)."""

from __future__ import annotations

import os
import re
import select
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

SIGN = "…"
"""A character of ambiguous width by Unicode's annex 11, and in the charset of every font."""
ANSWER_SECONDS = 1.0
"""Timeout of the terminal's answer, over a slow link too."""

_ASK = f"\r{SIGN}\x1b[6n"
_CLEAR = "\r\x1b[K"
_ANSWER = re.compile(rb"\x1b\[[0-9]+;([0-9]+)R")


def ambiguous_width(descriptor: int = 0, output: int = 1) -> int | None:
    """Return the terminal's cells for a character of ambiguous width; None without an answer."""
    try:
        with _cbreak(descriptor):
            os.write(output, _ASK.encode())
            column = _column(descriptor)
            os.write(output, _CLEAR.encode())
    except (OSError, termios.error):
        return None
    return None if column is None else column - 1


def _column(descriptor: int) -> int | None:
    """Return the column that the terminal reports, from 1; None without an answer in time."""
    end, answer = monotonic() + ANSWER_SECONDS, b""
    while (left := end - monotonic()) > 0 and select.select([descriptor], [], [], left)[0]:
        read = os.read(descriptor, 1024)
        if not read:
            return None
        answer += read
        if found := _ANSWER.search(answer):
            return int(found[1])
    return None


@contextmanager
def _cbreak(descriptor: int) -> Iterator[None]:
    before = termios.tcgetattr(descriptor)
    tty.setcbreak(descriptor, termios.TCSANOW)
    try:
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSANOW, before)
