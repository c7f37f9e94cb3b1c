"""What each source of an archive holds, for a list of the sources."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from index.article import SourceName
from index.errors import UnreadableError
from index.home import Home
from index.manifest import Manifest
from index.plan import KnownFile
from index.reading import fingerprint
from index.report import Problem
from index.sources import Source, owner, read_sources

SAMPLE = 20
"""Files of a source that are looked for where its folder may have been moved to."""


@dataclass(slots=True)
class Holding:
    """A source, and what the index has of it."""

    source: Source
    name: SourceName | None
    """The source's name of its articles that have none of their own."""
    is_there: bool
    """Whether its file or folder exists now."""
    files: int = 0
    articles: int = 0
    """Articles of its files; one that several of them hold counts once."""
    distinct: int = 0
    """Those that no earlier source holds: added up, the articles of the archive."""
    looked: datetime | None = None
    """When it was last looked through; None when it never was."""
    problems: list[Problem] = field(default_factory=list)
    """Files that can't be read."""


def holdings(home: Home) -> list[Holding]:
    """Return every source with its counts, in the order of the list. Raises as `read_sources`;
    `IndexUnusableError` where the list of indexed files is damaged."""
    own = Path(os.path.realpath(home.path))
    found = [
        Holding(each, each.name_of_articles(own), os.path.exists(each.path))  # noqa: PTH110
        for each in read_sources(home.sources)
    ]
    manifest = Manifest.peek(home.manifest)
    if manifest is None:
        return found
    by_name = {each.source.name: each for each in found}
    sources = {name: each.source for name, each in by_name.items()}
    with manifest:
        for file, articles in manifest.article_counts():
            source = owner(file.key, sources)
            if source is not None:
                _count(by_name[source.name], file, articles)
        places = {name: place for place, name in enumerate(by_name)}
        for _, keys in manifest.shared():
            names = {key: source.name for key in keys if (source := owner(key, sources))}
            _count_once([by_name[name] for name in sorted(names.values(), key=places.__getitem__)])
        for name, each in by_name.items():
            looked = manifest.looked_ns(name)
            each.looked = None if looked is None else datetime.fromtimestamp(looked / 1e9, UTC)
    return found


def _count(holding: Holding, file: KnownFile, articles: int) -> None:
    holding.files += 1
    holding.articles += articles
    holding.distinct += articles
    if file.reason is not None:
        holding.problems.append(Problem(file.path, file.reason))


def _count_once(holders: Sequence[Holding]) -> None:
    """Take back what an article counts too much that several files of these sources hold."""
    for number, holding in enumerate(holders):
        holding.articles -= any(holding is other for other in holders[:number])
        holding.distinct -= number > 0


def moved_source(home: Home, path: Path) -> Source | None:
    """Return the source that was moved to `path`: its own place is gone, and most of its files lie
    there with their content. None where there is none."""
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
    """Whether a file lies there with the same content."""
    moved = os.path.join(path, below) if below else str(path)  # noqa: PTH118 (bytes of any kind)
    try:
        facts = os.stat(moved)  # noqa: PTH116
        is_like = stat.S_ISREG(facts.st_mode) and facts.st_size == file.size
        return is_like and fingerprint(moved) == file.digest
    except (OSError, ValueError, UnreadableError):
        return False
