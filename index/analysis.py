"""Which words does a text hold, and under which terms are they found?"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import Stemmer

from index.folding import casefold, fold, script_of

ANALYSIS_VERSION = 3
"""Raised whenever the same text gives other terms, so that an older index is rebuilt."""

LONGEST_TERM = 64
"""Characters of a word that count; longer ones are found by their beginning."""

STEM = "="
"""What the term of a stem begins with, as in `=en:run`: no word does, so stems and words never
meet. The code of the stemmer keeps those of different languages apart."""

_ROOT = len("=en:")
"""Where the root begins in the term of a stem."""


class Token(NamedTuple):
    """A word of a text, or two neighbouring signs of one that puts no spaces between words."""

    terms: tuple[str, ...]
    """The folded word, then the term of its stem where its language has a stemmer."""
    start: int
    end: int
    """Offsets into the text as it was given. (A tuple, because every word of an archive becomes
    one: a frozen dataclass takes four times as long to make.)"""

    @property
    def word(self) -> str:
        """The folded word."""
        return self.terms[0]

    @property
    def indexed(self) -> tuple[str, ...]:
        """The terms under which the token is indexed: a word that is its own stem has but one."""
        word, *stems = self.terms
        is_alone = not stems or (root_of(stems[0]) == word and is_own_stem(stems[0]))
        return (word,) if is_alone else self.terms


def stem_term(algorithm: str, root: str) -> str:
    """The term of a stem: the code of the stemmer that made it, and the root."""
    return f"{STEM}{algorithm}:{root}"


def algorithm_of(term: str) -> str:
    """The code of the stemmer in the term of a stem."""
    return term[len(STEM) : _ROOT - 1]


def root_of(term: str) -> str:
    """The root in the term of a stem; any other term as it is."""
    return term[_ROOT:] if term.startswith(STEM) else term


# Scripts that don't put spaces between words: kana, Han, Hangul, and Thai, Lao, Myanmar, Khmer.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007"
    "\u3021-\u3029\u3031-\u3035\u303b\u303c\u3041-\u3096\u3099\u309a\u309d-\u309f\u30a1-\u30fa"
    "\u30fc-\u30ff\u3131-\u318e\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c\uac00-\ud7fb"
    "\uf900-\ufaff\uff66-\uff9f\uffa0-\uffdc\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
# Combining marks that stand inside words, and invisible joiners; `\w` knows neither.
_INSIDE = (
    "\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u0711\u0730-\u074a\u07a6-\u07b0\u0816-\u082d\u0859-\u085b\u08d3-\u0903\u093a-\u094f"
    "\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u09d7\u09e2\u09e3\u0a01-\u0a03"
    "\u0a3c-\u0a51\u0a70\u0a71\u0a75\u0a81-\u0a83\u0abc-\u0acd\u0ae2\u0ae3\u0b01-\u0b03"
    "\u0b3c-\u0b57\u0b62\u0b63\u0b82\u0bbe-\u0bcd\u0bd7\u0c00-\u0c04\u0c3e-\u0c56\u0c62\u0c63"
    "\u0c81-\u0c83\u0cbc-\u0cd6\u0ce2\u0ce3\u0d00-\u0d03\u0d3b-\u0d4d\u0d57\u0d62\u0d63"
    "\u0d81-\u0d83\u0dca-\u0ddf\u0df2\u0df3\u0f18\u0f19\u0f35\u0f37\u0f39\u0f71-\u0f84"
    "\u135d-\u135f\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200d\u2060\u20d0-\u20ff\ufe20-\ufe2f"
)
_APOSTROPHES = "'\u2019\u02bc\uff07"
# Letters that most words are made of, tried first: one look-up instead of forty comparisons.
_COMMON = "0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0400-\u0481\u048a-\u052f"
_LETTER = rf"(?:[{_COMMON}]++|[^\W_\u02bc{_UNSPACED}])"
_WORD = rf"{_LETTER}++(?:[{_INSIDE}]++{_LETTER}*+)*+"
# An English possessive belongs to the word but not to its term: Putin's is Putin.
_POSSESSIVE = rf"(?:[{_APOSTROPHES}][sS](?![^\W_]))?+"
_CHUNK = re.compile(rf"(?P<word>{_WORD}){_POSSESSIVE}|(?P<run>[{_UNSPACED}]++)")
_WHOLE_WORD = re.compile(_WORD)
_ASCII_WORD = re.compile("([0-9a-z]++)(?:'s(?![0-9a-z]))?+")  # what of `_CHUNK` matches in such

CERTAIN_BOUNDARY = re.compile(rf"[^\w{_INSIDE}{_APOSTROPHES}{_UNSPACED}]+")
"""What stands in no word and touches none: a text that is cut here has the words of its parts."""

_RUN = re.compile(rf"[{_UNSPACED}]+")

_ARABIC_ENDINGS = re.compile("([ةى])")


def tokens(text: str, language: str | None) -> list[Token]:
    """The words of `text` in order; `language` (ISO 639) decides how they are stemmed.

    A run of signs without spaces gives a token at every sign: that sign and the next one, and at
    the end of the run the last sign alone. So every sign begins a token, and a query of one sign
    is a search for the terms that begin with it.
    """
    found: list[Token] = []
    for chunk in _CHUNK.finditer(text):
        word, run = chunk.groups()
        start, end = chunk.span()
        if word is None:
            found.extend(_bigrams(run, start))
        else:
            found.extend([Token(terms, start, end) for terms in _terms(word, language)])
    return found


def ascii_terms(text: str, language: str | None) -> Iterator[tuple[str, str]]:
    """What `tokens` finds in a text of ASCII without capital letters, in half the time: of each
    word the terms under which it is indexed, its own and that of its stem ("" where it has none of
    its own)."""
    algorithm = _algorithm("latin", language)
    for word in _ASCII_WORD.findall(text):
        term = word[:LONGEST_TERM]
        if algorithm is None or not word.isalpha():
            yield term, ""
        else:
            root = fold(_stemmer(algorithm).stemWord(term))
            yield term, "" if root in (term, "") else stem_term(algorithm, root)


@lru_cache(maxsize=1 << 14)
def chunk_tokens(chunk: str, language: str | None) -> tuple[Token, ...]:
    """`tokens` of what stands between two spaces, remembered: most of a text comes again."""
    return tuple(tokens(chunk, language))


@lru_cache(maxsize=256)
def pieces_with(letters: frozenset[str], language: str | None) -> re.Pattern[str]:
    """What finds the pieces of a text of this language, between spaces, that may have a term (or
    the stem in one) which begins with any of these letters.

    What it passes over is one word each, of Latin or of Russian letters, with signs around it: to
    tell that it begins with another letter takes a twentieth of the time of its analysis, and most
    words of a text do.
    """
    if {_algorithm("latin", language), _algorithm("cyrillic", language)} & _CUT_THE_BEGINNING:
        return ANY_PIECE
    folded = [fold(letter) for letter in _PLAIN_LETTERS]
    others = [
        letter for letter, other in zip(_PLAIN_LETTERS, folded, strict=True) if other not in letters
    ]
    latin = "".join(letter for letter in others if letter.isascii())
    russian = "".join(letter for letter in others if not letter.isascii())
    words = [
        f"[{some}][{every}]*+" for some, every in ((latin, _LATIN), (russian, _RUSSIAN)) if some
    ]
    if not words:
        return ANY_PIECE
    plain = f'["“„«(]*+(?:{"|".join(words)})[.,;:!?…"”“»)]*+(?![^ ])'
    return re.compile(f"(?<![^ ])(?!{plain})[^ ]++")


def is_unspaced(text: str) -> bool:
    """Whether the text begins with a sign of a script without spaces between words."""
    return _RUN.match(text) is not None


def stemmer_of(word: str, language: str | None) -> str | None:
    """The code of the stemmer for a folded word in texts of this language; None without one."""
    return _algorithm(script_of(word), language)


@lru_cache(maxsize=1 << 16)
def is_own_stem(term: str) -> bool:
    """Whether the root in the term of a stem is a word that has this stem: such a word is indexed
    under itself alone. (Roots are folded: of على, whose stem is itself, it is not so.)"""
    algorithm, root = algorithm_of(term), root_of(term)
    return fold(_stemmer(algorithm).stemWord(root)) == root


@lru_cache(maxsize=1 << 16)
def _stem(word: str, language: str | None) -> str:
    """The term of a word's stem, or "" when there is nothing to stem."""
    folded = fold(word)
    script = script_of(folded)
    algorithm = _algorithm(script, language)
    if algorithm is None or not folded.isalpha():
        return ""
    # The stemmers of Latin scripts read accents (mangé, mangée); those of the others don't, but for
    # two endings of Arabic.
    plain = casefold(word) if script == "latin" else folded
    if script == "arabic":
        pieces = _ARABIC_ENDINGS.split(casefold(word))
        plain = "".join(
            piece if _ARABIC_ENDINGS.fullmatch(piece) else fold(piece) for piece in pieces
        )
    root = fold(_stemmer(algorithm).stemWord(plain[:LONGEST_TERM]))
    return stem_term(algorithm, root) if root else ""


@lru_cache(maxsize=1 << 17)
def _terms(word: str, language: str | None) -> tuple[tuple[str, ...], ...]:
    """The terms of each part of a word; there are several parts only when folding makes them."""
    folded = fold(word)
    if _WHOLE_WORD.fullmatch(folded) is None:
        return tuple(((part or run)[:LONGEST_TERM],) for part, run in _CHUNK.findall(folded))
    term = folded[:LONGEST_TERM]
    stem = _stem(word, language)
    return ((term, stem) if stem else (term,),)


def _bigrams(run: str, offset: int) -> Iterator[Token]:
    signs = list(_signs(run, offset))
    for (sign, start, end), (after, _, after_end) in pairwise(signs):
        yield Token((sign + after,), start, max(end, after_end))
    if signs:
        sign, start, end = signs[-1]
        yield Token((sign,), start, end)


def _signs(run: str, offset: int) -> Iterator[tuple[str, int, int]]:
    """Each sign of a run as it is once composed, with the span that it was written as."""
    if unicodedata.is_normalized("NFKC", run):
        for at, sign in enumerate(run, offset):
            yield sign, at, at + 1
        return
    start = 0
    for at in range(1, len(run) + 1):
        if at < len(run) and _joins(run[start:at], run[at]):
            continue
        for sign in unicodedata.normalize("NFKC", run[start:at]):
            yield sign, offset + start, offset + at
        start = at


def _joins(cluster: str, sign: str) -> bool:
    """Whether a sign becomes one with those before it: か and a voice mark, the parts of 한."""
    apart = unicodedata.normalize("NFKC", cluster) + unicodedata.normalize("NFKC", sign)
    return unicodedata.normalize("NFKC", cluster + sign) != apart


_STEMMERS = {
    "ar": ("arabic", "arabic"), "hy": ("armenian", "armenian"), "eu": ("basque", "latin"),
    "ca": ("catalan", "latin"), "da": ("danish", "latin"), "nl": ("dutch", "latin"),
    "en": ("english", "latin"), "eo": ("esperanto", "latin"), "et": ("estonian", "latin"),
    "fi": ("finnish", "latin"), "fr": ("french", "latin"), "de": ("german", "latin"),
    "el": ("greek", "greek"), "hi": ("hindi", "devanagari"), "hu": ("hungarian", "latin"),
    "id": ("indonesian", "latin"), "ga": ("irish", "latin"), "it": ("italian", "latin"),
    "lt": ("lithuanian", "latin"), "ne": ("nepali", "devanagari"), "nb": ("norwegian", "latin"),
    "nn": ("norwegian", "latin"), "no": ("norwegian", "latin"), "pt": ("portuguese", "latin"),
    "ro": ("romanian", "latin"), "ru": ("russian", "cyrillic"), "es": ("spanish", "latin"),
    "sv": ("swedish", "latin"), "ta": ("tamil", "tamil"), "tr": ("turkish", "latin"),
    "yi": ("yiddish", "hebrew"),
}  # fmt: skip
_UNSTEMMED = {
    "uk": "cyrillic", "be": "cyrillic", "bg": "cyrillic", "mk": "cyrillic", "sr": "cyrillic",
    "kk": "cyrillic", "ky": "cyrillic", "mn": "cyrillic", "tg": "cyrillic", "tt": "cyrillic",
    "fa": "arabic", "ur": "arabic", "ps": "arabic", "ckb": "arabic", "ug": "arabic",
    "he": "hebrew", "mr": "devanagari", "zh": None, "ja": None, "ko": None, "th": None,
    "lo": None, "km": None, "my": None,
}  # fmt: skip
# The language of a word when its text has none: most of what is written in that script. A wrong
# guess costs little, because a word is also found as it was written.
_USUAL = {
    "latin": "en", "cyrillic": "ru", "greek": "el", "arabic": "ar", "armenian": "hy",
    "devanagari": "hi", "tamil": "ta",
}  # fmt: skip


_CODES = {name: language for language, (name, _) in reversed(_STEMMERS.items())}
_NAMES = {code: name for name, code in _CODES.items()}


def _algorithm(script: str | None, language: str | None) -> str | None:
    """The code of the Snowball algorithm for a word of this script in a text of this language: the
    first of the languages that it is for.

    A word in another script than its text's (Apple in a Russian article) is stemmed as usual for
    that script; a language that Snowball doesn't know is left as it is.
    """
    if script is None:
        return None
    if language is None:
        return _USUAL.get(script)
    if language in _STEMMERS:
        name, native = _STEMMERS[language]
        return _CODES[name] if script == native else _USUAL.get(script)
    native_script = _UNSTEMMED.get(language, "latin")
    return None if script == native_script else _USUAL.get(script)


_CUT_THE_BEGINNING = frozenset({"nl", "eo", "id", "ga", "tr"})
"""Those of Snowball's algorithms that change more than the end of a Latin or Russian word."""

_LATIN, _RUSSIAN = "A-Za-z", "А-Яа-яЁё"
_PLAIN_LETTERS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя"
)
ANY_PIECE = re.compile("[^ ]++")


_own = threading.local()


def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    """This thread's stemmer: Snowball's keep the word that they work on in themselves."""
    stemmers: dict[str, Stemmer.Stemmer] = _own.__dict__.setdefault("stemmers", {})
    if algorithm not in stemmers:
        stemmers[algorithm] = Stemmer.Stemmer(_NAMES[algorithm], 0)
    return stemmers[algorithm]
