"""Stop words: words of a question that say nothing about its subject."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache

from index.text.analysis import tokens
from index.text.folding import fold

MORE_ENGLISH = frozenset(
    {"could", "would", "ought", "cannot", "ll", "re", "ve", "ain", "aren", "couldn", "didn"}
    | {"doesn", "hadn", "hasn", "haven", "isn", "mustn", "needn", "shan", "shouldn", "wasn"}
    | {"weren", "wouldn"}
)
"""Snowball's English stop words that Whoosh's shorter list lacks: auxiliary verbs, and the halves
of words such as doesn't and they'll, cut at the apostrophe. Longer lists (300 to 600 words, such as
the SMART system's) lose news in a search for its headline."""

_LIST_OF = {"nb": "no", "nn": "no"}


def stop_words(words: Iterable[str], languages: Collection[str | None]) -> frozenset[str]:
    """Return the words that a question can do without where articles are in `languages`.

    A stop word of one language may be the subject in another: *war* and *die* are German ones. So a
    word is left out only when it is a stop word in every language that the question may be in: the
    languages with at least half as many of its stop words as the language with most. With no
    language that has a list, the question is taken for English.
    """
    parts = {word: frozenset(token.whole for token in tokens(word, None)) for word in words}
    known = [listed(language) for language in languages if _list_of(language) in _lists()]
    found = [
        {word for word, its in parts.items() if its and its <= stops}
        for stops in known or [listed("en")]
    ]
    most = max(map(len, found))
    likely = [each for each in found if 2 * len(each) >= most]
    return frozenset(parts).intersection(*likely)


@cache
def listed(language: str | None) -> frozenset[str]:
    """Return the stop words of a language, folded as in the index, or of all lists if it has none.

    The lists are from the Snowball project (snowballstem.org), in Whoosh's version.
    """
    name = _list_of(language)
    if name not in _lists():
        return frozenset().union(*map(listed, _lists()))
    return frozenset(map(fold, _lists()[name])) | (MORE_ENGLISH if name == "en" else frozenset())


def _lists() -> Mapping[str, Collection[str]]:
    # Imported late: only a question without hits needs the lists, and Whoosh is slow to import.
    from index.engine.whoosh.format.whoosh_api import stoplists

    lists: Mapping[str, Collection[str]] = stoplists
    return lists


def _list_of(language: str | None) -> str:
    return _LIST_OF.get(language or "", language or "")
