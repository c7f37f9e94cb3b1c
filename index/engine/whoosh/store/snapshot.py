"""Snapshot of a commit: its open segments, and statistics of all segments together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from index.engine.request import FacetName
from index.engine.whoosh.format.arrays import Mask
from index.engine.whoosh.format.cache import BoundedCache
from index.engine.whoosh.format.schema import FACETS, REST_WORDS
from index.engine.whoosh.postings.document_sets import DocumentSet
from index.engine.whoosh.store.commit import SegmentEntry
from index.engine.whoosh.store.commits import Commit, readable
from index.engine.whoosh.store.folder import check, identity, newest_commit, reading
from index.engine.whoosh.store.segment import Segment
from index.errors import IndexUnusableError


@dataclass(frozen=True, eq=False)
class LiveSegment:
    """Segment of a commit: the open segment, and its documents that the commit has deleted."""

    segment: Segment
    deleted: frozenset[int]

    @cached_property
    def live(self) -> DocumentSet:
        """Documents that are not deleted."""
        return DocumentSet(self.segment.size, mask=self._live_mask())

    @cached_property
    def with_rest(self) -> DocumentSet:
        """Live documents with words in the rest of the page."""
        lengths = self.segment.columns.lengths(REST_WORDS)
        return self.live & DocumentSet(self.segment.size, mask=lengths > 0)

    def number(self, id: str) -> int | None:
        """Return the number of the live document with this article id, or None."""
        found = self.segment.postings("id", id).documents.tolist()
        return next((at for at in reversed(found) if at not in self.deleted), None)

    def _live_mask(self) -> Mask:
        mask = np.ones(self.segment.size, np.bool_)
        mask[np.fromiter(self.deleted, np.int64, len(self.deleted))] = False
        return mask


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Commit of the index, open for reading."""

    folder: Path
    generation: int
    newest: int
    """Newest generation at opening; above `generation` when the newest commit can't be read."""
    segments: tuple[LiveSegment, ...]
    identity: tuple[int, int, int]
    """Identity of the index (`folder.identity`), which a rebuild changes."""
    kept: BoundedCache
    """Cache of results from single segments, passed on to the next snapshot."""
    memo: dict[Any, Any] = field(default_factory=dict)
    """Results from the whole commit: small, and dropped with the snapshot."""

    @cached_property
    def size(self) -> int:
        """Number of articles."""
        return sum(part.segment.size - len(part.deleted) for part in self.segments)

    @cached_property
    def size_with_deleted(self) -> int:
        """Number of articles, including deleted articles that are not yet merged away."""
        return sum(part.segment.size for part in self.segments)

    @cached_property
    def languages(self) -> frozenset[str | None]:
        """Languages of the articles, and None, for articles without a language."""
        field = FACETS[FacetName.LANGUAGE]
        return frozenset(
            value for part in self.segments for value in part.segment.columns.facet(field).values
        ) | {None}

    @cached_property
    def has_rest(self) -> bool:
        """Whether any article has words in the rest of its page."""
        return any(part.segment.total_length(REST_WORDS) for part in self.segments)

    def mean_length(self, field: str) -> float:
        """Return the mean number of terms of a field per document, at least 1."""
        words = sum(part.segment.total_length(field) for part in self.segments)
        return max(1.0, words / max(1, self.size_with_deleted))

    def frequency(self, field: str, term: str) -> int:
        """Return the number of documents with a term, deleted documents included."""
        return sum(part.segment.frequency(field, term) for part in self.segments)

    def find(self, id: str) -> tuple[LiveSegment, int] | None:
        """Return segment and document number of the article with this id, or None."""
        for part in self.segments:
            number = part.number(id)
            if number is not None:
                return part, number
        return None

    def forget(self) -> None:
        """Clear the cache and the memo."""
        self.kept.clear()
        self.memo.clear()

    def close(self) -> None:
        """Clear the cache and close the files of all segments."""
        self.kept.clear()
        for part in self.segments:
            part.segment.close()


def open_snapshot(folder: Path, before: Snapshot | None = None) -> Snapshot:
    """Open the newest commit in `folder`, with the segments that `before` has open already.

    Segments are never changed once written, so reading them again would only cost time; segments
    of `before` that are no longer needed are closed. Raises `IndexUnusableError`, and then
    `before` can be used as it was.
    """
    check(folder)
    with reading(folder):
        return _open_newest(folder, before)


def _open_newest(folder: Path, before: Snapshot | None) -> Snapshot:
    """Open the newest commit; try again when a writer has replaced the commit meanwhile."""
    while True:
        newest = newest_commit(folder)
        try:
            return _open_readable(folder, newest, before)
        except (FileNotFoundError, IndexUnusableError):
            if newest_commit(folder) == newest:
                raise


def _open_readable(folder: Path, newest: int, before: Snapshot | None) -> Snapshot:
    """Open the newest commit that can be opened: instead of a torn commit, the commit before."""
    failure: Exception | None = None
    for commit in readable(folder):
        try:
            with reading(folder, FileNotFoundError):
                return _open(folder, commit, newest, before)
        except (FileNotFoundError, IndexUnusableError) as error:
            failure = failure or error
    raise failure or IndexUnusableError(folder, "no index here")


def _open(folder: Path, commit: Commit, newest: int, before: Snapshot | None) -> Snapshot:
    here = identity(folder)
    known: Mapping[str, Segment] = {}
    kept = BoundedCache()
    if before is not None and before.identity == here:
        known = {part.segment.id: part.segment for part in before.segments}
        kept = before.kept
    opened: list[Segment] = []
    try:
        parts = tuple(_live(folder, entry, known, kept, opened) for entry in commit.segments)
    except BaseException:
        _close(opened)
        raise
    if before is not None:
        still_used = {part.segment.id for part in parts if part.segment not in opened}
        _close(part.segment for part in before.segments if part.segment.id not in still_used)
    return Snapshot(folder, commit.generation, newest, parts, here, kept)


def _live(
    folder: Path,
    entry: SegmentEntry,
    known: Mapping[str, Segment],
    kept: BoundedCache,
    opened: list[Segment],
) -> LiveSegment:
    segment = known.get(entry.id)
    if segment is None:
        segment = Segment(folder, entry, kept)
        opened.append(segment)
    return LiveSegment(segment, entry.deleted)


def _close(segments: Iterable[Segment]) -> None:
    for segment in segments:
        segment.close()
