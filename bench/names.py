"""Precision and recall of the spellings of names.

    NEWSTUI_CORPORA=… python -m bench.names [ARTICLES]

Two lists of names are measured: a list that the rules were tuned with, and a held-out list that was
written before. Among the spellings stand the capitalised words of Reuters and of the Russian
Wikinews, as in an archive; words that begin like a Russian spelling are left out, for they may be
its other cases. Then each spelling is put into a few articles of its own among so many of the mixed
archive (20,000), and searched for. The figures are the share of the other spellings that are found,
and the number of articles that are found by a word that is no spelling of the name.

Then the most frequent names of the corpora are searched for among these (`judged.txt` says which
words are the same name). The figures are the share of added hits that are right, and the share of
right hits that are added, by the scripts of the name and of the spelling. The names are
halved: constants were chosen by the first half, and the second confirms them. At last each English
name of the table of places that has spellings in another script is compared with them by sound.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from zlib import crc32

from bench.archives import corpora, records
from bench.mixed import blocks, read
from index.article import Article, Kind, Origin
from index.engine.open import open_engine, open_writer
from index.engine.protocol import SearchEngine
from index.engine.request import Request
from index.engine.whoosh.read.name_variants import LITTLE
from index.query import Node, Or, Phrase, Prefix, Query, Word
from index.text.analysis import is_unspaced
from index.text.folding import fold, script_of
from index.text.name_keys import CLOSE, keys, keys_of, likeness

SPELLINGS = Path(__file__).parent / "spellings"
TABLE = Path(__file__).parents[1] / "index" / "text" / "places.txt"
BACKGROUND = 40_000
"""Number of the most frequent words of the corpora that stand among the spellings."""

_NAME = re.compile(r"\b[A-ZА-ЯЁ][a-zа-яё]{2,}\b")
_RUSSIAN = re.compile("[а-яё]")


class Measured(NamedTuple):
    """Means over all spellings."""

    recall: float
    """Share of the other spellings that are found."""
    precision: float
    """Share of the found words that are spellings of the name."""
    false: float
    """Number of found words that are no spelling of the name."""


def names(file: str) -> list[list[str]]:
    """Return the folded spellings of each name of a list."""
    lines = (SPELLINGS / file).read_text(encoding="utf-8").splitlines()
    return [
        list(dict.fromkeys(map(fold, line.split()))) for line in lines if not line.startswith("#")
    ]


def background(spellings: Iterable[str]) -> list[str]:
    """Return other words that look like names."""
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
    """Return precision and recall of words that share a key and are at least so alike."""
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
    """Largest such share of a spelling."""
    untouched: float
    """Share of the spellings for which nothing wrong is found."""


def searched(groups: list[list[str]], engine: SearchEngine, size: int) -> Searched:
    """Return recall and wrong hits of each spelling; words that begin as one in Cyrillic may be its
    cases.
    """
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
    """Return the mixed archive, and each spelling in as many articles as are not called little."""
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


PARTS = {
    "allsides-8000": 8000, "bbc": 2225, "reuters": 4000, "wikinews-en": 295, "wikinews-ru": 933,
    "wikinews-ja": 3670, "lenta-ru-headlines": 25_000, "10kgnad-de": 1028, "sanad-ar-1000": 1000,
    "ckb-ar-en": 1389,
}  # fmt: skip
"""Articles of each corpus in the archive that the most frequent names are searched for in."""


class Judged(NamedTuple):
    """Name with the words that were ever taken for it, judged right or wrong."""

    name: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]


def judgements() -> list[Judged]:
    """Return the judgements of `judged.txt`."""
    found = []
    for line in (SPELLINGS / "judged.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, _, words = line.partition(":")
            right, _, wrong = words.partition("|")
            both = (tuple(filter(None, map(str.strip, side.split(",")))) for side in (right, wrong))
            found.append(Judged(name, *both))
    return found


def news(folder: Path) -> SearchEngine:
    """Return an engine over all kinds of news of the shared corpora, in six languages."""
    writer = open_writer(folder)
    writer.apply(
        Article(
            id=f"{corpus}-{number}",
            slug=f"{corpus}-{number}",
            kind=Kind.ARTICLE,
            title=record["title"] or "",
            paragraphs=tuple(filter(str.strip, (record.get("body") or "").split("\n"))),
            language=record.get("lang"),
            origin=Origin(corpus, line=number + 1),
        )
        for corpus, size in PARTS.items()
        for number, record in enumerate(islice(records(corpus), size))
    )
    while writer.merge():
        pass
    return open_engine(folder)


class Hits(NamedTuple):
    """Counts of the hits that other spellings add to the hits of names."""

    added: int
    right: int
    """Number of added hits that are right."""
    wanted: int
    """Number of right hits, added or not."""

    @property
    def precision(self) -> float:
        """Share of the added hits that are right."""
        return self.right / self.added if self.added else 1.0

    @property
    def recall(self) -> float:
        """Share of the right hits that are added."""
        return self.right / self.wanted if self.wanted else 1.0


def added(names: Iterable[Judged], engine: SearchEngine) -> dict[str, Hits]:
    """Return the hits that other spellings add, by the scripts of name and spelling."""
    found: dict[str, Hits] = {}

    def count(pair: str, more: set[str], right: set[str]) -> None:
        before = found.get(pair, Hits(0, 0, 0))
        found[pair] = Hits(
            before.added + len(more), before.right + len(more & right), before.wanted + len(right)
        )

    for each in names:
        typed = _found(Query(root=Word(each.name)), engine, MANY)
        more = _found(Query(root=Word(each.name), other_spellings=True), engine, MANY) - typed
        own, others = _script(each.name), defaultdict[str, list[Node]](list)
        for word in each.right:
            others[_script(word)].append(Phrase(word))
        right = {
            script: _found(_any(words), engine, MANY) - typed for script, words in others.items()
        }
        every = set[str]().union(*right.values())
        wrong = {_script(word) for word in each.wrong}
        for script in sorted({*right, *wrong}):
            bad = [Phrase(word) for word in each.wrong if _script(word) == script]
            here = right.get(script, set())
            claimed = here | (_found(_any(bad), engine, MANY) - every if bad else set())
            count(f"{own} -> {script}", more & claimed, here)
        count("all", more, every)
        count("across scripts", more, set[str]().union(*(right[s] for s in right if s != own)))
    across = found.pop("across scripts")
    found["across scripts (recall alone)"] = across
    return found


MANY = 100_000
"""Largest number of hits of a name."""


def _any(words: Iterable[Node]) -> Query:
    return Query(root=Or(tuple(words)))


def _script(word: str) -> str:
    return "unspaced" if is_unspaced(word) else script_of(word) or "other"


def across(half: int) -> Iterator[tuple[str, float, int]]:
    """Yield, for each script and one half of the names in the table of places, the share of English
    names of one word that share a key with a spelling in it and are close; and the number of names.
    """
    places, _, _ = TABLE.read_text(encoding="utf-8").partition("# Nationalities")
    lines = [line[1:-1].split("|") for line in places.splitlines()]
    for script in ("cyrillic", "arabic", "hebrew", "greek"):
        names = [
            (name, [word for word in words if script_of(word) == script and word.isalpha()])
            for name, *words in lines
            if name.isalpha() and script_of(name) == "latin" and crc32(name.encode()) % 2 == half
        ]
        names = [each for each in names if each[1]]
        met = [
            any(set(keys_of(word)) & set(keys_of(name)) and likeness(name, word) >= CLOSE
                for word in words)
            for name, words in names
        ]  # fmt: skip
        yield script, sum(met) / len(met), len(met)


def main(size: int = 20_000) -> None:
    """Print a line for each list, by keys alone and by likeness, and the figures of searching."""
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
    every = judgements()
    with TemporaryDirectory() as folder:
        engine = news(Path(folder) / "index")
        for half, what in ((0, "chosen by"), (1, "confirmed by")):
            some = [each for each in every if crc32(each.name.encode()) % 2 == half]
            print(f"{what} {len(some)} of the most frequent names")
            for pair, hits in sorted(added(some, engine).items()):
                precision = "" if "recall" in pair else f"precision {hits.precision:.3f}, "
                print(
                    f"  {pair:30} {hits.added:6,} hits added, {precision}recall {hits.recall:.3f}"
                )
    for half, what in ((0, "chosen by"), (1, "confirmed by")):
        shares = (f"{script} {share:.3f} ({size})" for script, share, size in across(half))
        print(f"Latin and other scripts by sound, {what}: {', '.join(shares)}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
