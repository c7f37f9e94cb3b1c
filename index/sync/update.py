"""Transfer of articles into the index and out of it, batch by batch."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from index.article import Article, SourceName
from index.engine.protocol import IndexWriter, SearchEngine
from index.errors import HomeError, IndexUnusableError, never
from index.files.memory import MEMORY_MB
from index.files.os_errors import os_error_text
from index.ingest.file_reader import Contents
from index.sync.manifest import Manifest, ManifestCommit, ManifestWriter
from index.sync.pipeline import Pipeline
from index.sync.plan import KnownFile, SyncPlan, rank
from index.sync.report import Problem, Progress
from index.sync.walk import FoundFile

COMMIT_SECONDS = 10.0
"""Longest time between two commits, unless a single file takes longer: a killed update loses no
more work than one such interval.
"""
BATCH_SHARE = 1 / 6
"""Share of the memory for indexing that the articles of a batch may take before they are committed.
The rest is the writer's, which turns them into many short lists.
"""
CHARACTER_BYTES, ARTICLE_BYTES, FILE_BYTES = 2, 2_000, 1_000
"""Approximate memory taken until the commit by a character of a text, by an article besides its
text, and by the record of a file.
"""
SLUG_LENGTHS = range(6, 17)
"""Lengths of the piece of the id in a slug: the shortest that gives an unused slug is taken."""
PROGRESS_SECONDS = 0.2


@dataclass(slots=True)
class Tally:
    """Counts and problems of an update so far."""

    done_files: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    copies: int = 0
    articles: int = 0
    removed: int = 0
    bytes: int = 0
    unreadable: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Batch:
    """The changes that the next commit will hold."""

    put: dict[str, Article] = field(default_factory=dict)
    remove: set[str] = field(default_factory=set)
    done: dict[str, KnownFile] = field(default_factory=dict)
    forgotten: list[str] = field(default_factory=list)
    again: set[str] = field(default_factory=set)
    moved: dict[str, dict[str, None]] = field(default_factory=dict)
    """Ids to which readers' marks of an old id go on, in order, by the old id."""
    first: dict[bytes, str] = field(default_factory=dict)
    """The key of the first file of each content among the batch's files."""
    characters: int = 0

    @property
    def bytes(self) -> int:
        """The memory that the batch takes, roughly."""
        articles = len(self.put) + len(self.remove)
        files = len(self.done) + len(self.forgotten)
        return self.characters * CHARACTER_BYTES + articles * ARTICLE_BYTES + files * FILE_BYTES

    @property
    def is_empty(self) -> bool:
        return not (self.put or self.remove or self.done or self.forgotten or self.moved)

    def add(self, article: Article) -> None:
        self.remove.discard(article.id)
        self.put[article.id] = article
        self.characters += len(article.title) + sum(map(len, article.paragraphs))

    def drop(self, id: str) -> None:
        self.put.pop(id, None)
        self.remove.add(id)

    def carry(self, old: str, new: str) -> None:
        if old != new:
            self.moved.setdefault(old, {})[new] = None


@dataclass(frozen=True, slots=True)
class Rescue:
    """An older index, for articles of files that can't be read now."""

    manifest: Manifest
    engine: SearchEngine

    def articles(self, key: str) -> tuple[Article, ...] | None:
        """Return the articles that once came from this file; None where damage keeps them back."""
        try:
            found = map(self.engine.article, self.manifest.ids(key))
            return tuple(article for article in found if article is not None)
        except IndexUnusableError:
            return None


class Update:
    """An update of an index and its manifest, from commit to commit, each commit whole.

    Raises `HomeError` when the disk is full or failing: the last commit is whole then, and the next
    update goes on from it. `IndexUnusableError` from engine or manifest passes through.
    """

    def __init__(
        self,
        folder: Path,
        manifest: ManifestWriter,
        pipeline: Pipeline,
        *,
        todo: SyncPlan,
        generation: int,
        seen_ns: int,
        boilerplate: Callable[[str], bytes] = lambda _: b"",
        progress: Callable[[Progress], None] = lambda _: None,
        carry: Callable[[Mapping[str, Sequence[str]]], None] = lambda _: None,
        stop: Callable[[], bool] = never,
        rescue: Rescue | None = None,
        memory_mb: int = MEMORY_MB,
    ) -> None:
        """Take the index in `folder` and its manifest.

        `generation` is the number of the index's commit; `boilerplate` returns the lines that the
        folder of a key repeats; `stop` is asked while parts of the index are merged; `memory_mb`
        bounds the memory held at once.
        """
        self.tally = Tally()
        self._folder = folder
        self._manifest = manifest
        self._pipeline = pipeline
        self._contents = pipeline.look
        self._boilerplate = boilerplate
        self._total = len(todo.added) + len(todo.changed)
        self._gone = frozenset(todo.gone)
        self._generation = generation
        self._seen_ns = seen_ns
        self._progress = progress
        self._carry = carry
        self._rescue = rescue
        self._stop = stop
        self._memory_mb = memory_mb
        self._told = -PROGRESS_SECONDS
        self._begun = self._committed = time.monotonic()
        self._writer: IndexWriter | None = None
        self._batch = _Batch()

    def begin_index(self) -> None:
        """Make an index that holds nothing yet."""
        self._commit((), ())
        self._manifest.record(ManifestCommit(self._generation))

    def add(self, files: Sequence[FoundFile]) -> Iterator[None]:
        """Put new files into the index, one with each step.

        Files come by rank, here as elsewhere: so no file takes the place of another in the same
        batch.
        """
        for is_new in self._read(files):
            self.tally.added += is_new
            yield

    def change(self, file: FoundFile) -> None:
        """Read a known file again; a file with the same content counts as unchanged."""
        self.tell(file.path)
        before = self._manifest.file(file.key)
        is_known = before and not before.pending and before.source == file.source
        known = before.digest if before and is_known else None
        found = self._contents(file.path, file.key, self._boilerplate(file.key), known)
        self.tally.changed += self._settle(file, before, found)

    def again(self, files: Sequence[FoundFile]) -> Iterator[None]:
        """Read files again, one with each step.

        Another file has lost an article that they have too, or their folder repeats other lines
        now.
        """
        self._total += len(files)
        for _ in self._read(files):
            yield

    def keep(self, file: KnownFile) -> bool:
        """Take over an unreachable file from the older index; return whether that was possible.

        It is impossible where damage keeps its articles back: then the file is no
        longer known, and is read once it can be.
        """
        articles = None if self._rescue is None else self._rescue.articles(file.key)
        if articles is None:
            return False
        # The articles may come from another file of the same content, which is gone.
        self._put(file, [_from_file(article, file.path) for article in articles])
        return True

    def forget(self, key: str) -> None:
        """Remove a deleted file from the index, and its articles unless other files hold them.

        Of files of the same content the last by rank comes first: the others still hold the
        articles then.
        """
        file = self._manifest.file(key)
        if file is None:
            return
        self._follow(file, self._manifest.ids(key))
        ids = self._manifest.intend_gone(file)
        if not self._is_held_before(file, ids):
            self._lose(file, ids)
        self._batch.forgotten.append(key)
        self.tally.gone += 1
        self._flush_when_full()

    def follow(self, older: Manifest, file: KnownFile) -> None:
        """Log the moves of the articles that a file held in an older index."""
        now = self._manifest.file(file.key)
        if now is None:
            self._follow(file, older.ids(file.key))
        elif now.digest == file.digest:
            self._pair(older.ids(file.key), self._manifest.held(file.key))

    def flush(self) -> None:
        """Commit the batch."""
        batch, self._batch = self._batch, _Batch()
        if batch.is_empty:
            return
        if batch.put or batch.remove:
            self._manifest.settle_intent()
            self._commit(batch.put.values(), batch.remove)
        moved = self._moves(batch)
        if moved:
            # Before the manifest forgets the old files: a killed update finds the moves again.
            self._carry(moved)
        self._manifest.record(
            ManifestCommit(
                self._generation,
                tuple(batch.done.values()),
                batch.forgotten,
                batch.remove,
                batch.again,
            )
        )
        self.tally.moved |= {old: new[0] for old, new in moved.items() if old not in new}
        self.tally.articles += len(batch.put)
        self.tally.removed += len(batch.remove)
        self._merge()
        self._committed = time.monotonic()

    def tidy(self) -> None:
        """Merge parts of the index until no merge pays or the update is stopped.

        Does nothing if nothing was committed; a later update does the rest.
        """
        while self._merge() and not self._stop():
            pass

    def close(self) -> None:
        """Close the index; a batch that was not flushed is lost."""
        if self._writer is not None:
            self._writer.close()

    def tell(self, current: str = "", *, now: bool = False) -> None:
        """Report the progress, unless a report was sent less than `PROGRESS_SECONDS` ago."""
        clock = time.monotonic()
        if now or clock - self._told >= PROGRESS_SECONDS:
            self._told = clock
            tally = self.tally
            articles = tally.articles + len(self._batch.put)
            self._progress(
                Progress(
                    tally.done_files,
                    self._total,
                    articles,
                    tally.bytes,
                    self._pipeline.show(current),
                    clock - self._begun,
                )
            )

    def _read(self, files: Sequence[FoundFile]) -> Iterator[bool]:
        """Read files whole; yield the result of `_settle` for each."""
        ahead = self._pipeline.read_ahead(files, self._contents, self._boilerplate)
        with ahead as next_contents:
            for file in files:
                self.tell(file.path)
                yield self._settle(file, self._manifest.file(file.key), next_contents())

    def _settle(self, file: FoundFile, before: KnownFile | None, found: Contents) -> bool:
        """Bring one file up to date; return True unless its content is known or unreadable."""
        self.tally.done_files += 1
        self.tally.bytes += file.size
        after = replace(_known(file, self._seen_ns), digest=found.digest)
        if found.reason is not None:
            self._settle_unreadable(before, after, found.reason)
            return False
        is_known = before and not before.pending and before.source == after.source
        if before and is_known and before.digest == found.digest:
            self._settle_touched(before, after)
            return False
        self._put(after, [_named(article, after.source) for article in found.articles])
        remarks = dict.fromkeys(each.origin.remark for each in found.articles)
        self.tally.remarks += [Problem(file.path, text) for text in remarks if text]
        return True

    def _put(self, file: KnownFile, articles: Sequence[Article]) -> None:
        """Store exactly these articles for the file, or share those of a twin that comes first.

        A twin is another file of the same content.
        """
        first = self._first(file)
        if first is not None and rank(first) < rank(file.key):
            self.tally.copies += 1
            self._lose(file, self._hold(file, self._manifest.held(first)))
        else:
            self._put_first(file, articles, tuple(self._others(file)))
        self._batch.done[file.key] = file
        self._flush_when_full()

    def _put_first(
        self, file: KnownFile, articles: Sequence[Article], twins: Sequence[str]
    ) -> None:
        """Store the articles of a file, for its twins too."""
        ids = [article.id for article in articles]
        lost = dict.fromkeys(self._hold(file, ids))
        for key in twins:
            twin = self._manifest.file(key)
            if twin is not None and self._manifest.held(key) != tuple(ids):
                lost |= dict.fromkeys(self._hold(twin, ids))
                self._batch.done[key] = twin
        # Once for all twins: each id would have its files counted again for each twin.
        self._lose(file, lost)
        for article in articles:
            others = set(self._manifest.owners(article.id, file.key)).difference(twins)
            if all(rank(other) > rank(file.key) for other in others):
                self._batch.again |= others - self._gone
                self._flush_when_full()
                self._batch.add(replace(article, slug=self._slug(article)))
        if file.digest is not None and file.reason is None:
            self._batch.first[file.digest] = file.key

    def _first(self, file: KnownFile) -> str | None:
        """Return the key of the first other file of the same content, or None.

        Files that are about to go do not count.
        """
        if file.digest is None or file.reason is not None:
            return None
        found = list(islice(self._others(file), 1))
        done = self._batch.first.get(file.digest)
        if done is not None and done != file.key:
            found.append(done)
        return min(found, key=rank, default=None)

    def _others(self, file: KnownFile) -> Iterator[str]:
        """Return the keys of other files of the same content that an earlier batch has indexed."""
        found = self._manifest.twins(file.digest) if file.digest else ()
        return (key for key in found if key != file.key and key not in self._gone)

    def _hold(self, file: KnownFile, ids: Sequence[str]) -> Iterable[str]:
        """Record that this file holds exactly these articles; return the ids that it loses.

        Readers' marks of a lost article go to the article in its position, where the content is the
        same or another file goes on to hold the lost one.
        """
        key = file.key
        before = self._manifest.file(key)
        lost = self._manifest.intend(file, ids)
        self._batch.again.discard(key)
        is_same = before is not None and before.digest == file.digest
        for id, place in lost.items():
            if place < len(ids) and (is_same or (place == 0 and self._manifest.owners(id, key))):
                self._batch.carry(id, ids[place])
        return lost

    def _lose(self, file: KnownFile, ids: Iterable[str]) -> None:
        """Remove lost articles of a file from the index, or have their other files read again.

        The other files are read again where the index had the articles from this file.
        """
        key = file.key
        for id in ids:
            heirs = self._manifest.owners(id, key)
            if not heirs:
                self._batch.drop(id)
            elif rank(heirs[0]) > rank(key):
                self._batch.again |= set(heirs) - self._gone

    def _is_held_before(self, file: KnownFile, ids: Sequence[str]) -> bool:
        """Return whether a file of the same content comes before this one and holds these articles.

        Only the first such file is looked at, however many files there are.
        """
        found = self._manifest.twins(file.digest) if file.digest else iter(())
        first = next(found, None)
        return (
            first is not None
            and rank(first) < rank(file.key)
            and set(ids).issubset(self._manifest.held(first))
        )

    def _slug(self, article: Article) -> str:
        slug = self._manifest.slug(article.id)
        if slug is not None:
            return slug
        for length in SLUG_LENGTHS:
            slug = self._pipeline.make_slug(article.title, article.id, length)
            if self._manifest.holder(slug) is None:
                break
        else:
            # The words of one title and the id of another may form the same slug.
            slug = f"article-{article.id}"
        self._manifest.reserve(slug, article.id)
        return slug

    def _settle_touched(self, before: KnownFile, after: KnownFile) -> None:
        """Record a file with changed times only, so that the next update need not read it."""
        self._batch.done[after.key] = replace(after, reason=before.reason)
        if before.reason is None:
            self.tally.unchanged += 1
        else:
            self.tally.unreadable.append(Problem(after.path, before.reason))
        self._flush_when_full()

    def _settle_unreadable(self, before: KnownFile | None, file: KnownFile, reason: str) -> None:
        """Record a file that can't be read; the articles of its earlier version stay.

        The file is not gone, and nothing says that its articles are no longer wanted.
        """
        self.tally.unreadable.append(Problem(file.path, reason))
        file = replace(file, reason=reason, pending=before is not None and before.pending)
        if self._rescue and (older := self._rescue.articles(file.key)):
            self._put(file, older)
        else:
            self._batch.done[file.key] = file
            self._flush_when_full()

    def _follow(self, file: KnownFile, ids: Sequence[str]) -> None:
        """Log the move of these articles to the first file of the same content, if any."""
        first = self._first(file)
        if first is not None:
            self._pair(ids, self._manifest.held(first))

    def _pair(self, before: Sequence[str], now: Sequence[str]) -> None:
        """Send readers' marks from the earlier articles of a content to its present ones, in order.

        Does nothing where their numbers differ.
        """
        if len(before) == len(now):
            for old, new in zip(before, now, strict=True):
                self._batch.carry(old, new)

    def _moves(self, batch: _Batch) -> dict[str, tuple[str, ...]]:
        """Return the ids to which the marks of each id go; with the id itself where it stays."""
        return {
            old: (*((old,) if self._manifest.owners(old) else ()), *new)
            for old, new in batch.moved.items()
        }

    def _flush_when_full(self) -> None:
        is_full = self._batch.bytes >= self._memory_mb * 2**20 * BATCH_SHARE
        if is_full or time.monotonic() - self._committed >= COMMIT_SECONDS:
            self.flush()

    def _commit(self, put: Iterable[Article], remove: Iterable[str]) -> None:
        with self._safely():
            if self._writer is None:
                memory_mb = int(self._memory_mb * (1 - BATCH_SHARE))
                self._writer = self._pipeline.open_writer(self._folder, memory_mb=memory_mb)
            self._generation = self._writer.apply(put, remove)

    def _merge(self) -> bool:
        """Merge several parts of the index into one; return True while there is more to do.

        A merge is a commit too, and the manifest has to record it: else an index that was killed in
        between would seem to be another one than the manifest describes.
        """
        if self._writer is None:
            return False
        self._manifest.settle_intent()
        with self._safely():
            more = self._writer.merge(self._asked_to_stop)
            self._generation = self._writer.generation
        self._manifest.record(ManifestCommit(self._generation))
        return more

    def _asked_to_stop(self) -> bool:
        self.tell()
        return self._stop()

    @contextmanager
    def _safely(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            reason = f"{os_error_text(error)}; what was indexed before is safe"
            raise HomeError(self._folder, reason) from error


def _known(file: FoundFile, seen_ns: int) -> KnownFile:
    return KnownFile(
        file.key,
        file.path,
        file.size,
        file.mtime_ns,
        file.ctime_ns,
        seen_ns,
        source=file.source,
    )


def _named(article: Article, source: SourceName | None) -> Article:
    """Return the article with this source where its page names none."""
    if source is None or article.source is not None:
        return article
    return replace(article, source=source.name, source_by=source.by)


def _from_file(article: Article, path: str) -> Article:
    return replace(article, origin=replace(article.origin, path=path))
