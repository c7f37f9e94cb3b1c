"""How do articles get into the index, all of a batch or none?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from index.article import Article
from index.engine import never
from index.errors import HomeError, NewstuiError
from index.memory import MEMORY_MB
from index.whoosh.commits import in_use, next_generation, sweep, write
from index.whoosh.durable import DurableStorage, synced
from index.whoosh.folder import check, is_marked, mark, newest_commit, reading
from index.whoosh.library import TOC, FileIndex, SegmentWriter
from index.whoosh.merging import merge_policy
from index.whoosh.schema import document, schema
from index.whoosh.snapshot import Snapshot, open_snapshot


class WhooshWriter:
    """An `IndexWriter` for the index in a folder."""

    def __init__(self, folder: Path, create: bool = True, memory_mb: int = MEMORY_MB) -> None:
        self._folder = folder
        if create:
            _create(folder)
        check(folder)
        with reading(folder):
            self._index = _Index(DurableStorage(str(folder)))

    def apply(self, put: Iterable[Article], remove: Iterable[str] = ()) -> int:
        """Add or replace articles by id and remove others, in one atomic commit; its generation.

        An id that is both put and removed is put. Without any change there is no commit.
        """
        wanted = {article.id: article for article in put}
        with self._alone():
            outdated = self._prepare({*wanted, *remove})
            if not wanted and not outdated:
                generation: int = in_use(self._folder).generation
                return generation
            return self._commit(map(document, wanted.values()), outdated)

    @property
    def generation(self) -> int:
        """The commit that the index is at."""
        generation: int = in_use(self._folder).generation
        return generation

    def merge(self, stop: Callable[[], bool] = never) -> bool:
        """One step of housekeeping; here every commit has done it already."""
        return False

    def close(self) -> None:
        """Let go of files."""
        self._index.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Holds Whoosh's own lock, so that nobody's files are taken for leftovers."""
        lock = self._index.lock("WRITELOCK")
        if not lock.acquire():
            raise HomeError(self._folder, "another process is writing to the index")
        try:
            yield
        finally:
            lock.release()

    def _prepare(self, ids: Iterable[str]) -> list[int]:
        """The documents of these articles, numbered through all segments.

        Looked up in one go: Whoosh's own update opens the whole index anew for every article.
        Whatever a commit that failed has left behind goes too.
        """
        snapshot = open_snapshot(self._folder)
        try:
            with reading(self._folder):
                found = list(_numbers(snapshot, sorted(ids)))
            sweep(self._folder)
        finally:
            snapshot.close()
        return found

    def _commit(self, documents: Iterable[dict[str, Any]], outdated: Iterable[int]) -> int:
        writer = _Writer(self._index)
        try:
            for number in outdated:
                writer.delete_document(number)
            for fields in documents:
                writer.add_document(**fields)
            with reading(self._folder, OSError):  # merging reads older segments
                writer.commit(mergetype=merge_policy)
        except BaseException:
            self._abandon(writer)
            raise
        return writer.generation

    def _abandon(self, writer: SegmentWriter) -> None:
        """Undo a commit that failed; that also frees the disk, which may be full."""
        with suppress(Exception):
            writer.cancel()
        with suppress(OSError, NewstuiError):
            sweep(self._folder)


class _Index(FileIndex):  # type: ignore[misc]
    def __init__(self, storage: DurableStorage) -> None:
        self.storage, self._schema, self.indexname = storage, None, "MAIN"
        self._read_toc()

    def _read_toc(self) -> TOC:
        return in_use(Path(self.storage.folder))


class _Writer(SegmentWriter):  # type: ignore[misc]
    def __init__(self, index: FileIndex) -> None:
        super().__init__(index, _lk=False)
        self.generation: int = next_generation(Path(self.storage.folder))

    def _commit_toc(self, segments: list[Any]) -> None:
        folder = Path(self.storage.folder)
        self.storage.settle()
        write(folder, TOC(self.schema, segments, self.generation))
        sweep(folder)


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
        write(folder, TOC(schema(), [], 0))
        synced(folder.parent)
    except OSError as error:
        raise HomeError(folder, error.strerror or "can't be written to") from error


def _numbers(snapshot: Snapshot, ids: Iterable[str]) -> Iterator[int]:
    first = 0
    for part in snapshot.segments:
        for id in ids:
            number = part.number(id)
            if number is not None:
                yield first + number
        first += part.segment.size
