"""Under which keys do the spellings of a name meet, and how alike are two of them?

A name that has been written in several alphabets, and by the rules of several languages, keeps its
consonants, more or less: Zelensky, Selenskyj and Зеленский are all s-l-n-s-k. So a name is
romanised, its consonants are put into classes whose members stand for each other from language to
language, and its vowels are dropped. What comes of it is a key, as in Soundex and its successors
(see Christen, A Comparison of Personal Name Matching, 2006), but coarser than theirs, because it
need not be right: what shares a key is compared closely afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import jellyfish
from text_unidecode import unidecode

CLOSE = 0.85
"""Names that share a key and are at least so alike are taken for the same one."""

_SHORTEST = 3
"""Consonants of a key that say something by themselves, where there are no vowels to compare."""

_UNVOWELLED, _UNVOWELLED_SHORT = 0.9, 0.7
"""How alike two names are of which one is written without vowels."""

_LETTERS = {
    "х": "kh", "й": "y", "ы": "y", "ђ": "dj", "đ": "dj", "ä": "e", "ö": "o", "ü": "u", "\n": "\n",
}  # fmt: skip
"""Where names are commonly romanised in another way than letter by letter."""

_ARTICLE = re.compile("^ال(?=..)", re.MULTILINE)
_ABJAD = re.compile("[\u0590-\u06ff]")
_NOT_ROMAN = re.compile(r"[^a-z\n]")

# Capitals are the classes: S for what hisses, K for what is made at the back of the mouth, and so
# on. A letter that is in no class stands for itself.
_BEFORE_CH = tuple(
    (re.compile(pattern, re.MULTILINE), to)
    for pattern, to in (
        (r"(?<=..)(?:ie|o)ff$", "ov"),
        (r"(?<=..)(?:ow|ew)$", "ov"),
        (r"schtsch|shch|chtch|szcz|sjtj|stch|chtsch", "S"),
        (r"tzsch|tsch|dsch|tch|dzh|dz|dj|tj|tsh|cz", "S"),
        (r"sch|sh|sz|zh|sj|zj|t[sz]", "S"),
    )
)
_AFTER_CH = tuple(
    (re.compile(pattern, re.MULTILINE), to)
    for pattern, to in (
        (r"(?:kh|gh|qh)(?!S)", "K"),
        (r"d+h|th", "T"),
        (r"ph", "F"),
        (r"^x", "K"),
        (r"x", "KS"),
        (r"c(?=[eiy])|c$|[sz]", "S"),
        (r"[vwf]", "F"),
        (r"[kgqc]|^h", "K"),
        (r"[dt]", "T"),
    )
)
_FIRST_VOWELS = re.compile(r"^(?:[aeiouy]+|j[aeiou][aeiouyj]*)", re.MULTILINE)
_SILENT = re.compile(r"[aeiouyh]+")
_AGAIN = re.compile(r"([^\n])\1+")
# Between vowels it may be written as a mere h, which is silent.
_WEAK_KH = re.compile(r"(?<=[aeiouymn])kh")
# Where a name may be spoken in another way: how, and what it has then instead of ch and of j.
_OTHER_WAYS = (
    (re.compile("ch"), "K", ""),
    (re.compile("j"), "S", "S"),
    (re.compile("ch.*j|j.*ch"), "K", "S"),
)
_INNER_H = re.compile(r"(?<=.)h")
# What vowels have in common across languages, for a comparison.
_VOWELS = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"ou|oe|oo", "u"),
        (r"[yij]+", "i"),
        (r"ie$", "i"),
        (r"ee|ei|ai|ae|ia|ie", "e"),
        (r"au", "o"),
    )
)


class _Romanising(dict[int, str]):
    """What each character becomes, looked up when it is first met."""

    def __missing__(self, code: int) -> str:
        found = self[code] = _NOT_ROMAN.sub("", unidecode(chr(code)).lower())
        return found


_ROMAN = _Romanising({ord(sign): roman for sign, roman in _LETTERS.items()})


def keys(words: Sequence[str]) -> list[tuple[str, ...]]:
    """The keys of each of many folded words; letters that are spoken in two ways give two.

    All are worked on at once, a line each, because an archive has hundreds of thousands of words.
    """
    romans = _romanised("\n".join(words)).split("\n") if words else []
    found = [[key] for key in _consonants(romans)]
    for letters, ch, j in _OTHER_WAYS:
        some = [at for at, roman in enumerate(romans) if letters.search(roman)]
        for at, key in zip(some, _consonants([romans[at] for at in some], ch, j), strict=True):
            found[at].append(key)
    some = [at for at, roman in enumerate(romans) if _WEAK_KH.search(roman)]
    weak = _consonants([_WEAK_KH.sub("h", romans[at]) for at in some])
    for at, key in zip(some, weak, strict=True):
        found[at].append(key)
    return [tuple(dict.fromkeys(filter(None, each))) for each in found]


def likeness(left: str, right: str) -> float:
    """How alike two folded words sound, from 0 to 1; of words that share a key.

    Mostly the Jaro-Winkler similarity of how they are spoken, in part that of how they are
    romanised. Of a script that leaves vowels out, only the consonants are compared.
    """
    if _ABJAD.search(left) or _ABJAD.search(right):
        shared = set(_keys(left)) & set(_keys(right))
        long = any(len(key) >= _SHORTEST for key in shared)
        return (_UNVOWELLED if long else _UNVOWELLED_SHORT) if shared else 0.0
    spoken = max(
        jellyfish.jaro_winkler_similarity(one, other)
        for one in _spoken(left)
        for other in _spoken(right)
    )
    written = jellyfish.jaro_winkler_similarity(_romanised(left), _romanised(right))
    return 0.7 * spoken + 0.3 * written


@lru_cache(maxsize=4096)
def _keys(word: str) -> tuple[str, ...]:
    return keys([word])[0]


def _romanised(lines: str) -> str:
    return _ARTICLE.sub("", lines).translate(_ROMAN)


def _consonants(romans: Sequence[str], ch: str = "S", j: str = "") -> list[str]:
    if not romans:
        return []
    classes = _FIRST_VOWELS.sub("A", _classes("\n".join(romans), ch)).replace("j", j)
    return _AGAIN.sub(r"\1", _SILENT.sub("", classes)).split("\n")


def _classes(lines: str, ch: str) -> str:
    return _replaced(_replaced(lines, _BEFORE_CH).replace("ch", ch), _AFTER_CH)


@lru_cache(maxsize=4096)
def _spoken(word: str) -> tuple[str, ...]:
    """The ways to say a word, in Roman letters."""
    roman = _romanised(word)
    ways = ("S", "K") if "ch" in roman else ("S",)
    return tuple(_with_vowels(_classes(roman, ch)) for ch in ways)


def _with_vowels(classes: str) -> str:
    return _AGAIN.sub(r"\1", _replaced(_INNER_H.sub("", classes), _VOWELS)).lower()


def _replaced(lines: str, rules: Iterable[tuple[re.Pattern[str], str]]) -> str:
    for pattern, to in rules:
        lines = pattern.sub(to, lines)
    return lines
