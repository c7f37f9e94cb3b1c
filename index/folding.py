"""What are a text's letters when differences that nobody types don't count?"""

from __future__ import annotations

import re
import unicodedata

_LETTERS_OF_THEIR_OWN = {
    "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
    "ħ": "h", "ŧ": "t", "ŋ": "n", "ё": "е", "ѐ": "е", "ѝ": "и",
    "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ـ": "",
}  # fmt: skip
_STRIPPED_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_SCRIPTS = (
    ("latin", 0x0000, 0x024F), ("greek", 0x0370, 0x03FF), ("cyrillic", 0x0400, 0x052F),
    ("armenian", 0x0530, 0x058F), ("hebrew", 0x0590, 0x05FF), ("arabic", 0x0600, 0x06FF),
    ("devanagari", 0x0900, 0x097F), ("tamil", 0x0B80, 0x0BFF), ("latin", 0x1E00, 0x1EFF),
)  # fmt: skip


def fold(text: str) -> str:
    """The text without differences of case, width, accents, ё and invisible joiners."""
    if text.isascii():
        return text.lower()
    folded = casefold(text).translate(_FOLDED)
    return folded if folded.isascii() else unicodedata.normalize("NFC", folded)


def casefold(text: str) -> str:
    """The text without differences of case and width."""
    once = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", once)


def script_of(word: str) -> str | None:
    """The script of a word, by its first letter; None for one of which nothing is known here."""
    code = ord(word[0]) if word else 0
    return next((name for name, first, last in _SCRIPTS if first <= code <= last), None)


class _Folding(dict[int, str]):
    """What each character folds to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_sign(chr(code))
        return folded


_FOLDED = _Folding()


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
    if len(parts) > 1 and script_of(base) in ("latin", "greek", "arabic", "hebrew"):
        return _LETTERS_OF_THEIR_OWN.get(base, base)
    return sign
