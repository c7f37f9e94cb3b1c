"""Light stemmers for languages that Snowball has none for: Hebrew prefixes, Persian suffixes.

A stem is a key that the forms of a word share, not a word; a word is also found as it is written,
and first. Both work on folded words (`index.folding`) and leave a stem as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

_ONE_LETTER: Final = {"ה": 3, "ו": 3, "ב": 3, "ל": 3, "כ": 3, "מ": 4, "ש": 4}
"""Hebrew: the article, conjunctions and prepositions that are written as one word with the next
one (Glinert, The Grammar of Modern Hebrew, 1989), and how many letters have to be left. Nouns are
formed with מ and ש too, so these need more."""

_PERSIAN: Final = (
    ("هايمان", 2), ("هايتان", 2), ("هايشان", 2), ("هايي", 2), ("هايم", 2), ("هايت", 2),
    ("هايش", 2), ("هاي", 2), ("ها", 2), ("ترين", 3), ("تري", 3), ("تر", 3), ("مان", 3),
    ("تان", 3), ("شان", 3), ("گان", 3), ("يان", 3), ("ان", 3), ("ات", 3), ("اش", 3), ("ام", 3),
    ("اي", 3), ("يي", 3), ("ي", 3),
)  # fmt: skip
"""Persian: plural, comparison, possessive, ezafe and indefinite endings, longest first, and how
many letters have to be left (Lazard, A Grammar of Contemporary Persian, 1992). Some are written
with a half-space before them, which parts words already (`index.analysis`)."""


def hebrew(word: str) -> str:
    """Take the prefixes off a Hebrew word, one after another: ומהבית, מהבית, הבית, בית."""
    while len(word) > _ONE_LETTER.get(word[:1], len(word)):
        word = word[1:]
    return word


def persian(word: str) -> str:
    """Take the suffixes off a Persian word, one after another: کتابهایشان, کتاب."""
    while True:
        for suffix, left in _PERSIAN:
            if word.endswith(suffix) and len(word) - len(suffix) >= left:
                word = word[: -len(suffix)]
                break
        else:
            return word


STEMMERS: Final[Mapping[str, Callable[[str], str]]] = {"he": hebrew, "fa": persian}
"""By the code of the language (ISO 639)."""
