"""Reproducible archives of any size, mixed from real sentences.

Runs of neighbouring sentences of one to four real articles of the same language make an article,
so that words come in bursts as they do in real news. Mixing alone would bring no new words after
the first pass over the corpora, and an archive of any size would have one dictionary. So invented
names are strewn in, a few of them everywhere and most of them once (Zipf's law), and a word is
misspelt here and there. The dictionary then grows with the archive by about Heaps' law.

The articles are kept in blocks on disk, because every measured process reads them. A block depends
on its number alone: a small archive is the beginning of a larger one.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from bench.archives import CACHE, ROOT, Record, corpora, records
from index.article import Article, Kind, Origin, article_id
from index.text.clean import clean_line, clean_text

VERSION = 1
"""Version of the mixture, raised whenever the same corpora give other articles."""

BLOCK = 5_000
"""Number of articles in a file of the cache."""

GOLDEN = ROOT / "tests" / "index" / "ingest" / "page_dump" / "golden"

CORPORA = (
    "allsides-8000", "reuters", "bbc", "wikinews-en", "10kgnad-de", "wikinews-ru", "sanad-ar-1000",
    "ckb-ar-en", "wikinews-ja",
)  # fmt: skip
SHARES = {"en": 0.90, "de": 0.03, "ru": 0.03, "ar": 0.02, "ja": 0.02}
"""Share of each language in the archive. The peers know English stemmers only."""

MEAN_WORDS = 290
SPREAD = 0.6
"""Standard deviation of the logarithm of an article's length: many short ones, a few long."""

OVERSHOOT = 22
"""Words that the end of the last sentence and the names add on average."""

TAIL, HEAD = 0.45, 30
"""Exponent and offset of the frequency of the N-th most frequent name, (N + HEAD) ** -(1 + TAIL):
Mandelbrot's form of Zipf's law, with a flatter head, for nobody is named in every third article.
"""

FIRST_DAY = datetime(2019, 1, 1, tzinfo=UTC)
DAYS = (datetime(2027, 1, 1, tzinfo=UTC) - FIRST_DAY).days
_TOPICS = "World Politics Business Markets Technology Science Health Sport Culture Travel Law"
_TOWNS = (
    "Aldermoor Brackwater Yarrowick Dunhaven Eastmere Farrowby Glenholt Harrowgate Ivybridge "
    "Kestrelton Larkfield Marshend Netherby Oxcombe Pellworth Quarndale Rookhope Saltmarsh "
    "Thornaby Umberleigh"
)
_PAPERS = ("Herald", "Gazette", "Beacon")
TOPICS = tuple(_TOPICS.split())
SOURCES = tuple(f"{town} {kind}" for kind in _PAPERS for town in _TOWNS.split())
OUTPUT = tuple(1 / (rank + 5) for rank in range(len(SOURCES)))
"""Weight of each source, proportional to the number of its articles."""

_SENTENCE_END = re.compile(r"(?<=[.!?؟])\s+|(?<=。)")
_SYLLABLES = (
    "b br ch d dr f g gr h k kr l m n p pr r s sh st t tr v w y z zh",
    "a e i o u a e i o ai ei ou",
    "ko nov ska ner lin rez man dze berg vic ton ri len sky mov ta shi dor nen zar",
)
_ONSETS, _VOWELS, _ENDINGS = map(str.split, _SYLLABLES)


@dataclass(frozen=True)
class Story:
    """Title and sentences of a real article."""

    title: str
    sentences: tuple[str, ...]


Stories = dict[str, tuple[Story, ...]]
"""Real articles by language."""


def stories() -> Stories:
    """Return the real articles to mix: the corpora, or the few free ones that come with newstui."""
    found: dict[str, list[Story]] = {language: [] for language in SHARES}
    for record in _real_records() if corpora() else _free_records():
        sentences = tuple(_sentences(record.get("body") or ""))
        if sentences and record["lang"] in found:
            found[record["lang"]].append(Story(clean_line(record.get("title") or ""), sentences))
    return {language: tuple(some) for language, some in found.items() if some}


def blocks(count: int, below: Path = CACHE) -> list[Path]:
    """Return the files that hold the first `count` articles; make the missing ones."""
    folder = below / "mixed" / _key()
    wanted = [folder / f"{number:04d}.jsonl.gz" for number in range(-(-count // BLOCK))]
    missing = [number for number, path in enumerate(wanted) if not path.exists()]
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
        real = stories()
        for number in missing:
            part = wanted[number].with_suffix(".part")
            with gzip.open(part, "wt", encoding="utf-8", compresslevel=1) as lines:
                for article in mixed(real, number):
                    print(_line(article), file=lines)
            part.rename(wanted[number])
    return wanted


def read(files: Iterable[Path], count: int) -> Iterator[Article]:
    """Yield the first `count` articles of such files."""
    for path in files:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                if count <= 0:
                    return
                count -= 1
                yield _article(json.loads(line))


def mixed_records(count: int) -> Iterator[Record]:
    """Yield the first `count` articles as `archives.home` takes them."""
    for each in read(blocks(count), count):
        yield {
            "title": each.title,
            "body": "\n\n".join(each.paragraphs),
            "source": each.source,
            "date": each.published and each.published.date().isoformat(),
        }


def changed(articles: Iterable[Article], times: int) -> Iterator[Article]:
    """Yield the same articles as if corrected by their publishers, one sentence longer."""
    for each in articles:
        added = f"This article was corrected for the {times}th time."
        yield replace(each, paragraphs=(*each.paragraphs, added))


def mixed(real: Stories, block: int) -> Iterator[Article]:
    """Yield the articles of a block."""
    dice = random.Random(f"newstui {VERSION} {block}")
    shares = {language: share for language, share in SHARES.items() if language in real}
    languages = list(shares)
    weights = list(shares.values())
    for number in range(block * BLOCK, (block + 1) * BLOCK):
        language = dice.choices(languages, weights)[0]
        yield _mix(number, language, real[language], dice)


def _mix(number: int, language: str, real: tuple[Story, ...], dice: random.Random) -> Article:
    names = [_name(_rank(dice)) for _ in range(dice.randint(1, 3))]
    title, sentences = _runs(language, real, dice)
    if language != "ja":  # Japanese does not tell its words apart by spaces
        title = f"{title} {dice.choice(names)}".strip()
        sentences = [_with_names(each, names, dice) for each in sentences]
        _misspell(sentences, dice)
    key = f"mixed-{number:07d}"
    day = FIRST_DAY + timedelta(days=dice.randrange(DAYS), seconds=dice.randrange(86_400))
    return Article(
        id=article_id(key),
        slug=key,
        kind=Kind.ARTICLE,
        title=title,
        origin=Origin("mixed.jsonl", line=number + 1),
        source=dice.choices(SOURCES, OUTPUT)[0],
        published=day,
        day_only=False,
        language=language,
        category=dice.choice(TOPICS),
        paragraphs=tuple(_paragraphs(sentences, dice)),
    )


def _runs(language: str, real: tuple[Story, ...], dice: random.Random) -> tuple[str, list[str]]:
    """Return the title of the first story, and sentences until there are enough words."""
    wanted = (MEAN_WORDS - OVERSHOOT) * dice.lognormvariate(-SPREAD * SPREAD / 2, SPREAD)
    title, words, found = "", 0.0, list[str]()
    while words < wanted:
        story = dice.choice(real)
        title = title or story.title
        start = dice.randrange(len(story.sentences))
        for sentence in story.sentences[start : start + dice.randint(4, 14)]:
            found.append(sentence)
            # A word of Japanese is about two signs.
            words += len(sentence) / 2 if language == "ja" else sentence.count(" ") + 1
            if words >= wanted:
                break
    return title, found


def _rank(dice: random.Random) -> int:
    return int(min(HEAD * dice.paretovariate(TAIL), 1e9)) - HEAD + 1


@lru_cache(maxsize=4096)
def _name(rank: int) -> str:
    """Return the name of this rank, always the same one; rare names are longer."""
    rest = rank * 2_654_435_761 % (1 << 32)  # neighbours in rank are no neighbours in spelling
    syllables = []
    for _ in range(1 if rank < 1_000 else 2):
        rest, onset = divmod(rest, len(_ONSETS))
        rest, vowel = divmod(rest, len(_VOWELS))
        syllables.append(_ONSETS[onset] + _VOWELS[vowel])
    rest, ending = divmod(rest, len(_ENDINGS))
    if rank >= 100_000:
        syllables.append(_ONSETS[rest % len(_ONSETS)] + _VOWELS[rest % len(_VOWELS)])
    return ("".join(syllables) + _ENDINGS[ending]).capitalize()


def _with_names(sentence: str, names: list[str], dice: random.Random) -> str:
    if dice.random() > 0.3:
        return sentence
    words = sentence.split(" ")
    words.insert(dice.randint(0, len(words)), dice.choice(names))
    return " ".join(words)


def _misspell(sentences: list[str], dice: random.Random) -> None:
    """Swap two neighbouring letters in a longer word of about every second article."""
    if dice.random() < 0.5:
        at = dice.randrange(len(sentences))
        words = sentences[at].split(" ")
        long = [number for number, word in enumerate(words) if len(word) > 5]
        if long:
            which = dice.choice(long)
            word = words[which]
            cut = dice.randrange(1, len(word) - 1)
            words[which] = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
            sentences[at] = " ".join(words)


def _paragraphs(sentences: list[str], dice: random.Random) -> Iterator[str]:
    at = 0
    while at < len(sentences):
        count = dice.randint(1, 4)
        yield " ".join(sentences[at : at + count])
        at += count


def _sentences(body: str) -> Iterator[str]:
    for sentence in _SENTENCE_END.split(clean_text(body)):
        line = " ".join(sentence.split())
        if line:
            yield line


def _real_records() -> Iterator[dict[str, str]]:
    for name in CORPORA:
        yield from records(name)


def _free_records() -> Iterator[dict[str, str]]:
    """Yield the articles of the tests' golden pairs: the seeds, and pieces that are free."""
    for path in sorted(GOLDEN.glob("*.json")):
        for article in json.loads(path.read_text(encoding="utf-8")):
            body = "\n".join(article.get("paragraphs", ()))
            yield {"lang": article.get("language") or "", "title": article["title"], "body": body}


def _key() -> str:
    """Return a cache key that differs for other corpora, and for another mixture."""
    folder = corpora()
    sizes = [(folder / f"{name}.jsonl.xz").stat().st_size for name in CORPORA] if folder else []
    digest = hashlib.blake2b(repr((VERSION, SHARES, sizes)).encode(), digest_size=6).hexdigest()
    return f"{'corpora' if folder else 'free'}-{digest}"


def _line(article: Article) -> str:
    published = article.published.isoformat() if article.published else None
    values = (
        article.slug, article.title, article.origin.line, article.source, published,
        article.language, article.category, article.paragraphs,
    )  # fmt: skip
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _article(values: list[Any]) -> Article:
    slug, title, line, source, published, language, category, paragraphs = values
    return Article(
        id=article_id(slug),
        slug=slug,
        kind=Kind.ARTICLE,
        title=title,
        origin=Origin("mixed.jsonl", line=line),
        source=source,
        published=datetime.fromisoformat(published),
        day_only=False,
        language=language,
        category=category,
        paragraphs=tuple(paragraphs),
    )
