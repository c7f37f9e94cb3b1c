"""Contents of each source of an archive: counts, state and problems, for the list of sources."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from index.article import SourceName
from index.errors import UnreadableError
from index.files.home import Home
from index.ingest.file_reader import fingerprint
from index.sync.manifest import Manifest
from index.sync.plan import KnownFile
from index.sync.report import Problem
from index.sync.sources import Source, owner, read_sources
from index.sync.walk import absence

SAMPLE = 20
"""Number of files of a source to look for at the path to which its folder may have been moved."""


@dataclass(slots=True)
class Holding:
    """A source, and the files and articles that the index has of it."""

    source: Source
    name: SourceName | None
    """The source name of articles that name no source themselves."""
    away: str | None = None
    """The reason why the source can't be looked at now: missing, or its disk not mounted."""
    files: int = 0
    articles: int = 0
    """Articles of the source's files; an article that several of these files hold counts once."""
    distinct: int = 0
    """Articles that no earlier source holds: their sum is the number of articles in the archive."""
    looked: datetime | None = None
    """Time of the last complete look at the source; None when there was none."""
    problems: list[Problem] = field(default_factory=list)
    """Files and folders that could not be read at the last look.

    Empty for a source that is away, for it is away as a whole.
    """

    @property
    def is_there(self) -> bool:
        """Whether the source's file or folder can be looked at now."""
        return self.away is None


def holdings(home: Home) -> list[Holding]:
    """Return every source with its counts, in the order of the list.

    Raises as `read_sources`; `IndexUnusableError` where the list of indexed files is damaged.
    """
    own = Path(os.path.realpath(home.path))
    sources = read_sources(home.sources)
    manifest = Manifest.peek(home.manifest)
    if manifest is None:
        return [Holding(each, each.name_of_articles(own), absence(each.path)) for each in sources]
    by_name = {each.name: each for each in sources}
    with manifest:
        away = _away(sources, manifest)
        found = {
            each.name: Holding(each, each.name_of_articles(own), away.get(each.name))
            for each in sources
        }
        for file, articles in manifest.article_counts():
            source = owner(file.key, by_name)
            if source is not None:
                found[source.name].files += 1
                found[source.name].articles += articles
                found[source.name].distinct += articles
        places = {name: place for place, name in enumerate(by_name)}
        for _, keys in manifest.shared():
            names = {key: source.name for key in keys if (source := owner(key, by_name))}
            _count_once([found[name] for name in sorted(names.values(), key=places.__getitem__)])
        for refused in manifest.refused():
            source = owner(refused.mark, by_name)
            if source is not None:
                found[source.name].files += 1
        for name, problem in _unreadable(by_name, away, manifest):
            found[name].problems.append(problem)
        for name, each in found.items():
            looked = manifest.looked_ns(name)
            each.looked = None if looked is None else datetime.fromtimestamp(looked / 1e9, UTC)
    return list(found.values())


def known_problems(home: Home) -> list[Problem]:
    """Return all problems of the sources at the last look.

    These are each source that was away already, and the unreadable files of the other sources.
    Raises as `holdings`.
    """
    sources = read_sources(home.sources)
    manifest = Manifest.peek(home.manifest)
    if manifest is None:
        return []
    by_name = {each.name: each for each in sources}
    with manifest:
        away = _away(sources, manifest)
        looked = {name: manifest.looked_ns(name) or 0 for name in by_name}
        newest = max(looked.values(), default=0)
        gone = [
            Problem(str(by_name[name].path), why)
            for name, why in away.items()
            if looked[name] < newest
        ]
        return gone + [problem for _, problem in _unreadable(by_name, away, manifest)]


def _away(sources: Iterable[Source], manifest: Manifest) -> dict[str, str]:
    """Return the sources that can't be looked at now: the reason by the source's name."""
    devices = manifest.devices()
    found = ((each.name, absence(each.path, devices.get(each.name))) for each in sources)
    return {name: why for name, why in found if why is not None}


def _unreadable(
    by_name: Mapping[str, Source], away: Collection[str], manifest: Manifest
) -> Iterator[tuple[str, Problem]]:
    """Yield each problem of the sources that are there, with the source's name."""
    refused = manifest.refused()
    marks = {each.mark for each in refused}
    shut = tuple(mark for mark in marks if mark.endswith("/"))
    # Files in an unreadable folder are not looked at: the folder itself is the problem.
    found = [
        (each.key, Problem(each.path, each.reason or ""))
        for each in manifest.unread()
        if each.key not in marks and not each.key.startswith(shut)
    ]
    found += [(each.mark.rstrip("/"), Problem(each.path, each.reason)) for each in refused]
    for key, problem in found:
        source = owner(key, by_name)
        if source is not None and source.name not in away:
            yield source.name, problem


def _count_once(holders: Sequence[Holding]) -> None:
    """Correct the counts of these sources for an article that several of their files hold."""
    for number, holding in enumerate(holders):
        holding.articles -= any(holding is other for other in holders[:number])
        holding.distinct -= number > 0


def moved_source(home: Home, path: Path) -> Source | None:
    """Return the source that was moved to `path`, or None.

    A source was moved when its own path is gone and most of its files lie at `path` with the same
    content.
    """
    manifest = Manifest.peek(home.manifest)
    if manifest is None:
        return None
    sources = read_sources(home.sources)
    real = Path(os.path.realpath(path))
    if any(each.path == real for each in sources):
        return None
    with manifest:
        for source in sources:
            gone = not os.path.lexists(source.path)
            if gone and _is_moved(source, manifest.known, path):
                return source
    return None


def _is_moved(source: Source, known: Callable[[str], Iterator[KnownFile]], path: Path) -> bool:
    files = list(islice(known(source.name), SAMPLE))
    there = sum(_is_at(path, file.key[len(source.name) :].strip("/"), file) for file in files)
    return there * 2 > len(files)


def _is_at(path: Path, below: str, file: KnownFile) -> bool:
    """Return whether a file with the same content lies at `path`/`below`."""
    moved = os.path.join(path, below) if below else str(path)  # noqa: PTH118 (bytes of any kind)
    try:
        facts = os.stat(moved)  # noqa: PTH116
        is_like = stat.S_ISREG(facts.st_mode) and facts.st_size == file.size
        return is_like and fingerprint(moved) == file.digest
    except (OSError, ValueError, UnreadableError):
        return False
