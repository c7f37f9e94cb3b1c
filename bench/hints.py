"""Shares of right words that are doubted, and of mistyped ones that are corrected.

    NEWSTUI_CORPORA=… python -m bench.hints [ARTICLES] [ARCHIVE …]

Words of one or two articles of an archive that are known to be right are asked for: each other
spelling that is offered is a false one. A word is right that stands in a word list (in
/usr/share/dict, or in the folder NEWSTUI_WORDS), or, without a list, in several articles of another
corpus of the language. Then words of the archive are mistyped, with a fixed seed, and misspellings
are taken from codespell where it is installed: the first spelling that is offered should be the
right word. Misspellings of codespell that stand in the archive are counted apart.
"""

from __future__ import annotations

import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.archives import Record, records
from index.article import Article, Kind, Origin, article_id
from index.engine.open import open_engine, open_writer
from index.engine.protocol import SearchEngine
from index.engine.request import Request
from index.query import parse_query
from index.search.answer import answer
from index.text.analysis import tokens
from index.text.folding import fold

CORPORA = {
    "bbc": "en",
    "allsides-8000": "en",
    "reuters": "en",
    "10kgnad-de": "de",
    "wikinews-ru": "ru",
    "lenta-ru-headlines": "ru",
}
"""The archives, with their languages."""
LISTS = {"en": "american-english", "de": "ngerman"}
"""Word lists, where they are installed."""
DICTIONARIES = Path(os.environ.get("NEWSTUI_WORDS") or "/usr/share/dict")
ASKED = 600
"""Number of words of each kind to ask for."""
COMMON = 5
"""Fewest articles that have a word to mistype."""
ELSEWHERE = 3
"""Fewest articles of another corpus that make a word right."""
ROWS = {
    "en": ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    "de": ("qwertzuiopü", "asdfghjklöä", "yxcvbnm"),
    "ru": ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"),
}
"""Letters of the keyboards, row by row."""
SOUNDS = {
    "en": "ie-ei ei-ie ant-ent ent-ant ph-f ck-k able-ible ible-able c-s s-c ea-ee tion-sion",
    "de": "ie-i v-f f-v a-e d-t ck-k",
    "ru": "о-а а-о е-и и-е тс-ц д-т г-к",
}
"""Spellings that sound alike, folded."""


@dataclass(frozen=True, slots=True)
class Misspelling:
    """Misspelling of a word."""

    typed: str
    meant: str
    kind: str


# Words


def counts(articles: Iterable[Record]) -> Counter[str]:
    """Count the articles that have each folded word of letters alone."""
    return Counter(
        word
        for record in articles
        for word in {
            token.word
            for token in tokens(f"{record['title'] or ''}\n{record['body'] or ''}", None)
            if token.word.isalpha()
        }
    )


@cache
def _everywhere(corpus: str) -> Counter[str]:
    return counts(islice(records(corpus), 8000))


def known(corpus: str, language: str) -> frozenset[str]:
    """Return words that are right by word lists or other corpora, not by the archive."""
    others = [name for name, other in CORPORA.items() if other == language and name != corpus]
    found = {word for name in others for word, n in _everywhere(name).items() if n >= ELSEWHERE}
    listed = DICTIONARIES / LISTS.get(language, "")
    if listed.is_file():
        found = set(map(fold, listed.read_text(encoding="utf-8").split()))
    return frozenset(found)


def rare(having: Mapping[str, int], right: frozenset[str]) -> list[str]:
    """Return right words that one or two articles have."""
    found = sorted(word for word, n in having.items() if n <= 2 and word in right and len(word) > 2)
    return random.Random(1).sample(found, min(ASKED, len(found)))


# Misspellings


def _deleted(word: str, dice: random.Random, _language: str) -> str:
    at = dice.randrange(len(word))
    return word[:at] + word[at + 1 :]


def _inserted(word: str, dice: random.Random, language: str) -> str:
    at = dice.randrange(len(word) + 1)
    return word[:at] + dice.choice("".join(ROWS[language])) + word[at:]


def _substituted(word: str, dice: random.Random, language: str) -> str:
    at = dice.randrange(len(word))
    return word[:at] + dice.choice("".join(ROWS[language])) + word[at + 1 :]


def _neighbour(word: str, dice: random.Random, language: str) -> str:
    at = dice.randrange(len(word))
    for row in ROWS[language]:
        place = row.find(word[at])
        if place >= 0:
            beside = row[max(0, place - 1) : place] + row[place + 1 : place + 2]
            return word[:at] + dice.choice(beside) + word[at + 1 :]
    return word


def _swapped(word: str, dice: random.Random, _language: str) -> str:
    at = dice.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _doubled(word: str, dice: random.Random, _language: str) -> str:
    twice = [at for at in range(len(word) - 1) if word[at] == word[at + 1]]
    if twice:
        at = dice.choice(twice)
        return word[:at] + word[at + 1 :]
    at = dice.randrange(len(word))
    return word[:at] + word[at] + word[at:]


def _sounding(word: str, dice: random.Random, language: str) -> str:
    pairs = [pair.split("-") for pair in SOUNDS[language].split()]
    fitting = [(old, new) for old, new in pairs if old in word]
    if not fitting:
        return word
    old, new = dice.choice(fitting)
    return word.replace(old, new, 1)


KINDS: Mapping[str, Callable[[str, random.Random, str], str]] = {
    "left out": _deleted,
    "put in": _inserted,
    "replaced": _substituted,
    "key beside": _neighbour,
    "swapped": _swapped,
    "doubled": _doubled,
    "by ear": _sounding,
}


def mistyped(having: Mapping[str, int], right: frozenset[str], language: str) -> list[Misspelling]:
    """Return words of several articles, each with one error that makes no other right word."""
    dice = random.Random(2)
    words = sorted(word for word, n in having.items() if n >= COMMON and len(word) > 3)
    found: list[Misspelling] = []
    kinds = list(KINDS)
    while len(found) < ASKED:
        kind = kinds[len(found) % len(kinds)]
        word = dice.choice(words)
        typed = fold(KINDS[kind](word, dice, language))
        if typed != word and typed not in right and typed not in having:
            found.append(Misspelling(typed, word, kind))
    return found


def listed(having: Mapping[str, int]) -> Iterator[Misspelling]:
    """Yield the common English misspellings of codespell whose right words the archive has; none
    that may stand for several of its words.
    """
    try:
        source = files("codespell_lib").joinpath("data/dictionary.txt").read_text("utf-8")
    except ModuleNotFoundError:
        return
    for line in source.splitlines():
        typed, _, meant = line.partition("->")
        candidates = [each for each in meant.split(", ") if having[each]]
        if len(candidates) != 1 or not typed.isalpha() or having[typed] > 2:
            continue
        if having[candidates[0]] > 2 * having[typed]:
            yield Misspelling(typed, candidates[0], "listed, had" if having[typed] else "listed")


def _drawn(every: Iterable[Misspelling]) -> Iterator[Misspelling]:
    by_kind: dict[str, list[Misspelling]] = defaultdict(list)
    for each in every:
        by_kind[each.kind].append(each)
    for group in by_kind.values():
        yield from random.Random(3).sample(group, min(ASKED, len(group)))


# Questions


def article(name: str, number: int, record: Record) -> Article:
    """Return a record as an article."""
    key = f"{name}-{number}"
    return Article(
        id=article_id(key),
        slug=key,
        kind=Kind.ARTICLE,
        title=record["title"] or "",
        origin=Origin(key),
        language=record["lang"],
        paragraphs=tuple(filter(None, map(str.strip, (record["body"] or "").split("\n")))),
    )


def offered(engine: SearchEngine, typed: str) -> list[str]:
    """Return the spellings offered for a word, the best first, without the word as a prefix."""
    request = Request(parse_query(typed), suggestions=True, limit=0)
    found = answer(engine, lambda _: frozenset(), request).suggestions
    return [each.text for each in found if each.text != f"{typed}*"]


def report(name: str, engine: SearchEngine, articles: Sequence[Record]) -> str:
    """Return a row for each kind of word: how many were asked for, and how often all was well."""
    language = CORPORA[name]
    having = counts(articles)
    right = known(name, language)
    lines = []
    began = perf_counter()
    doubted = [(word, found[0]) for word in rare(having, right) if (found := offered(engine, word))]
    asked = len(rare(having, right))
    if asked:
        lines.append(f"| {name} | right but rare, doubted | {asked} | {len(doubted) / asked:.1%} |")
    every = mistyped(having, right, language)
    if language == "en":
        every += _drawn(listed(having))
    hits: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for each in every:
        total[each.kind] += 1
        hits[each.kind] += offered(engine, each.typed)[:1] == [each.meant]
    took = (perf_counter() - began) / (asked + len(every))
    one = [kind for kind in total if kind in KINDS]
    n = sum(total[kind] for kind in one)
    share = sum(hits[kind] for kind in one) / n
    lines.append(f"| {name} | mistyped, right word first | {n} | {share:.1%} |")
    for kind in total:
        share = hits[kind] / total[kind]
        lines.append(f"| {name} | … {kind} | {total[kind]} | {share:.1%} |")
    lines.append(f"| {name} | milliseconds a word | | {1000 * took:.1f} |")
    return "\n".join(lines)


def main(most: int = 2500, names: Sequence[str] = tuple(CORPORA)) -> None:
    """Print a table for each archive."""
    print("| archive | words | asked | share |\n| --- | --- | -: | -: |")
    for name in names:
        articles = list(islice(records(name), most))
        with TemporaryDirectory() as folder:
            writer = open_writer(Path(folder) / "index")
            writer.apply(article(name, *each) for each in enumerate(articles))
            writer.close()
            with closing(open_engine(Path(folder) / "index")) as engine:
                print(report(name, engine, articles), flush=True)


if __name__ == "__main__":
    main(int((sys.argv[1:] or ["2500"])[0]), sys.argv[2:] or tuple(CORPORA))
