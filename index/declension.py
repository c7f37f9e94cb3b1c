"""Of which name is a word a case, and which cases may a name have?

Only for names in Cyrillic, which Slavic languages decline. A stemmer is made for all words, and is
wrong about names in both directions: it makes one of Росс and Россия, and two of Киев and Киева.
"""

from __future__ import annotations

import re

_CYRILLIC = re.compile("[\u0400-\u052f]+")
_ADJECTIVE = ("ого", "его", "ому", "ему", "ым", "им", "ом", "ем", "ая", "ой", "ую", "ий", "ый")
_NOUN = (
    "а",
    "я",
    "у",
    "ю",
    "ом",
    "ем",
    "е",
    "ы",
    "и",
    "ой",
    "ою",
    "ей",
    "ым",
    "ові",
    "і",
    "ів",
    "",
)
_VOWEL_CHANGES = (("їв", "єв"), ("ів", "ов"))
"""Ukrainian has another vowel in a closed syllable: Київ, Києва; Львів, Львова."""
_SHORTEST = 4
"""Letters of a name without its ending; shorter ones become other words by any ending."""

_ENDINGS = tuple(sorted({*_ADJECTIVE, *_NOUN}, key=len, reverse=True))
_DECLINED_AS_ADJECTIVES = re.compile("(?:ский|цкий|ской|ный|ний|ський|цький|ная|ская)$")


def base(name: str) -> str:
    """A folded name in its first case without its ending; what is not in Cyrillic as it is."""
    if _CYRILLIC.fullmatch(name) is None:
        return name
    if is_adjective(name):
        return name[:-2]
    short = re.sub("[аяйь]$", "", name)
    return short if len(short) >= _SHORTEST - 1 else name


def stems(name: str) -> tuple[str, ...]:
    """What the cases of a folded name in its first one begin with."""
    stem = base(name)
    opened = (stem.removesuffix(closed) + open for closed, open in _VOWEL_CHANGES
              if stem.endswith(closed))  # fmt: skip
    return (stem, *opened)


def is_adjective(name: str) -> bool:
    """Whether a folded name in its first case is declined as adjectives are."""
    return _DECLINED_AS_ADJECTIVES.search(name) is not None


def is_case(word: str, name: str) -> bool:
    """Whether a folded word may be a case of a name in its first one, or is that."""
    if word == name:
        return True
    if _CYRILLIC.fullmatch(name) is None:
        return False
    endings = _ADJECTIVE if is_adjective(name) else _NOUN
    return any(word.startswith(stem) and word[len(stem) :] in endings for stem in stems(name))


def first_cases(word: str) -> tuple[str, ...]:
    """The names in their first case that a folded word may be a case of; itself comes first."""
    found = dict.fromkeys((word,))
    if _CYRILLIC.fullmatch(word) is not None:
        for ending in _ENDINGS:
            stem = word.removesuffix(ending)
            if not ending or stem == word or len(stem) < _SHORTEST:
                continue
            closed = (
                stem.removesuffix(open) + closed for closed, open in _VOWEL_CHANGES
                if stem.endswith(open)
            )  # fmt: skip
            names = (stem, *closed, f"{stem}а", f"{stem}ий", f"{stem}ый")
            found.update((name, None) for name in names if is_case(word, name))
    return tuple(found)
