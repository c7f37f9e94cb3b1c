"""Umlauts, and the two letters for each on a keyboard or at an agency without umlauts.

German writes ä, ö, ü as ae, oe, ue (DIN 5007-2), Danish and Norwegian ø as oe and å as aa. ß and æ
are folded so anyway (`index.text.folding`). A folded word has lost its umlauts: only the word as
written tells Schröder, which is Schroeder, from Goethe, which is no Gothe.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import combinations

from index.text.folding import casefold, fold

_PAIR_OF = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}
_PAIRS = str.maketrans(_PAIR_OF)
_LETTERS: dict[str, tuple[str, ...]] = {"a": ("ae", "aa"), "o": ("oe",), "u": ("ue",)}
_PAIR = re.compile("ae|oe|ue|aa")
_MOST = 3
"""The most umlauts of a name."""


def transliterated(written: str) -> str:
    """Return a word folded with two letters for each umlaut; without any, as `fold` does."""
    return fold(unicodedata.normalize("NFC", casefold(written)).translate(_PAIRS))


def with_pairs(folded: str) -> Iterator[str]:
    """Yield the words that a folded word may be with two letters for each umlaut, if it has any."""
    places = [(at, pair) for at, sign in enumerate(folded) for pair in _LETTERS.get(sign, ())]
    for size in range(1, _MOST + 1) if len(places) <= 2 * _MOST else (1,):
        for chosen in combinations(places, size):
            if len({at for at, _ in chosen}) == size:
                yield _replaced(folded, [(at, at + 1, pair) for at, pair in chosen])


def without_pairs(folded: str) -> Iterator[str]:
    """Yield the words that a folded word may be if some of its letter pairs stand for umlauts."""
    places = [(found.start(), found.end(), found[0][0]) for found in _PAIR.finditer(folded)]
    for size in range(1, min(_MOST, len(places)) + 1):
        for chosen in combinations(places, size):
            yield _replaced(folded, chosen)


def _replaced(word: str, places: Sequence[tuple[int, int, str]]) -> str:
    for start, end, to in reversed(places):
        word = word[:start] + to + word[end:]
    return word
