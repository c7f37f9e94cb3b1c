"""Spelling suggestions: words of the archive that may be meant by a word that it hardly has.

A noisy channel (Kernighan, Church and Gale 1990): a word is likely meant when many articles have it
and common slips turn it into the word in the query. The weights of the slips and of a letter
come from a logistic regression, rounded, that tells misspellings in codespell's dictionary from
correct words in one or two articles of the BBC corpus, by the more frequent words near them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import islice, takewhile
from math import log

import numpy as np

from index.engine.request import FacetName
from index.engine.whoosh.format.schema import FACETS
from index.engine.whoosh.read.expand import frequencies, near
from index.engine.whoosh.store.snapshot import Snapshot
from index.text.analysis import root_of, tokens
from index.text.folding import fold

SHORTEST = 3
"""The least length of a word; nearly every other word is near a shorter one."""

SHORTEST_TWICE = 6
"""The length from which two edits are allowed, as search engines commonly do."""

OFTENER = 10
"""The least ratio of a suggestion's frequency to that of the word in the query; below, the word was
likely meant. For a word that the archive lacks any near word will do."""

DOUBLED, LEFT_OUT, PUT_IN, TWO_EDITS = 2.0, 3.0, 6.5, 11.0
"""Logarithms of the rarity of a slip, compared with two swapped letters: a letter once instead of
twice or the reverse, a letter left out, one put in or replaced, and two edits."""

FIRST, LAST = 3.0, 3.0
"""The same for a slip in the first letter, which people rarely get wrong, and in the last letter,
where words have their endings."""

LETTER = 1.3
"""The evidence for a misspelling in each letter, up to `MOST_LETTERS`, of a word that the archive
has: the longer a word, the fewer correct words are near it."""

MOST_LETTERS = 12

FORMS = 5.0
"""The evidence against a misspelling in other forms of the word in the archive."""

DOUBTFUL = 5.0
"""The sum of the evidence from which a word in the archive counts as a misspelling."""

_FIELDS = ("title", "body")
_MOST = 2_000


def spellings(
    word: str, limit: int, snapshot: Snapshot, watch: Callable[[], None]
) -> tuple[str, ...]:
    """Return words near this word that are far more frequent, the most likely first.

    A word in the archive, be it in another form, counts as correct unless a common slip makes it
    from a word that articles of the same languages have far more often. Figures are never mistyped:
    2024 is no slip for 2023. Empty for a text of several words or a short word.
    """
    found = tokens(word, None)
    if len(found) != 1 or len(found[0].word) < SHORTEST or found[0].whole != found[0].word:
        return ()
    typed = fold(found[0].word)
    edits = 2 if len(typed) >= SHORTEST_TWICE else 1
    counts = frequencies(near(typed, edits, _FIELDS, _MOST, snapshot, watch), snapshot)
    had = counts.pop(typed, 0)
    likely = sorted(
        (
            other
            for other, count in counts.items()
            if count >= OFTENER * had and _figures(other) == _figures(typed)
        ),
        key=lambda other: (slip(typed, other) - log(counts[other]), other),
    )
    if not likely:
        return ()
    standing = _SpellingStanding(typed, snapshot, watch)
    if standing.is_absent:
        return tuple(likely[:limit])
    return tuple(islice((other for other in likely if standing.is_misspelled(other)), limit))


def slip(typed: str, meant: str) -> float:
    """Return the cost of a slip of one or two edits; 0 for two swapped neighbours inside a word."""
    begin = _common(zip(typed, meant, strict=False))
    rest = min(len(typed), len(meant)) - begin
    end = min(rest, _common(zip(reversed(typed), reversed(meant), strict=False)))
    changed, wanted = typed[begin : len(typed) - end], meant[begin : len(meant) - end]
    cost = (FIRST if not begin else 0.0) + (LAST if not end else 0.0)
    if len(changed) == 2 and changed == wanted[::-1]:
        return cost
    if len(changed) + len(wanted) == 1:
        if typed[begin - 1 : begin] == changed + wanted:
            return cost + DOUBLED
        return cost + (LEFT_OUT if wanted else PUT_IN)
    return cost + (PUT_IN if len(changed) == len(wanted) == 1 else TWO_EDITS)


def _figures(word: str) -> list[str]:
    return [sign for sign in word if sign.isdecimal()]


def _common(pairs: Iterable[tuple[str, str]]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


class _SpellingStanding:
    """The articles that have a word or, in their languages, another form of it."""

    def __init__(self, word: str, snapshot: Snapshot, watch: Callable[[], None]) -> None:
        self._word = word
        self._snapshot = snapshot
        self._watch = watch
        self._own = self._articles(word)
        self._roots = {each: _root(word, each) for each in self._own or snapshot.languages}
        self._forms = self._other_forms()

    @property
    def is_absent(self) -> bool:
        """Whether the archive has the word in no form."""
        return not (self._own or self._forms)

    def is_misspelled(self, meant: str) -> bool:
        """Return whether the word is more likely a slip for `meant` than correct."""
        others = self._articles(meant)
        if not self._own and self._is_foreign(others):
            return True
        is_form = self._is_form(meant)
        if is_form and self._word[-1] != meant[-1]:
            return False  # they differ by an ending
        counts = self._own or self._forms
        known = others.total() if None in counts else sum(others[each] for each in counts)
        ratio = known / counts.total()
        letters = LETTER * min(len(self._word), MOST_LETTERS)
        against = slip(self._word, meant) + (FORMS if self._forms and not is_form else 0.0)
        return ratio >= OFTENER and log(ratio) + letters - against > DOUBTFUL

    def _is_foreign(self, others: Counter[str | None]) -> bool:
        """Return whether another word's articles in other languages outweigh all forms of the word:
        a few Hungarian texts in an English archive don't make `puten` correct."""
        elsewhere = sum(count for each, count in others.items() if each not in self._forms)
        return elsewhere >= OFTENER * self._forms.total()

    def _is_form(self, other: str) -> bool:
        return any(_root(other, language) == root for language, root in self._roots.items())

    def _other_forms(self) -> Counter[str | None]:
        """Count the articles with other words of the same root, by language of that root."""
        found: Counter[str | None] = Counter()
        for word in self._begun():
            self._watch()
            languages = {each for each, root in self._roots.items() if _root(word, each) == root}
            if languages:
                having = self._articles(word)
                found.update({each: having[each] for each in languages if having[each]})
        return found

    def _begun(self) -> set[str]:
        """Return the words of the archive that begin as the word and all of its roots do."""
        common = min(_common(zip(self._word, root, strict=False)) for root in self._roots.values())
        if common < SHORTEST:
            return set()
        found: set[str] = set()
        for part in self._snapshot.segments:
            self._watch()
            dictionary = part.segment.dictionary
            for field in _FIELDS:
                numbers = range(*dictionary.prefixed(field, self._word[:common]))[:_MOST]
                found.update(dictionary.terms(numbers))
        return found - {self._word}

    def _articles(self, word: str) -> Counter[str | None]:
        """Count the articles with a word by language, an article once for each field."""
        found: Counter[str | None] = Counter()
        for part in self._snapshot.segments:
            facet = part.segment.columns.facet(FACETS[FacetName.LANGUAGE])
            for field in _FIELDS:
                documents = part.segment.postings(field, word, self._watch).documents
                often = np.bincount(facet.codes[documents], minlength=len(facet.values))
                counts = zip(facet.values, often.tolist(), strict=True)
                found.update({language: count for language, count in counts if count})
        return found


def _root(word: str, language: str | None) -> str:
    found = tokens(word, language)
    return root_of(found[0].terms[-1]) if found else word
