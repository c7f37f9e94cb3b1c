"""Words of a question that say nothing about its subject."""

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
"""What Snowball's English list has and Whoosh's shorter one has not: verbs that help others, and
what doesn't and they'll become once they are cut at the apostrophe. Longer lists (300 to 600
words, such as the SMART system's) lose news that is looked for by its headline."""

_LIST_OF = {"nb": "no", "nn": "no"}


def stop_words(words: Iterable[str], languages: Collection[str | None]) -> frozenset[str]:
    """Those of a question's words that can be left out where articles are in `languages`.

    A stop word of one language may be what another one's question is about: *war* and *die* are
    German ones. So a word is left out only when it is one in every language that the question may
    be in: those with at least half as many stop words in it as the language that has most. With
    no language that has a list, it is taken for English.
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
    """The stop words of a language, folded as in the index; all there are where none is known.

    The lists are those of the Snowball project (snowballstem.org), as Whoosh has them.
    """
    name = _list_of(language)
    if name not in _lists():
        return frozenset().union(*map(listed, _lists()))
    return frozenset(map(fold, _lists()[name])) | (MORE_ENGLISH if name == "en" else frozenset())


def _lists() -> Mapping[str, Collection[str]]:
    # Not needed until a question finds nothing, and Whoosh takes its time to be imported.
    from index.engine.whoosh.format.whoosh_api import stoplists

    lists: Mapping[str, Collection[str]] = stoplists
    return lists


def _list_of(language: str | None) -> str:
    return _LIST_OF.get(language or "", language or "")
