"""Writer of a Whoosh index: all articles of a batch or none."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np

from index.article import Article
from index.engine.whoosh.format.cache import BoundedCache
from index.engine.whoosh.format.schema import schema
from index.engine.whoosh.format.whoosh_api import TOC, FileStorage
from index.engine.whoosh.store import commits
from index.engine.whoosh.store.folder import check, is_marked, mark, newest_commit, reading
from index.engine.whoosh.store.segment import Segment
from index.engine.whoosh.store.segment_file import INDEX
from index.engine.whoosh.write.batch import Batch
from index.engine.whoosh.write.ids import IdSet
from index.engine.whoosh.write.indexing_helper import LUMP, IndexingHelper, IndexingHelperError
from index.engine.whoosh.write.merge import merged
from index.engine.whoosh.write.merge_policy import SegmentSize, chosen
from index.errors import HomeError, NewstuiError, Stopped, never
from index.files.durable import synced
from index.files.memory import MEMORY_MB

MOST_PROCESSES = 2

WORTH_A_PROCESS = 500
"""Articles of a batch from which a second process helps: it takes a while to start."""

LARGEST_LUMP = 4_000_000
"""Characters that are handed to another process at once; longer articles stay in this one."""

_FEW = 50
"""Times as many documents as ids, and the ids are looked up one by one."""


class WhooshWriter:
    """An `IndexWriter` for the index in a folder.

    `memory_mb` is for each process; of these there are `processes`, or as many
    as there are cores, up to `MOST_PROCESSES`. `progress` is told now and then how many articles
    of a batch have been read, and how many characters of text.
    """

    def __init__(
        self,
        folder: Path,
        create: bool = True,
        memory_mb: int = MEMORY_MB,
        processes: int | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self._folder = folder
        self._memory_mb = memory_mb
        self._processes = min(processes or _cores(), MOST_PROCESSES)
        self._progress = progress
        if create:
            _create(folder)
        check(folder)
        self._storage = FileStorage(str(folder))
        commits.in_use(folder)

    def apply(self, put: Iterable[Article], remove: Iterable[str] = ()) -> int:
        """Add or replace articles by id and remove others, in one atomic commit; its generation.

        An id that is both put and removed is put. Without any change there is no commit. Where the
        second process dies, as the kernel has it when the memory runs out, this one does all.
        """
        try:
            return self._apply(put, remove)
        except IndexingHelperError:
            if not (isinstance(put, Collection) and isinstance(remove, Collection)):
                raise  # what was taken from it does not come again
        self._processes = 1
        return self._apply(put, remove)

    def _apply(self, put: Iterable[Article], remove: Iterable[str]) -> int:
        with self._alone():
            contents = self._begin()
            try:
                ids = IdSet()
                added = self._index(put, ids)
                for id in remove:
                    ids.add(id)
                with reading(self._folder):
                    changed = _delete(self._folder, contents, ids)
                if not added and not changed:
                    return int(contents.generation)
                return self._commit(contents, [*contents.segments, *added])
            except BaseException:
                self._abandon()
                raise

    @property
    def generation(self) -> int:
        """The commit that the index is at."""
        return int(commits.in_use(self._folder).generation)

    def merge(self, stop: Callable[[], bool] = never) -> bool:
        """One step of housekeeping, in a commit of its own: True while another one is worth it."""
        with self._alone():
            contents = self._begin()
            together = self._chosen(contents.segments)
            if not together:
                return False
            try:
                parts = [contents.segments[at] for at in sorted(together)]
                kept = [each for at, each in enumerate(contents.segments) if at not in together]
                with reading(self._folder, OSError):
                    new = merged(self._folder, parts, stop)
                segments = [*kept, *new]
                self._commit(contents, segments)
            except Stopped:
                self._abandon()
                return True
            except BaseException:
                self._abandon()
                raise
            with suppress(OSError):  # the next commit sweeps
                commits.forget_earlier(self._folder)
            return bool(self._chosen(segments))

    def close(self) -> None:
        """Nothing is held between two batches."""

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Holds Whoosh's own lock, so that nobody's files are taken for leftovers."""
        lock = self._storage.lock(f"{INDEX}_WRITELOCK")
        if not lock.acquire():
            raise HomeError(self._folder, "another process is writing to the index")
        try:
            yield
        finally:
            lock.release()

    def _begin(self) -> TOC:
        """The commit in use; what earlier ones that failed have left is gone."""
        commits.sweep(self._folder)
        return commits.in_use(self._folder)

    def _chosen(self, segments: Sequence[Any]) -> frozenset[int]:
        """What the next merge makes one of, by place."""
        return chosen([_weight(self._folder, segment) for segment in segments])

    def _index(self, put: Iterable[Article], ids: IdSet) -> list[Any]:
        """New segments with these articles, which are noted in `ids`."""
        batch = Batch(self._folder, self._memory_mb)
        partner: IndexingHelper | None = None
        shares = _Shares()
        try:
            characters = 0
            for lump, size in _lumps(put):
                for article in lump:
                    ids.add(article.id)
                if self._processes > 1 and partner is None and len(ids) > WORTH_A_PROCESS:
                    partner = IndexingHelper(self._folder, self._memory_mb)
                if partner is not None and size <= LARGEST_LUMP and partner.take(lump):
                    shares.give(len(lump))
                else:
                    shares.keep(len(lump))
                    for article in lump:
                        batch.add(article)
                characters += size
                if self._progress is not None:
                    self._progress(len(ids), characters)
            while partner is not None and (back := partner.give_back()) is not None:
                shares.take_back()
                for article in back:
                    batch.add(article)
            if partner is not None:
                partner.end()
            ours = batch.finish()
            # One that was given nothing may not even have started.
            theirs = partner.finish() if partner is not None and shares.given else []
        finally:
            if partner is not None:
                partner.close()
        for number, elsewhere in shares.places(ids.superseded()):
            _delete_nth(theirs if elsewhere else ours, number)
        return [*ours, *theirs]

    def _commit(self, before: TOC, segments: Iterable[Any]) -> int:
        generation = commits.next_generation(self._folder)
        live = [each for each in segments if each.doc_count()]
        commits.write(self._folder, TOC(before.schema, live, generation))
        with suppress(OSError):  # it is committed; the next one sweeps
            commits.sweep(self._folder)
        return generation

    def _abandon(self) -> None:
        """Undo a commit that failed; that also frees the disk, which may be full."""
        with suppress(OSError, NewstuiError):
            commits.sweep(self._folder)


class _Shares:
    """Which process has which article of a batch, and the how manieth it is there.

    Ranges of articles in the order in which they come to each.
    """

    def __init__(self) -> None:
        self._count = 0
        self._kept: list[range] = []
        self.given: list[range] = []

    def keep(self, count: int) -> None:
        """The next so many articles stay in this process."""
        self._kept.append(self._next(count))

    def give(self, count: int) -> None:
        """The next so many articles go to the other one."""
        self.given.append(self._next(count))

    def take_back(self) -> None:
        """What was given last comes back."""
        self._kept.append(self.given.pop())

    def places(self, numbers: Sequence[int]) -> Iterator[tuple[int, bool]]:
        """The place of each of these articles, and whether it is in the other process."""
        for elsewhere, share in ((False, self._kept), (True, self.given)):
            here = np.concatenate([np.empty(0, int), *(np.array(part) for part in share)])
            for place in np.flatnonzero(np.isin(here, numbers)).tolist():
                yield place, elsewhere

    def _next(self, count: int) -> range:
        self._count += count
        return range(self._count - count, self._count)


def _weight(folder: Path, segment: Any) -> SegmentSize:
    try:
        size = (folder / segment.make_filename(".seg")).stat().st_size
    except FileNotFoundError:  # in single files, as plain Whoosh can be told to leave them
        size = 0
    return SegmentSize(segment.doc_count_all(), segment.doc_count(), size)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _lumps(articles: Iterable[Article]) -> Iterator[tuple[list[Article], int]]:
    """A few articles at a time, with the characters of their texts."""
    lump: list[Article] = []
    size = 0
    for article in articles:
        lump.append(article)
        size += _characters(article)
        if len(lump) == LUMP or size > LARGEST_LUMP:
            yield lump, size
            lump, size = [], 0
    if lump:
        yield lump, size


def _characters(article: Article) -> int:
    return len(article.title) + sum(map(len, article.paragraphs))


def _create(folder: Path) -> None:
    """Make an empty index unless there is one.

    The marker comes first: killed in between, there is no commit yet, and the next try makes it.
    """
    try:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        if newest_commit(folder) >= 0:
            return
        if not is_marked(folder):
            mark(folder)
        commits.write(folder, TOC(schema(), [], 0))
        synced(folder.parent)
    except OSError as error:
        raise HomeError(folder, error.strerror or "can't be written to") from error


def _delete(folder: Path, contents: Any, ids: IdSet) -> bool:
    """Delete the documents with these ids from all segments; whether there were any."""
    before = _deleted(contents)
    for segment in contents.segments if len(ids) else ():
        with closing(Segment(folder, commits.entry(segment), BoundedCache())) as opened:
            for document in _having(opened, ids):
                segment.delete_document(document)
    return before != _deleted(contents)


def _deleted(contents: Any) -> int:
    return sum(segment.deleted_count() for segment in contents.segments)


def _having(segment: Segment, ids: IdSet) -> list[int]:
    """The documents of a segment with these ids."""
    if len(ids) * _FEW > segment.size:
        return ids.among([bytes(segment.columns.ids[at]) for at in range(segment.size)])
    return [at for id in ids for at in segment.postings("id", id.decode()).documents.tolist()]


def _delete_nth(segments: Iterable[Any], number: int) -> None:
    """Delete the document that was the so manieth, all segments together."""
    for segment in segments:
        if number < segment.doc_count_all():
            segment.delete_document(number)
            return
        number -= segment.doc_count_all()
