"""How well are the spellings of a name brought together, and what is wrongly brought to them?

    NEWSTUI_CORPORA=… python -m bench.names [ARTICLES]

Two lists of names are measured: one that the rules were tuned with, and one that was written
before and kept apart. Among the spellings stand the capitalised words of Reuters and of the Russian
Wikinews, as in an archive; those that begin like a Russian spelling are left out, for they may be
its other cases. Then each spelling is put into a few articles of its own among so many of the mixed
archive (20,000), and searched for: which of the others are found, and how many articles are found
for the sake of a word that is none of them.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bench.archives import corpora, records
from bench.mixed import blocks, read
from index.article import Article, Kind, Origin
from index.engine import Request, SearchEngine, open_engine, open_writer
from index.folding import fold
from index.names import CLOSE, keys, likeness
from index.query import Node, Or, Prefix, Query, Word
from index.whoosh.alike import LITTLE

SPELLINGS = Path(__file__).parent / "spellings"
BACKGROUND = 40_000
"""Words of the corpora, the most frequent ones."""

_NAME = re.compile(r"\b[A-ZА-ЯЁ][a-zа-яё]{2,}\b")
_RUSSIAN = re.compile("[а-яё]")


class Measured(NamedTuple):
    """Means over all spellings."""

    recall: float
    """Share of the other spellings that are found."""
    precision: float
    """Share of what is found that is one of them."""
    false: float
    """Words found that are not."""


def names(file: str) -> list[list[str]]:
    """The folded spellings of each name of a list."""
    lines = (SPELLINGS / file).read_text(encoding="utf-8").splitlines()
    return [
        list(dict.fromkeys(map(fold, line.split()))) for line in lines if not line.startswith("#")
    ]


def background(spellings: Iterable[str]) -> list[str]:
    """Other words that look like names."""
    if corpora() is None:
        return []
    counts = Counter(
        word
        for corpus in ("reuters", "wikinews-ru")
        for record in records(corpus)
        for word in _NAME.findall(record.get("body") or "")
    )
    known = set(spellings)
    cases = tuple(word[:-1] for word in known if _RUSSIAN.search(word) and len(word) > 3)
    words = dict.fromkeys(fold(word) for word, _ in counts.most_common(BACKGROUND))
    return [word for word in words if word not in known and not word.startswith(cases)]


def measured(groups: list[list[str]], others: list[str], least: float) -> Measured:
    """What shares a key and is at least so alike, for each spelling."""
    words = [word for group in groups for word in group] + others
    having: dict[str, set[int]] = defaultdict(set)
    keyed = keys(words)
    for number, found in enumerate(keyed):
        for key in found:
            having[key].add(number)
    recall = precision = false = 0.0
    count = start = 0
    for group in groups:
        own = set(range(start, start + len(group)))
        start += len(group)
        for number in own:
            near = {at for key in keyed[number] for at in having[key]} - {number}
            alike = {at for at in near if likeness(words[number], words[at]) >= least}
            wanted = own - {number}
            recall += len(alike & wanted) / len(wanted)
            precision += len(alike & wanted) / len(alike) if alike else 1.0
            false += len(alike - wanted)
            count += 1
    return Measured(recall / count, precision / count, false / count)


class Searched(NamedTuple):
    """Means over all spellings that are searched for in an archive."""

    recall: float
    """Share of the other spellings that are found."""
    wrong: float
    """Share of the archive that is found by a word that is no spelling of the name."""
    most_wrong: float
    """The greatest such share of a spelling."""
    untouched: float
    """Share of the spellings for which nothing wrong is found."""


def searched(groups: list[list[str]], engine: SearchEngine, size: int) -> Searched:
    """What is found for each spelling; words that begin as one in Cyrillic may be its cases."""
    recalls, shares = [], []
    for group in groups:
        own = set(group)
        cases = (word[:-2] for word in group if _RUSSIAN.search(word) and len(word) > 4)
        spellings: list[Node] = [*map(Word, group), *map(Prefix, cases)]
        right = _found(Query(root=Or(tuple(spellings))), engine, size)
        for spelling in group:
            query = Query(spelling, Word(spelling), other_spellings=True)
            found = _found(query, engine, size)
            slugs = {slug.partition("-")[0] for slug in found}
            recalls.append(len(slugs & own - {spelling}) / (len(own) - 1))
            shares.append(len(found - right) / size)
    clean = sum(not share for share in shares) / len(shares)
    return Searched(sum(recalls) / len(recalls), sum(shares) / len(shares), max(shares), clean)


def _found(query: Query, engine: SearchEngine, size: int) -> set[str]:
    return {hit.slug for hit in engine.search(Request(query, limit=size)).hits}


def archive(groups: Iterable[list[str]], size: int, folder: Path) -> SearchEngine:
    """The mixed archive, and each spelling in as many articles as are not called little."""
    writer = open_writer(folder)
    writer.apply(read(blocks(size), size))
    writer.apply(
        Article(
            id=f"{spelling}-{number}",
            slug=f"{spelling}-{number}",
            kind=Kind.ARTICLE,
            title="",
            paragraphs=(f"In {spelling.capitalize()}.",),
            origin=Origin("spellings", line=number + 1),
        )
        for group in groups
        for spelling in group
        for number in range(LITTLE)
    )
    return open_engine(folder)


def main(size: int = 20_000) -> None:
    """A line for each list, by keys alone and by likeness too; and what searching finds."""
    for file in ("tuned.txt", "heldout.txt"):
        groups = [group for group in names(file) if len(group) > 1]
        others = background(word for group in groups for word in group)
        for least in (0.0, CLOSE):
            found = measured(groups, others, least)
            print(
                f"{file:12} {len(groups)} names, {len(others):,} other words, likeness {least}: "
                f"recall {found.recall:.3f}, precision {found.precision:.3f}, "
                f"{found.false:.1f} wrong words a spelling"
            )
        with TemporaryDirectory() as folder:
            asked = searched(groups, archive(groups, size, Path(folder) / "index"), size)
        print(
            f"{file:12} searched among {size:,} articles: recall {asked.recall:.3f}, "
            f"{asked.wrong:.3%} of the articles wrongly found (at most {asked.most_wrong:.3%}; "
            f"none for {asked.untouched:.0%} of the spellings)"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
