"""Completion of words: the archive's words by prefix, with spellings and numbers of articles."""

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
"""The least length of a prefix: too many words begin with a shorter one for a good guess."""

TITLES = 5
"""The number of titles that are searched for the spelling of a word."""

_WRITTEN = ("title", "body")
_WORD = 200
"""Bytes of memory for a word with its count."""


def words(
    prefix: str, limit: int, snapshot: Snapshot, watch: Callable[[], None]
) -> tuple[tuple[str, int], ...]:
    """Return the words with this prefix and their numbers of live articles, most frequent first.

    Stems are never among them: these have terms of their own (`analysis.STEM`). Empty for a prefix
    of fewer than `SHORTEST` characters, or in a script without spaces between words.
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
    """Return the folded words with this prefix that most articles have, and the number of articles.

    A word in title and text has two lists of articles. Articles are counted from the longest lists
    on, and only until no remaining word can have more than the words already counted.
    """
    # The search for the same prefix has just cached this expansion.
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
    """Return the number of live articles with a term in any of these fields."""
    fields = tuple(fields)
    number = 0
    for part in snapshot.segments:
        lists = [part.segment.postings(field, word, watch).documents for field in fields]
        having = DocumentSet.union(part.segment.size, lists)
        number += len(having & part.live.shared() if part.deleted else having)
    return number


def _at_most(expansion: Expansion, snapshot: Snapshot) -> Counter[str]:
    """Return an upper bound of the number of articles for each word of titles and texts."""
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
    """Return a folded word in small letters as most titles spell it: `général`, `ёлка`. Without a
    title the folded word is returned.

    The index knows words only folded; the spelling comes from a few of the newest titles.
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
    """Return the first spelling of the word in a title, as a list of one or none."""
    for token in tokens(title, None):
        spelled = title[token.start : token.end].lower()
        if token.word == word and fold(spelled) == word:  # no possessive, no half of a word
            return [spelled]
    return []
