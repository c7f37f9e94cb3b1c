"""Commits of an index, and the newest commit that can be used.

A commit is a table of contents `_MAIN_<generation>.toc`: the schema, and the segments with the
deleted documents of each. The newest commit is in use. The commit before the newest stays on disk,
at little cost, since both share nearly all segments: should the newest turn out to be torn, the
earlier commit is the fallback.
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

if TYPE_CHECKING:  # a search avoids this import, which takes longer than opening an index
    from index.engine.whoosh.format.whoosh_api import TOC


class Commit(NamedTuple):
    """Commit with all files of its segments present."""

    generation: int
    segments: tuple[SegmentEntry, ...]


def readable(folder: Path) -> Iterator[Commit]:
    """Yield the commits that can be read, newest first, at least one.

    An empty commit is only yielded when no commit is newer: a fallback to nothing helps nobody.
    Raises `IndexUnusableError`, with the fault of the newest commit, when no commit can be read.
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
    """Return the newest readable commit as Whoosh's object for a table of contents, to change it.

    Raises as `readable`, and when the index has other fields than newstui's schema.
    """
    from index.engine.whoosh.format.schema import schema
    from index.engine.whoosh.format.whoosh_api import TOC

    commit = next(readable(folder))
    ours = schema()
    with reading(folder):
        names = fields(folder, commit.generation)
    if names != set(ours.names()):
        raise IndexUnusableError(folder, "it has other fields than an index of newstui")
    # Not by Whoosh's own reader of the table, which runs any code that a pickle names.
    return TOC(ours, list(map(_segment, commit.segments)), commit.generation)


def entry(segment: Any) -> SegmentEntry:
    """Return the entry of a segment in a commit, from Whoosh's `W3Segment`."""
    return SegmentEntry(
        segment.segment_id(),
        segment.doc_count_all(),
        frozenset(segment.deleted_docs()),
        dict(segment._fieldlengths),
        segment.is_compound(),
        Seal(*segment.seal) if hasattr(segment, "seal") else None,
    )


def _segment(known: SegmentEntry) -> Any:
    """Return Whoosh's `W3Segment` of an entry, the reverse of `entry`."""
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
    """Return the generation of the next commit, above all others, unreadable commits included.

    Else a process that saw an unreadable commit would take the next commit for the same.
    """
    return newest_commit(folder) + 1


def write(folder: Path, contents: TOC) -> None:
    """Make `contents` the newest commit; the files of its segments are on disk already."""
    from index.engine.whoosh.format.whoosh_api import RamStorage

    for segment in contents.segments:
        segment.sealed_in = contents.generation  # a table of newstui's that lost its seal is known
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
    """Delete the files that neither the commit in use nor the commit before needs.

    Merges leave such files, and failed or killed commits. A torn table of contents that is newer
    than the commit in use stays, since its generation must not be used again. The caller has to
    hold the lock. Deletes nothing, and raises as `readable`, when no commit can be read.
    """
    kept = []
    for commit in readable(folder):
        kept.append(commit)
        if len(kept) == 2:
            break
    _delete_others(folder, kept)


def forget_earlier(folder: Path) -> None:
    """Delete the files that only commits before the commit in use need. Raises as `readable`.

    After a merge earlier commits would keep as many bytes again as were merged.
    """
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
        # Plain Whoosh has an option that leaves a segment in single files.
        name = segment.id + (".seg" if segment.compound else ".trm")
        try:
            check_file(folder, name)
        except FileNotFoundError as error:
            raise IndexUnusableError(folder, "a file is missing") from error
    return commit
