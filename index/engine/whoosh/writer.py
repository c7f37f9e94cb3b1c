"""Writer of a Whoosh index: one atomic commit for each batch."""

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
"""The number of articles from which a second process pays off: its start takes a while."""

LARGEST_LUMP = 4_000_000
"""The largest lump for the helper process, in characters; larger lumps stay in this process."""

_FEW = 50
"""The ratio of documents to ids from which each id is looked up by itself."""


class WhooshWriter:
    """The `IndexWriter` for the index in a folder.

    `memory_mb` is the memory budget of each process. There are `processes` of them, by default as
    many as cores; at most `MOST_PROCESSES`. `progress` is called now and then with the number of
    articles of a batch and of characters of text read so far.
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
        """Add or replace articles and remove others in one atomic commit; return its generation.

        Articles are identified by id. An id in both `put` and `remove` is put. Without any change
        there is no commit. When the helper process dies, for example killed for want of memory,
        this process repeats the batch.
        """
        try:
            return self._apply(put, remove)
        except IndexingHelperError:
            if not (isinstance(put, Collection) and isinstance(remove, Collection)):
                raise  # an iterator is used up: the batch can't be repeated
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
        """The generation of the newest commit."""
        return int(commits.in_use(self._folder).generation)

    def merge(self, stop: Callable[[], bool] = never) -> bool:
        """Merge some segments in a commit of its own; return whether another merge is worth it."""
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
        """Do nothing: between two batches no file is open."""

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold Whoosh's own lock, so that no other process's files are swept away as leftovers.

        Raises `HomeError` when another process holds the lock.
        """
        lock = self._storage.lock(f"{INDEX}_WRITELOCK")
        if not lock.acquire():
            raise HomeError(self._folder, "another process is writing to the index")
        try:
            yield
        finally:
            lock.release()

    def _begin(self) -> TOC:
        """Sweep away leftovers of failed commits and return the commit in use."""
        commits.sweep(self._folder)
        return commits.in_use(self._folder)

    def _chosen(self, segments: Sequence[Any]) -> frozenset[int]:
        """Return the positions in `segments` of the next merge's segments."""
        return chosen([_weight(self._folder, segment) for segment in segments])

    def _index(self, put: Iterable[Article], ids: IdSet) -> list[Any]:
        """Invert the articles, add their ids to `ids`, and return the new segments."""
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
            # A helper without any article may not even have started.
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
        with suppress(OSError):  # the commit is whole; the next one sweeps
            commits.sweep(self._folder)
        return generation

    def _abandon(self) -> None:
        """Undo a failed commit; that also frees space on the disk, which may be full."""
        with suppress(OSError, NewstuiError):
            commits.sweep(self._folder)


class _Shares:
    """The assignment of a batch's articles to this process or the helper process.

    Each share is a list of ranges of article numbers, in the order in which the process gets them.
    """

    def __init__(self) -> None:
        self._count = 0
        self._kept: list[range] = []
        self.given: list[range] = []

    def keep(self, count: int) -> None:
        """Assign the next `count` articles to this process."""
        self._kept.append(self._next(count))

    def give(self, count: int) -> None:
        """Assign the next `count` articles to the helper process."""
        self.given.append(self._next(count))

    def take_back(self) -> None:
        """Assign the helper's last range of articles to this process instead."""
        self._kept.append(self.given.pop())

    def places(self, numbers: Sequence[int]) -> Iterator[tuple[int, bool]]:
        """Yield the place of each article in its share, and whether the helper has that share."""
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
    except FileNotFoundError:  # separate files, an option of plain Whoosh
        size = 0
    return SegmentSize(segment.doc_count_all(), segment.doc_count(), size)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _lumps(articles: Iterable[Article]) -> Iterator[tuple[list[Article], int]]:
    """Yield lumps of articles, with the number of characters of each."""
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
    """Create an empty index unless there is one. Raises `HomeError` for a read-only folder.

    The marker comes first: after a kill in between there is no commit, and the next call retries.
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
    """Mark the documents with these ids as deleted in all segments; return whether any was live."""
    before = _deleted(contents)
    for segment in contents.segments if len(ids) else ():
        with closing(Segment(folder, commits.entry(segment), BoundedCache())) as opened:
            for document in _having(opened, ids):
                segment.delete_document(document)
    return before != _deleted(contents)


def _deleted(contents: Any) -> int:
    return sum(segment.deleted_count() for segment in contents.segments)


def _having(segment: Segment, ids: IdSet) -> list[int]:
    """Return the documents of a segment with these ids."""
    if len(ids) * _FEW > segment.size:
        return ids.among([bytes(segment.columns.ids[at]) for at in range(segment.size)])
    return [at for id in ids for at in segment.postings("id", id.decode()).documents.tolist()]


def _delete_nth(segments: Iterable[Any], number: int) -> None:
    """Mark a document as deleted, by its number across all segments."""
    for segment in segments:
        if number < segment.doc_count_all():
            segment.delete_document(number)
            return
        number -= segment.doc_count_all()
