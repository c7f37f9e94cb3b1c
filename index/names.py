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
from itertools import accumulate
from math import inf

from text_unidecode import unidecode

CLOSE = 0.88
"""Names that share a key and are at least so alike are taken for the same one."""

DISTANT = 0.82
"""Less alike, they are hardly ever the same one."""

SURE = 0.92
"""Words of which nothing else is known to be a name have to be so alike."""

SHORTEST, LONGEST = 4, 40
"""Letters of a name that has other spellings."""

_UNVOWELLED = 0.97
"""How alike two names are at most of which one is written without short vowels."""

_ENOUGH, _UNVOWELLED_SHORT = 3, 0.75
"""And how alike they are at most where they have fewer consonants, which say little."""

_LETTERS = {
    "х": "kh", "й": "y", "ы": "y", "ђ": "dj", "đ": "dj", "ä": "e", "ö": "o", "ü": "u",
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

_INNER_Y, _INNER_W = re.compile("(?<=.)y"), re.compile("(?<=.)w")
_GLIDES = "ij"
# What letters may stand for, from language to language, a sign for each sound.
_SOUNDS = (
    ("schtsch|shch|chtch|szcz|sjtj|stch|chtsch", "ŝ"),
    ("tzsch|tsch|tch|tsh|cz|tj", "č"),
    ("dzh|dsch|dj", "ǰ"),
    ("dz", "ǰz"),
    ("sch|sj", "šž"),
    ("sh", "š"),
    ("sz", "šs"),
    ("zh|zj", "ž"),
    ("ch(?=[eiy])", "čxš"),
    ("ch", "čxšk"),
    ("ts|tz", "c"),
    ("kh", "x"),
    ("ck|k", "k"),
    ("gh|qh", "gx"),
    ("dh", "dð"),
    ("th", "tθ"),
    ("ph", "f"),
    ("c(?=[eiy])", "sčc"),
    ("c", "kc"),
    ("q", "kg"),
    ("g(?=[ei])", "gǰ"),
    ("h", "hx"),
    ("j", "jžǰx"),
    ("v$", "vf"),
    ("w", "v"),
    ("z", "zcs"),
    ("s", "szš"),
    ("ou|oo|oe", "u"),
    ("ee", "i"),
    ("y", _GLIDES),
)
_LETTERS_AS_SPOKEN = re.compile("|".join(f"({letters})" for letters, _ in _SOUNDS) + "|.")
_ENDINGS = (
    (re.compile(r"([^aeiou])\1+"), r"\1"),
    (re.compile("^x"), "k"),
    (re.compile("x"), "ks"),
    (re.compile(r"(?<=..)(ie|o)ff$"), r"\1v"),
    (re.compile(r"(?<=..)ow$"), "ov"),
    (re.compile(r"(?<=..)ew$"), "ev"),
)
# What it costs that one sound stands where the other name has another, or none.
_CONSONANTS = ("sšžzcčǰŝ", "kgxhq", "vf", "td", "θð", "bp", "mn", "rl", "jžǰ")
_SAME_CLASS, _OTHER_CLASS = 0.5, 1.2
_NEAR_VOWELS = frozenset(map(frozenset, ("ie", "uo", "ao", "ae", "eo", "ua")))
_NEAR_VOWEL, _OTHER_VOWEL, _GLIDE = 0.3, 0.7, 0.5
_NO_VOWEL, _NO_SHORT_VOWEL, _NO_CONSONANT, _NO_GLIDE = 0.5, 0.2, 0.9, 0.2
_VOWELS = "aeiou"


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


@lru_cache(maxsize=1024)
def keys_of(word: str) -> tuple[str, ...]:
    """The keys of one folded word, remembered: it is asked for in every part of an index."""
    return keys([word])[0]


def likeness(left: str, right: str, least: float = 0.0) -> float:
    """How alike two folded words sound, from 0 to 1; of words that share a key.

    Of words that are less alike than `least` it may say 0: that is told sooner.

    An edit distance in which sounds that stand for each other from language to language cost
    little, after Editex (Zobel and Dart, Phonetic String Matching: Lessons from Information
    Retrieval, 1996), by the longer word. A script that leaves short vowels out is forgiven for
    them.
    """
    if _ABJAD.search(right):
        left, right = right, left
    one, other = _sounds(left), _sounds(right)
    if not one or not other:
        return 0.0
    most, no_vowel = 1.0, _NO_VOWEL
    if _ABJAD.search(left) and not _ABJAD.search(right):
        no_vowel = _NO_SHORT_VOWEL
        enough = sum(sound not in _VOWELS for sound in one) >= _ENOUGH
        most = _UNVOWELLED if enough else _UNVOWELLED_SHORT
    size = max(len(one), len(other))
    distance = _distance(one, other, no_vowel, size * (1.0 - least / most))
    return max(0.0, most * (1.0 - distance / size))


def _distance(left: Sequence[str], right: Sequence[str], no_vowel: float, most: float) -> float:
    """The edit distance, or infinity where it is greater than `most` for certain; `no_vowel` is
    what a vowel costs that only the right one has."""
    missing = [no_vowel if sound in _VOWELS else _missing(sound) for sound in right]
    row = list(accumulate(missing, initial=0.0))
    for sound in left:
        without = _missing(sound)
        before, row = row, [row[0] + without]
        for at, other in enumerate(right):
            row.append(
                min(
                    before[at + 1] + without,
                    row[at] + missing[at],
                    before[at] + _instead(sound, other),
                )
            )
        if min(row) > most:
            return inf
    return row[-1]


@lru_cache(maxsize=4096)
def _instead(left: str, right: str) -> float:
    """What it costs that there is one sound instead of the other."""
    if not set(left).isdisjoint(right):
        return 0.0
    vowels = [set(_VOWELS).intersection(each) for each in (left, right)]
    if all(vowels):
        near = any({one, other} in _NEAR_VOWELS for one in vowels[0] for other in vowels[1])
        return _NEAR_VOWEL if near else _OTHER_VOWEL
    if any(vowels):
        return _GLIDE if "j" in left + right else _OTHER_CLASS
    shared = any(not set(left).isdisjoint(each) and not set(right).isdisjoint(each)
                 for each in _CONSONANTS)  # fmt: skip
    return _SAME_CLASS if shared else _OTHER_CLASS


def _missing(sound: str) -> float:
    if "j" in sound or sound == "hx":
        return _NO_GLIDE
    return _NO_VOWEL if sound in _VOWELS else _NO_CONSONANT


def _romanised(lines: str) -> str:
    return _ARTICLE.sub("", lines).translate(_ROMAN)


def _consonants(romans: Sequence[str], ch: str = "S", j: str = "") -> list[str]:
    if not romans:
        return []
    classes = _classes("\n".join(romans), ch)
    if j:  # where it is no vowel, neither is it one at the beginning
        classes = classes.replace("j", j)
    classes = _FIRST_VOWELS.sub("A", classes).replace("j", "")
    return _AGAIN.sub(r"\1", _SILENT.sub("", classes)).split("\n")


def _classes(lines: str, ch: str) -> str:
    return _replaced(_replaced(lines, _BEFORE_CH).replace("ch", ch), _AFTER_CH)


@lru_cache(maxsize=4096)
def _sounds(word: str) -> tuple[str, ...]:
    """What the letters of a word may stand for, one after another."""
    roman = _romanised(word)
    if _ABJAD.search(word):
        roman = _INNER_W.sub("u", _INNER_Y.sub("i", roman))  # mostly long vowels
    roman = _replaced(roman, _ENDINGS)
    return tuple(
        _SOUNDS[found.lastindex - 1][1] if found.lastindex else found[0]
        for found in _LETTERS_AS_SPOKEN.finditer(roman)
    )


def _replaced(lines: str, rules: Iterable[tuple[re.Pattern[str], str]]) -> str:
    for pattern, to in rules:
        lines = pattern.sub(to, lines)
    return lines
