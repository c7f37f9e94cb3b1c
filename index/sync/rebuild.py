"""Exchange of a whole index while readers have it open."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from index.files.home import MANIFEST

MARKERS = ("newstui.json", MANIFEST)
"""Names that mark a folder as made by newstui."""
OURS = re.compile(r"_?MAIN_.+|newstui\.json.*|manifest\.sqlite(-.+)?")
"""Pattern of the names of files that engine and manifest write; every other file is the user's."""


def has_index(folder: Path) -> bool:
    """Return whether newstui ever made an index in this folder; it may be damaged."""
    return any((folder / name).is_file() for name in MARKERS)


def is_free(folder: Path) -> bool:
    """Return whether an index can begin in this folder: no file in it has an index file's name."""
    if not folder.exists():
        return True
    return folder.is_dir() and not any(OURS.fullmatch(file.name) for file in folder.iterdir())


def has_leftovers(folder: Path) -> bool:
    """Return whether a rebuild of this index was killed before its end."""
    return _building(folder).exists() or _old(folder).exists()


def tidy(folder: Path) -> tuple[Path, ...]:
    """Restore one whole index from the remains of a killed rebuild.

    To be called under the home's lock. Returns the folders that now have a user's files.
    """
    if _old(folder).exists() and not folder.exists():
        _old(folder).rename(_real(folder))
    kept = (discard(_building(folder)), discard(_old(folder)))
    return tuple(path for path in kept if path)


@contextmanager
def building(folder: Path) -> Iterator[Path]:
    """Make a new folder beside the index; discard it if the index made in it can't be completed."""
    place = _building(folder)
    place.mkdir()
    try:
        yield place
    except BaseException:
        discard(place)
        raise


def put_in_place(folder: Path) -> Path | None:
    """Put the new index in the place of `folder`, in two renames.

    A process killed between the two leaves no index in place, and `tidy` brings the old one back.
    Returns the folder that now has the user's files out of the old index, or None.
    """
    real = _real(folder)
    _sync_folder(_building(folder))
    if real.exists():
        real.rename(_old(folder))
    _building(folder).rename(real)
    _sync_folder(real.parent)
    return discard(_old(folder))


def discard(folder: Path) -> Path | None:
    """Delete the files that newstui wrote; return the new name of a folder with the user's files.

    None where no such file is left.
    """
    if not folder.exists():
        return None
    if not folder.is_dir():
        return _set_aside(folder)
    if has_index(folder):
        # The markers last: a killed deletion is recognised and goes on.
        for file in sorted(folder.iterdir(), key=lambda file: file.name in MARKERS):
            if OURS.fullmatch(file.name) and not file.is_dir():
                file.unlink(missing_ok=True)
    if next(folder.iterdir(), None) is None:
        folder.rmdir()
        return None
    return _set_aside(folder)


def _set_aside(folder: Path) -> Path:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    stem = folder.name.partition(".")[0]
    names = (f"{stem}.kept-{stamp}" + (f"-{n}" if n else "") for n in range(1_000))
    aside = next(path for path in map(folder.with_name, names) if not path.exists())
    return folder.rename(aside)


def _real(folder: Path) -> Path:
    # The index may be a link to a larger disk: then everything happens on that disk.
    return Path(os.path.realpath(folder))


def _building(folder: Path) -> Path:
    real = _real(folder)
    return real.with_name(real.name + ".building")


def _old(folder: Path) -> Path:
    real = _real(folder)
    return real.with_name(real.name + ".old")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
