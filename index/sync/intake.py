"""Sources that a user adds: paths that are watched, and standard input saved as a file."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from index.errors import HomeError
from index.files.bounded_read import MAX_BYTES, too_large
from index.files.home import Home
from index.files.os_errors import os_error_text
from index.ingest.registry import KINDS, refusal, supported
from index.sync.holdings import moved_source
from index.sync.report import Problem
from index.sync.sources import (
    SAMPLES,
    Source,
    add_samples,
    add_source,
    read_sources,
    relocate,
    seeds,
)

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Intake:
    """The result of adding a path, standard input or the samples."""

    problem: Problem | None = None
    """The reason why it can't be added; None where it was added."""
    source: Source | None = None
    """The source that holds the file or folder now."""
    place: str = ""
    """The real path of the file or folder; empty where it can't be added."""
    is_new: bool = False
    """Whether the source was newly listed for this path."""
    moved_from: Path | None = None
    """The earlier path of a source with a moved folder; None for any other source."""


def remember(home: Home, what: str, given: str | None = None) -> Intake:
    """Make a source of a path, of standard input or of the samples.

    `given` is the name of the source of its articles; an empty name takes away an earlier one.

    A folder that was moved is the same source as before: its articles keep their ids, so that the
    reader's marks stay with them. Raises `HomeError` when standard input can't be saved.
    """
    if what == STDIN:
        return _keep(home, sys.stdin.buffer.read(MAX_BYTES + 1), given)
    if what == SAMPLES and given is not None:
        return _refused(what, "the samples have the sources that their pages name")
    if what == SAMPLES:
        add_samples(home.sources)
        return Intake(place=str(seeds().path))
    if "://" in what:
        return _refused(what, "addresses can't be read yet; save the page and add the file")
    if not what:
        return _refused("''", "an empty path")
    path = Path(what)
    if "\n" in os.path.realpath(what):
        return _refused(what, "a path with a line break can't be a source; rename it")
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except OSError as error:
        return _refused(what, os_error_text(error))
    if not is_folder and not supported(path):
        return _refused(what, f"unknown format: {path.suffix}; newstui reads {KINDS}")
    return _list(home, path, given)


def _refused(what: str, reason: str) -> Intake:
    return Intake(Problem(what, reason))


def _list(home: Home, path: Path, given: str | None) -> Intake:
    before = {source.name for source in read_sources(home.sources)}
    real = os.path.realpath(path)
    moved = moved_source(home, path)
    if moved is not None:
        relocate(home.sources, moved, path)
    source = add_source(home.sources, path, given=given)
    if moved is not None:
        return Intake(source=source, place=real, moved_from=moved.path)
    return Intake(source=source, place=real, is_new=source.name not in before)


def _keep(home: Home, content: bytes, given: str | None) -> Intake:
    """Save bytes as a file of the home and list it; the same bytes twice make one file."""
    if not content.strip():
        return _refused(STDIN, "nothing came on standard input")
    if len(content) > MAX_BYTES:
        return _refused(STDIN, too_large(MAX_BYTES))
    if reason := refusal(content):
        return _refused(STDIN, reason)
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
        raise HomeError(path, os_error_text(error)) from error
    source = add_source(home.sources, folder)
    if given is not None:
        source = add_source(home.sources, path, given=given)
    return Intake(source=source, place=os.path.realpath(path))
