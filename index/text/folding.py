"""Folding of letters: case, accents, widths and other differences that readers do not type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

_LETTERS_OF_THEIR_OWN = {
    "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
    "ħ": "h", "ŧ": "t", "ŋ": "n", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "·": "",
    "ё": "е", "ѐ": "е", "ѝ": "и",
    # Arabic, Persian, Urdu: one letter on the keyboards of several languages.
    "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ڪ": "ك", "ـ": "", "ٱ": "ا",
    "ہ": "ه", "ۂ": "ه", "ۃ": "ه", "ۀ": "ه",
    # Yiddish digraphs; Armenian marks of emphasis and question, which stand inside a word.
    "װ": "וו", "ױ": "וי", "ײ": "יי", "՚": "", "՛": "", "՜": "", "՞": "", "՟": "",
    # India: nukta, chandrabindu and tippi, which half of all papers leave out or write otherwise
    # (Larkey, Connell & Abduljaleel 2003, doi:10.1145/979872.979875); consonants that may be
    # written with a virama.
    "\u093c": "", "\u0a3c": "", "\u0abc": "", "\u0cbc": "",
    "\u0901": "\u0902", "\u0a81": "\u0a82", "\u0a01": "\u0a02", "\u0a70": "\u0a02",
    "ৎ": "\u09a4\u09cd", "ൺ": "\u0d23\u0d4d", "ൻ": "\u0d28\u0d4d", "ർ": "\u0d30\u0d4d",
    "ൽ": "\u0d32\u0d4d", "ൾ": "\u0d33\u0d4d", "ൿ": "\u0d15\u0d4d", "ஶ": "ஸ",
    # Small kana in ヶ月 and names of places; characters in names of people that many papers write
    # otherwise, and that no table of traditional and simplified forms has.
    "ヵ": "カ", "ヶ": "ケ", "髙": "高", "﨑": "崎", "𠮷": "吉", "邉": "边", "嶌": "岛", "嶋": "岛",
    "桒": "桑",
}  # fmt: skip
_SAME_SOUND = (
    (0x1210, 0x1200, 8), (0x1280, 0x1200, 8), (0x1220, 0x1230, 8), (0x12D0, 0x12A0, 7),
    (0x1340, 0x1338, 7),
)  # fmt: skip
"""Amharic letters that sound alike and are written for one another: the first of a series, the
first of the series to which it folds, and the number of letters."""
_LETTERS_OF_THEIR_OWN |= {
    chr(series + at): chr(other + at) for series, other, size in _SAME_SOUND for at in range(size)
}
_STRIPPED_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
    "\U000e0100-\U000e01ef]"
)
_SETTLED = re.compile(
    "[0-9a-z\u03b1-\u03c1\u03c3-\u03c9\u0430-\u044f\u0452-\u045c\u045e\u045f"
    "\u0621\u0627\u0628\u062a-\u063a\u0641-\u0648\u064a]+"
)
"""The letters and figures of Latin, Greek, Cyrillic, Arabic that fold to themselves, whatever
stands beside them: most words."""
_ALONE = re.compile(
    "[0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0388-\u03ce\u0400-\u0481\u048a-\u052f"
    "\u0621-\u063a\u0641-\u064a]+"
)
"""The letters and figures of the same scripts that fold alone: none composes with another."""
_INDIC = re.compile("[\u0900-\u0d7f]")
_INDIC_BLOCKS = (0x0900, 0x0980, 0x0A00, 0x0A80, 0x0B00, 0x0C00, 0x0C80, 0x0D00)
_NASALS = ((0x15, 0x19), (0x1A, 0x1E), (0x1F, 0x23), (0x24, 0x28), (0x2A, 0x2E))
"""The nasals of a block: for each place of articulation, the first of four stops and the nasal."""
_HAN = "\u2e80"
_SCRIPTS = (
    ("latin", 0x0000, 0x024F), ("greek", 0x0370, 0x03FF), ("cyrillic", 0x0400, 0x052F),
    ("armenian", 0x0530, 0x058F), ("hebrew", 0x0590, 0x05FF), ("arabic", 0x0600, 0x06FF),
    ("devanagari", 0x0900, 0x097F), ("bengali", 0x0980, 0x09FF), ("gurmukhi", 0x0A00, 0x0A7F),
    ("gujarati", 0x0A80, 0x0AFF), ("oriya", 0x0B00, 0x0B7F), ("tamil", 0x0B80, 0x0BFF),
    ("telugu", 0x0C00, 0x0C7F), ("kannada", 0x0C80, 0x0CFF), ("malayalam", 0x0D00, 0x0D7F),
    ("sinhala", 0x0D80, 0x0DFF), ("georgian", 0x10A0, 0x10FF), ("ethiopic", 0x1200, 0x137F),
    ("latin", 0x1E00, 0x1EFF),
)  # fmt: skip


def fold(text: str) -> str:
    """Return the text without differences of case, width, accents, ё, invisible signs and forms of
    Chinese characters, and with one of two spellings where a script has two."""
    if text.isascii():
        return text.lower()
    if _SETTLED.fullmatch(text):
        return text
    return text.translate(_LETTERS) if _ALONE.fullmatch(text) else _folded(text)


def _folded(text: str) -> str:
    """Return the folded text, for a text with signs that may compose."""
    folded = casefold(text).translate(_FOLDED)
    if folded.isascii():
        return folded
    if _INDIC.search(folded):
        folded = _nasals().sub(_anusvara, folded)
    return unicodedata.normalize("NFC", folded)


def fold_signs(run: str) -> str:
    """Return the folded signs of a script without spaces between words, without composing them."""
    return run.translate(_FOLDED)


def casefold(text: str) -> str:
    """Return the text without differences of case and width."""
    once = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", once)


def script_of(word: str) -> str | None:
    """Return the script of a word, by its first letter; None for a script that is not listed."""
    return _script_of(word[:1])


@lru_cache(maxsize=1 << 12)
def _script_of(letter: str) -> str | None:
    code = ord(letter) if letter else 0
    return next((name for name, first, last in _SCRIPTS if first <= code <= last), None)


class _Folding(dict[int, str]):
    """A cache from each character to its folded form, which a function computes on demand."""

    def __init__(self, folding: Callable[[str], str]) -> None:
        super().__init__()
        self._folding = folding

    def __missing__(self, code: int) -> str:
        folded = self[code] = self._folding(chr(code))
        return folded


def _fold_sign(sign: str) -> str:
    if sign in _LETTERS_OF_THEIR_OWN:
        return _LETTERS_OF_THEIR_OWN[sign]
    category = unicodedata.category(sign)
    if category == "Cf" or _STRIPPED_MARKS.match(sign):
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    parts = unicodedata.normalize("NFD", sign)
    base = parts[0]
    # й, ї or が are letters of their own; é, ώ or أ are letters with something added.
    if len(parts) > 1 and script_of(base) in _ACCENTED:
        return _LETTERS_OF_THEIR_OWN.get(base, base)
    return _simplified(sign) if sign >= _HAN else sign


_FOLDED = _Folding(_fold_sign)
_LETTERS = _Folding(_folded)

_ACCENTED = frozenset({"latin", "greek", "arabic", "hebrew", "devanagari"})
"""The scripts in which a letter with a mark is the plain letter: a nukta is a mark, too."""


def _simplified(sign: str) -> str:
    # The table is large, and not needed until a text has such a sign.
    from index.text.han import FOLDED

    return chr(FOLDED.get(ord(sign), ord(sign)))


@cache
def _nasals() -> re.Pattern[str]:
    """Match a nasal without a vowel before a stop of its own place, as in हिन्दी, and म् at the end
    of a word: for both an anusvara is written as well."""
    found = ["\u092e\u094d(?![\u0900-\u097f])"]
    for block in _INDIC_BLOCKS:
        for stop, nasal in _NASALS:
            first, last = chr(block + stop), chr(block + stop + 3)
            found.append(f"{chr(block + nasal)}{chr(block + 0x4D)}(?=[{first}-{last}])")
    return re.compile("|".join(found))


def _anusvara(nasal: re.Match[str]) -> str:
    return chr((ord(nasal[0][0]) & ~0x7F) + 2)
