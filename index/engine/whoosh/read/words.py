"""Words of an archive by prefix, with their spellings and the number of their articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import islice

from index.engine.whoosh.postings.document_sets import DocumentSet
from index.engine.whoosh.read.expand import MOST_WORDS, Expansion, beginning
from index.engine.whoosh.read.translate import FIELDS
from index.engine.whoosh.store.snapshot import Snapshot
from index.query import Field
from index.text.analysis import is_unspaced, tokens
from index.text.folding import fold

SHORTEST = 2
"""Characters of a beginning below which too many words begin so to be worth a guess."""

TITLES = 5
"""Titles that are looked at for how a word is written."""

_WRITTEN = ("title", "body")
_WORD = 200
"""Bytes that a word and its count take in memory."""


def words(
    prefix: str, limit: int, snapshot: Snapshot, watch: Callable[[], None]
) -> tuple[tuple[str, int], ...]:
    """Words that begin so, the most frequent first, and how many live articles have each.

    They are words, never stems: these have terms of their own (`analysis.STEM`). A beginning of
    fewer than `SHORTEST` characters, or in a script without spaces between words, has none.
    """
    found = tokens(prefix, None)
    if len(found) != 1 or len(found[0].word) < SHORTEST or is_unspaced(found[0].word):
        return ()
    typed = fold(found[0].word)
    if found[0].whole != found[0].word:
        return ()
    key = ("words", typed, limit, snapshot.generation, snapshot.identity)
    known: tuple[tuple[str, int], ...] | None = snapshot.kept.get(key)
    if known is None:
        known = tuple(
            (written(word, snapshot, watch), count)
            for word, count in most_frequent(typed, limit, snapshot, watch)
        )
        snapshot.kept.put(key, known, _WORD * len(known))
    return known


def most_frequent(
    prefix: str, limit: int, snapshot: Snapshot, watch: Callable[[], None]
) -> list[tuple[str, int]]:
    """The folded words that most articles have, with their number.

    A word of title and text has two lists of articles. Its articles are counted from the longest
    lists on, and only until no word that is left can have more than those that were counted.
    """
    # What the search for the same beginning has just looked up, so that it is there already.
    expansion = beginning(prefix, FIELDS[Field.ANY], MOST_WORDS, snapshot, watch)
    most = _at_most(expansion, snapshot)
    counted: list[tuple[str, int]] = []
    for word in sorted(most, key=lambda each: (-most[each], each)):
        if len(counted) >= limit and most[word] <= counted[limit - 1][1]:
            break
        watch()
        counted.append((word, articles(word, _WRITTEN, snapshot, watch)))
        counted.sort(key=lambda each: (-each[1], each[0]))
    return [each for each in counted[:limit] if each[1]]


def articles(
    word: str, fields: Iterable[str], snapshot: Snapshot, watch: Callable[[], None]
) -> int:
    """How many live articles have a term in any of these fields."""
    fields = tuple(fields)
    number = 0
    for part in snapshot.segments:
        lists = [part.segment.postings(field, word, watch).documents for field in fields]
        having = DocumentSet.union(part.segment.size, lists)
        number += len(having & part.live.shared() if part.deleted else having)
    return number


def _at_most(expansion: Expansion, snapshot: Snapshot) -> Counter[str]:
    """What the articles of each word of titles and texts can't exceed."""
    most: Counter[str] = Counter()
    for part in snapshot.segments:
        dictionary = part.segment.dictionary
        for field in _WRITTEN:
            numbers = expansion.numbers.get((part.segment.id, field))
            if numbers is not None and len(numbers):
                often = dictionary.frequencies(numbers).tolist()
                terms = dictionary.terms(numbers.tolist())
                most.update(dict(zip(terms, often, strict=True)))
    return most


def written(word: str, snapshot: Snapshot, watch: Callable[[], None]) -> str:
    """A folded word in small letters as most titles have it: `général`, `ёлка`. As it is where no
    title has it.

    The index knows words only folded; a few of the newest titles say how they are spelled.
    """
    spellings: Counter[str] = Counter()
    for part in reversed(snapshot.segments):
        documents = part.segment.postings("title", word, watch).documents[::-1].tolist()
        live = (each for each in documents if each not in part.deleted)
        for document in islice(live, TITLES - spellings.total()):
            title = part.segment.listed(document).title
            spellings.update(_spelled(word, title))
        if spellings.total() >= TITLES:
            break
    return spellings.most_common(1)[0][0] if spellings else word


def _spelled(word: str, title: str) -> Iterable[str]:
    """How the first place in a title has the word."""
    for token in tokens(title, None):
        spelled = title[token.start : token.end].lower()
        if token.word == word and fold(spelled) == word:  # no possessive, no half of a word
            return [spelled]
    return []
