"""What does the user want to keep: a path that is watched, or bytes that need a file first?"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from pathlib import Path

from index.errors import HomeError
from index.home import Home
from index.ingest import refusal, supported
from index.reasons import in_words
from index.report import Problem
from index.sources import add_source

STDIN = "-"


def remember(home: Home, what: str) -> Problem | None:
    """Make a source of a path or of standard input; why that can't be done, if it can't.

    Raises `HomeError` when what comes on standard input can't be kept.
    """
    if what == STDIN:
        return _keep(home, sys.stdin.buffer.read())
    if "://" in what:
        return Problem(what, "addresses can't be read yet; save the page and add the file")
    if not what:
        return Problem("''", "an empty path")
    path = Path(what)
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except OSError as error:
        return Problem(what, in_words(error))
    if not is_folder and not supported(path):
        return Problem(what, f"unknown format: {path.suffix}")
    add_source(home.sources, path)
    return None


def _keep(home: Home, content: bytes) -> Problem | None:
    """Keep bytes in a file of the home; the same bytes twice are one file."""
    if not content.strip():
        return Problem(STDIN, "nothing came on standard input")
    if reason := refusal(content):
        return Problem(STDIN, reason)
    folder = home.path / "saved"
    path = folder / f"{hashlib.blake2b(content, digest_size=8).hexdigest()}.txt"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        part = path.with_name(f".{path.name}.part")  # hidden: never taken for an article
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise HomeError(path, in_words(error)) from error
    add_source(home.sources, folder)
    return None
