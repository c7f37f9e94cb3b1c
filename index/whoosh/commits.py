"""Which commits of the index are there, and which of them is in use?

A commit is a table of contents `_MAIN_<generation>.toc`: the schema, and the segments with what is
deleted in each. The newest is in use. The one before it is kept, for its segments are nearly those
of the newest: should the newest turn out to be torn, there is one to fall back to.
"""

from __future__ import annotations

import os
import shutil
import struct
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from index.errors import IndexUnusableError
from index.whoosh import durable
from index.whoosh.folder import check_file, generations, is_ours, newest_commit, reading
from index.whoosh.library import TOC, RamStorage
from index.whoosh.schema import schema

_SEAL = struct.Struct("!4sI")
"""Behind what Whoosh reads of a table, we put this mark and the CRC-32 of all before it: a flipped
bit in the number of a deleted document would else go unnoticed. Whoosh never reads so far."""
_MARK = b"SEAL"


def read(folder: Path, generation: int) -> TOC:
    """The table of contents of one commit.

    Raises `IndexUnusableError` when it is damaged, when not all its segments are there, or when it
    is an index of something else; `FileNotFoundError` when it is gone.
    """
    path = folder / TOC._filename("MAIN", generation)
    check_file(folder, path.name)
    data = path.read_bytes()
    with reading(folder):
        _check_seal(folder, data)
        storage = RamStorage()
        storage.files[path.name] = data
        toc = TOC.read(storage, "MAIN", gen=generation)
        if set(toc.schema.names()) != set(schema().names()):
            raise IndexUnusableError(folder, "it has other fields than an index of newstui")
        for segment in toc.segments:
            _check_there(folder, segment)
    return toc


def readable(folder: Path) -> Iterator[TOC]:
    """The commits that can be read, the newest first; at least one.

    An empty one is only given when nothing is newer: to fall back to nothing helps nobody. Raises
    `IndexUnusableError` when there is none: what is wrong with the newest.
    """
    failure: IndexUnusableError | None = None
    found = False
    for generation in generations(folder):
        try:
            toc = read(folder, generation)
        except FileNotFoundError:
            continue  # swept since the folder was listed
        except IndexUnusableError as error:
            failure = failure or error
            continue
        if toc.segments or not (found or failure):
            found = True
            yield toc
    if not found:
        raise failure or IndexUnusableError(folder, "no index here")


def in_use(folder: Path) -> TOC:
    """The newest commit that can be read; raises as `readable`."""
    return next(readable(folder))


def next_generation(folder: Path) -> int:
    """The number of the next commit: above those that can't be read too, or a reader who has seen
    one of them would take the next for the same."""
    return newest_commit(folder) + 1


def write(folder: Path, toc: TOC) -> None:
    """Make this commit the newest; the files of its segments are on the disk already."""
    storage = RamStorage()
    toc.write(storage, "MAIN")
    ((name, data),) = storage.files.items()
    draft = folder / f"{name}.draft"
    draft.write_bytes(data + _SEAL.pack(_MARK, zlib.crc32(data)))
    durable.synced(draft)
    durable.synced(folder)
    os.rename(draft, folder / name)  # noqa: PTH104  (the moment of the commit, watched by a test)
    durable.synced(folder)


def sweep(folder: Path) -> None:
    """Delete what no commit needs but the one in use and the one before it.

    That is: what failed or killed commits have left, and what was merged; not a torn table that is
    newer than the one in use, whose number must not be given again. To be called by whoever holds
    the lock. Does nothing when no commit can be read.
    """
    tables = []
    for toc in readable(folder):
        tables.append(toc)
        if len(tables) == 2:
            break
    _delete_others(folder, tables)


def forget_earlier(folder: Path) -> None:
    """Delete what only commits before the one in use need: after a merge they would keep as much
    again as was merged."""
    _delete_others(folder, [in_use(folder)])


def _delete_others(folder: Path, kept: Sequence[TOC]) -> None:
    numbers = [toc.generation for toc in kept]
    numbers += [torn for torn in generations(folder) if torn > max(numbers)]
    names = {"MAIN_WRITELOCK", *(TOC._filename("MAIN", number) for number in numbers)}
    names |= {segment.segment_id() for toc in kept for segment in toc.segments}
    for path in list(folder.iterdir()):
        segment = path.name.partition(".")[0]
        if not is_ours(path.name) or {path.name, segment} & names:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _check_seal(folder: Path, data: bytes) -> None:
    """Tables that plain Whoosh wrote have none, and are taken as they are."""
    if len(data) < _SEAL.size:
        raise IndexUnusableError(folder, "its table of contents is cut off")
    mark, crc = _SEAL.unpack(data[-_SEAL.size :])
    if mark == _MARK and crc != zlib.crc32(data[: -_SEAL.size]):
        raise IndexUnusableError(folder, "its table of contents is damaged")


def _check_there(folder: Path, segment: Any) -> None:
    # Plain Whoosh can be told to leave a segment in single files.
    name = segment.segment_id() + (".seg" if segment.is_compound() else ".trm")
    try:
        check_file(folder, name)
    except FileNotFoundError as error:
        raise IndexUnusableError(folder, "a file is missing") from error
