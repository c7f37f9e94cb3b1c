"""Files below a source, and entries that could not be looked at."""

from __future__ import annotations

import heapq
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from index.article import SourceName
from index.files.os_errors import os_error_text
from index.sync.sources import Source


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A regular file, with the facts that tell cheaply whether it changed."""

    key: str
    """The permanent name of the file: the name of its source and its path below it."""
    path: str
    size: int
    mtime_ns: int
    ctime_ns: int
    source: SourceName | None = None
    """The source name for articles that name no source themselves."""

    @property
    def mark(self) -> bytes:
        """The file's key as bytes, its sort key in a walk."""
        return os.fsencode(self.key)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file or folder that can't be looked at."""

    key: str
    path: str
    reason: str
    below: bool = False
    """Whether everything below this key is unknown, rather than gone."""
    unreachable: bool = False
    """Whether a whole source is missing: its disk may only be unmounted."""

    @property
    def mark(self) -> bytes:
        """The sort key in a walk, as bytes: a folder stands where its files would."""
        return os.fsencode(self.key.rstrip("/") + "/" if self.below else self.key)


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A hidden file or folder, or a link to a file that is read under its own name."""

    key: str
    path: str

    @property
    def mark(self) -> bytes:
        """The key as bytes, the sort key in a walk."""
        return os.fsencode(self.key)


@dataclass(frozen=True, slots=True)
class OtherKind:
    """A file below a folder with a suffix that no format reader knows, such as a picture."""

    key: str
    suffix: str
    """The suffix, clean, in small letters; empty where the name has none."""

    @property
    def mark(self) -> bytes:
        """The key as bytes, the sort key in a walk."""
        return os.fsencode(self.key)


Found: TypeAlias = FoundFile | Unreadable | SkippedFile | OtherKind


def walk_all(
    sources: Sequence[Source],
    among: Sequence[Source] | None = None,
    *,
    own: Path | None = None,
    devices: Mapping[str, int] | None = None,
) -> Iterator[Found]:
    """Yield the entries below all these sources, in the order of `mark`; see `walk`."""
    among = sources if among is None else among
    walks = (walk(s, among, own=own, device=(devices or {}).get(s.name)) for s in sources)
    return heapq.merge(*walks, key=lambda found: found.mark)


def walk(
    source: Source,
    among: Sequence[Source] = (),
    *,
    own: Path | None = None,
    device: int | None = None,
) -> Iterator[Found]:
    """Yield the entries below a source, in the order of `mark`; open no file: a FIFO would block.

    `among` are all sources: the entries of an inner source are left to that source. `own` is
    newstui's home, which holds no news. `device` is the disk on which a folder last lay: when
    it is empty and on another disk, it is a mount point without its disk, and the source is
    unreachable.
    """
    facts = _facts(source.path, device)
    if isinstance(facts, str):
        yield from _absent(source, facts)
    elif stat.S_ISDIR(facts.st_mode):
        yield from _Walk(source, among, own).run()
    else:
        yield _judge(source.name, str(source.path), facts, source.name_of_articles())


def absence(path: Path, device: int | None = None) -> str | None:
    """Return why nothing of a source at `path` can be looked at; None where it is there.

    `device` is that of `walk`.
    """
    facts = _facts(path, device)
    return facts if isinstance(facts, str) else None


def _facts(path: Path, device: int | None) -> os.stat_result | str:
    """Return the system's facts of a source; the reason in words where it can't be looked at."""
    try:
        facts = path.stat()
    except OSError as error:
        return os_error_text(error)
    is_bare = stat.S_ISDIR(facts.st_mode) and device not in (None, facts.st_dev)
    return "the folder is empty; is its disk mounted?" if is_bare and _is_empty(path) else facts


def _absent(source: Source, reason: str) -> Iterator[Unreadable]:
    path = str(source.path)
    # A file that is gone from an existing folder was deleted: then only files that may have been
    # below it, as a folder, are unknown.
    if not source.path.parent.is_dir():
        yield Unreadable(source.name, path, reason, unreachable=True)
    yield Unreadable(source.name, path, reason, below=True, unreachable=True)


def _is_empty(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is None
    except OSError:
        return False


def _judge(key: str, path: str, facts: os.stat_result, source: SourceName | None) -> Found:
    if stat.S_ISREG(facts.st_mode):
        return FoundFile(key, path, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, source)
    return Unreadable(key, path, f"not a file but {_kind(facts.st_mode)}")


def _kind(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "a pipe"
    return "a socket" if stat.S_ISSOCK(mode) else "a device"


@dataclass(slots=True)
class _Folder:
    """A folder on the way: its key, its path as walked, and its real path."""

    key: str
    path: str
    real: str
    entries: Iterator[tuple[os.DirEntry[str], bool]] = field(default_factory=lambda: iter(()))


class _Walk:
    """A walk through a folder. It has its own stack: trees may be deeper than Python's."""

    def __init__(self, source: Source, among: Sequence[Source], own: Path | None) -> None:
        self._source = source
        self._source_name = source.name_of_articles(own and Path(os.path.realpath(own)))
        self._root = os.path.realpath(source.path)
        self._roots = {self._root, *(str(s.path) for s in among)}
        self._left_out = self._roots - {self._root}
        if own:
            self._left_out.add(os.path.realpath(own))
        self._seen: set[tuple[int, int]] = set()
        self._stack: list[_Folder] = []

    def run(self) -> Iterator[Found]:
        first = _Folder(self._source.name, str(self._source.path), self._root)
        yield from self._enter(first)
        while self._stack:
            folder = self._stack[-1]
            entry = next(folder.entries, None)
            if entry is None:
                self._stack.pop()
            else:
                yield from self._look(folder, *entry)

    def _enter(self, folder: _Folder) -> Iterator[Found]:
        try:
            facts = os.stat(folder.path)  # noqa: PTH116 (a million Path objects cost seconds)
            identity = (facts.st_dev, facts.st_ino)
            if identity in self._seen:
                yield SkippedFile(folder.key + "/", folder.path)
                return
            self._seen.add(identity)
            with os.scandir(folder.path) as entries:
                folder.entries = iter(sorted(map(_kinded, entries), key=_order))
        except OSError as error:
            yield Unreadable(folder.key, folder.path, os_error_text(error), below=True)
        else:
            self._stack.append(folder)

    def _look(self, folder: _Folder, entry: os.DirEntry[str], is_folder: bool) -> Iterator[Found]:
        key = f"{folder.key.rstrip('/')}/{entry.name}"
        real = f"{folder.real.rstrip('/')}/{entry.name}"
        place = key + "/" if is_folder else key
        refused: Found | None = None
        if entry.name.startswith("."):
            refused = SkippedFile(place, entry.path)
        elif entry.is_symlink():
            real = os.path.realpath(entry.path)
            refused = self._refuse_link(place, entry.path, real)
        if refused:
            yield refused
        elif is_folder and real not in self._left_out:
            yield from self._enter(_Folder(key, entry.path, real))
        elif real not in self._left_out:
            yield from self._file(key, entry)

    def _refuse_link(self, place: str, path: str, real: str) -> Found | None:
        inside = real.rstrip("/") + "/"
        if path.startswith(inside) or self._root.startswith(inside):
            return Unreadable(place, path, "a link that leads back to a folder above it")
        exists = os.path.exists(path)  # noqa: PTH110 (a link in a circle is no error here)
        return SkippedFile(place, path) if exists and self._is_read_as(real) else None

    def _is_read_as(self, real: str) -> bool:
        """Return whether a walk of some source comes to this real path by itself."""
        path, part = real, ""
        while path and not part.startswith("."):
            if path in self._roots:
                return True
            path, _, part = path.rpartition("/")
        return not part.startswith(".") and "/" in self._roots

    def _file(self, key: str, entry: os.DirEntry[str]) -> Iterator[Found]:
        try:
            yield _judge(key, entry.path, entry.stat(), self._source_name)
        except FileNotFoundError:
            if entry.is_symlink():
                yield Unreadable(key, entry.path, "a link to nothing")
        except OSError as error:
            yield Unreadable(key, entry.path, os_error_text(error))


def _kinded(entry: os.DirEntry[str]) -> tuple[os.DirEntry[str], bool]:
    try:
        return entry, entry.is_dir()
    except OSError:
        return entry, False


def _order(kinded: tuple[os.DirEntry[str], bool]) -> bytes:
    """Return the sort key of an entry: a folder sorts as its files do.

    So whole paths come out in the order of their bytes.
    """
    entry, is_folder = kinded
    return os.fsencode(entry.name) + (b"/" if is_folder else b"")
