"""Plan of an update: the difference between sources and index, decided without side effects."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from index.article import SourceName
from index.sync.report import Problem
from index.sync.walk import Found, FoundFile, OtherKind, SkippedFile, Unreadable

RACY_NS = 2_000_000_000
"""Age under which a file may be written again without a change of its time, in nanoseconds: the
coarsest file systems count in steps of two seconds.
"""


def rank(key: str) -> tuple[int, bytes]:
    """Return the sort key of a file among files of the same content: the shortest key is first.

    A copy has mostly a longer name.
    """
    mark = os.fsencode(key)
    return len(mark), mark


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as the index knows it."""

    key: str
    path: str
    size: int
    mtime_ns: int
    ctime_ns: int
    seen_ns: int
    """Time of the look at the file, in nanoseconds since 1970."""
    digest: bytes | None = None
    """Digest of the content; None when the content could not be read."""
    reason: str | None = None
    """The reason why no article could be read from the file; None where there was no failure."""
    pending: bool = False
    """Whether the file must be read again, even if it looks unchanged."""
    source: SourceName | None = None
    """The source name given to its articles that name no source themselves."""

    @property
    def mark(self) -> bytes:
        """The file's key as bytes, its sort key in a walk."""
        return os.fsencode(self.key)

    def is_unchanged(self, file: FoundFile) -> bool:
        """Return whether size, times and source name alone show that nothing was written since."""
        same = (self.size, self.mtime_ns, self.ctime_ns) == (
            file.size,
            file.mtime_ns,
            file.ctime_ns,
        )
        settled = file.mtime_ns < self.seen_ns - RACY_NS
        named = self.source == file.source
        return same and settled and named and not self.pending and self.digest is not None


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """The files found or known, by the action that each needs."""

    added: tuple[FoundFile, ...] = ()
    changed: tuple[FoundFile, ...] = ()
    """Files to be looked at again: perhaps only their times changed."""
    unchanged: int = 0
    gone: tuple[str, ...] = ()
    """Keys of files that were deleted, or that no listed source holds any more."""
    kept: tuple[str, ...] = ()
    """Keys of files that can't be looked at now; their articles stay."""
    unreadable: tuple[Problem, ...] = ()
    unreachable: tuple[Problem, ...] = ()
    refused: tuple[Unreadable, ...] = ()
    """Files and folders that could not be looked at, of sources that are there."""
    passed: int = 0
    other_kinds: Mapping[str, int] = field(default_factory=dict)
    """Numbers of files of unknown formats, by suffix; known articles of such files stay."""

    @property
    def is_empty(self) -> bool:
        """Whether no file has to be added, changed or removed."""
        return not (self.added or self.changed or self.gone)


def plan(known: Iterable[KnownFile], found: Iterable[Found], *, anew: bool = False) -> SyncPlan:
    """Compare the known files with the files found, both in the order of `mark`.

    `anew` takes no file for unchanged: every known file is read again. Needs no more memory than
    its answer.
    """
    draft = _Draft(anew)
    rows = _Rows(known)
    for item in found:
        draft.gone.extend(row.key for row in rows.take(_before(item.mark)))
        match item:
            case FoundFile():
                draft.file(item, next(rows.take(_named(item.mark)), None))
            case Unreadable():
                draft.problem(item, rows.take(_covered(item)))
            case OtherKind():
                draft.other_kinds[item.suffix] += 1
                draft.kept.extend(row.key for row in rows.take(_named(item.mark)))
            case SkippedFile():
                draft.passed += 1
    draft.gone.extend(row.key for row in rows.take(lambda _: True))
    return draft.finished()


class _Rows:
    """Known files, handed out in order while they fit a condition."""

    def __init__(self, known: Iterable[KnownFile]) -> None:
        self._known = iter(known)
        self._next = next(self._known, None)

    def take(self, fits: Callable[[KnownFile], bool]) -> Iterator[KnownFile]:
        while self._next is not None and fits(self._next):
            row, self._next = self._next, next(self._known, None)
            yield row


def _before(mark: bytes) -> Callable[[KnownFile], bool]:
    return lambda row: row.mark < mark


def _named(mark: bytes) -> Callable[[KnownFile], bool]:
    return lambda row: row.mark == mark


def _covered(item: Unreadable) -> Callable[[KnownFile], bool]:
    return lambda row: row.mark.startswith(item.mark) if item.below else row.mark == item.mark


@dataclass(slots=True)
class _Draft:
    anew: bool
    added: list[FoundFile] = field(default_factory=list)
    changed: list[FoundFile] = field(default_factory=list)
    unchanged: int = 0
    gone: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    unreadable: list[Problem] = field(default_factory=list)
    unreachable: dict[str, Problem] = field(default_factory=dict)
    refused: list[Unreadable] = field(default_factory=list)
    passed: int = 0
    other_kinds: Counter[str] = field(default_factory=Counter)

    def file(self, file: FoundFile, row: KnownFile | None) -> None:
        if row is None:
            self.added.append(file)
        elif self.anew or not row.is_unchanged(file):
            self.changed.append(file)
        elif row.reason is not None:
            self.unreadable.append(Problem(file.path, row.reason))
        else:
            self.unchanged += 1

    def problem(self, item: Unreadable, rows: Iterable[KnownFile]) -> None:
        self.kept.extend(row.key for row in rows)
        problem = Problem(item.path, item.reason)
        if item.unreachable:
            self.unreachable[item.path] = problem
        else:
            self.unreadable.append(problem)
            self.refused.append(item)

    def finished(self) -> SyncPlan:
        return SyncPlan(
            tuple(self.added),
            tuple(self.changed),
            self.unchanged,
            tuple(self.gone),
            tuple(self.kept),
            tuple(self.unreadable),
            tuple(self.unreachable.values()),
            tuple(self.refused),
            self.passed,
            dict(self.other_kinds.most_common()),
        )
