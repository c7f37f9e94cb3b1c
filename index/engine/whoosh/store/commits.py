"""Commits of an index and the newest one that can be used.

A commit is a table of contents `_MAIN_<generation>.toc`: the schema, and the segments with what is
deleted in each. The newest is in use. The one before it is kept, for its segments are nearly those
of the newest: should the newest turn out to be torn, there is one to fall back to.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from index.engine.whoosh.format.checksums import Seal
from index.engine.whoosh.store.commit import SegmentEntry, fields, read_commit, sealed, table_name
from index.engine.whoosh.store.folder import (
    check_file,
    generations,
    is_ours,
    newest_commit,
    reading,
)
from index.errors import IndexUnusableError
from index.files import durable

if TYPE_CHECKING:  # readers do without it: its import takes longer than opening an index
    from index.engine.whoosh.format.whoosh_api import TOC


class Commit(NamedTuple):
    """A commit whose files are all there."""

    generation: int
    segments: tuple[SegmentEntry, ...]


def readable(folder: Path) -> Iterator[Commit]:
    """The commits that can be read, the newest first; at least one.

    An empty one is only given when nothing is newer: to fall back to nothing helps nobody. Raises
    `IndexUnusableError` when there is none: what is wrong with the newest.
    """
    failure: IndexUnusableError | None = None
    found = False
    for generation in generations(folder):
        try:
            commit = _read(folder, generation)
        except FileNotFoundError:
            continue  # swept since the folder was listed
        except IndexUnusableError as error:
            failure = failure or error
            continue
        if commit.segments or not (found or failure):
            found = True
            yield commit
    if not found:
        raise failure or IndexUnusableError(folder, "no index here")


def in_use(folder: Path) -> TOC:
    """The newest commit that can be read, as Whoosh has it, to be changed.

    Raises as `readable`, and when the index has other fields than newstui's.
    """
    from index.engine.whoosh.format.schema import schema
    from index.engine.whoosh.format.whoosh_api import TOC

    commit = next(readable(folder))
    ours = schema()
    with reading(folder):
        names = fields(folder, commit.generation)
    if names != set(ours.names()):
        raise IndexUnusableError(folder, "it has other fields than an index of newstui")
    # Not by Whoosh's own way of reading it, which runs whatever a pickle asks for.
    return TOC(ours, list(map(_segment, commit.segments)), commit.generation)


def entry(segment: Any) -> SegmentEntry:
    """What a commit says of a segment, from Whoosh's `W3Segment`."""
    return SegmentEntry(
        segment.segment_id(),
        segment.doc_count_all(),
        frozenset(segment.deleted_docs()),
        dict(segment._fieldlengths),
        segment.is_compound(),
        Seal(*segment.seal) if hasattr(segment, "seal") else None,
    )


def _segment(known: SegmentEntry) -> Any:
    """The reverse of `entry`."""
    from index.engine.whoosh.format.whoosh_api import W3Codec

    segment = W3Codec().new_segment(None, "MAIN")
    segment.segid = known.id.partition("_")[2]
    segment.compound = known.compound
    segment.set_doc_count(known.size)
    segment._fieldlengths = dict(known.lengths)
    if known.seal is not None:
        segment.seal = tuple(known.seal)
    for document in known.deleted:
        segment.delete_document(document)
    return segment


def next_generation(folder: Path) -> int:
    """The number of the next commit: above those that can't be read too, or a reader who has seen
    one of them would take the next for the same."""
    return newest_commit(folder) + 1


def write(folder: Path, contents: TOC) -> None:
    """Make this commit the newest; the files of its segments are on the disk already."""
    from index.engine.whoosh.format.whoosh_api import RamStorage

    storage = RamStorage()
    contents.write(storage, "MAIN")
    ((name, data),) = storage.files.items()
    draft = folder / f"{name}.draft"
    draft.write_bytes(sealed(data))
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
    kept = []
    for commit in readable(folder):
        kept.append(commit)
        if len(kept) == 2:
            break
    _delete_others(folder, kept)


def forget_earlier(folder: Path) -> None:
    """Delete what only commits before the one in use need: after a merge they would keep as much
    again as was merged."""
    _delete_others(folder, [next(readable(folder))])


def _delete_others(folder: Path, kept: Sequence[Commit]) -> None:
    numbers = [commit.generation for commit in kept]
    numbers += [torn for torn in generations(folder) if torn > max(numbers)]
    names = {"MAIN_WRITELOCK", *map(table_name, numbers)}
    names |= {segment.id for commit in kept for segment in commit.segments}
    for path in list(folder.iterdir()):
        segment = path.name.partition(".")[0]
        if not is_ours(path.name) or {path.name, segment} & names:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _read(folder: Path, generation: int) -> Commit:
    with reading(folder, FileNotFoundError):
        commit = Commit(generation, read_commit(folder, generation))
    for segment in commit.segments:
        # Plain Whoosh can be told to leave a segment in single files.
        name = segment.id + (".seg" if segment.compound else ".trm")
        try:
            check_file(folder, name)
        except FileNotFoundError as error:
            raise IndexUnusableError(folder, "a file is missing") from error
    return commit
