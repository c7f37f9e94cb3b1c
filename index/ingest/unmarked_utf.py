"""UTF-16 and UTF-32 without a byte order mark, detected by the text in each byte order.

In the right order a text is letters of one script or two, Latin letters, spaces and punctuation; in
the wrong order the code points are scattered over dozens of scripts, private use and unassigned
places, and a line feed is U+0A00, which is unassigned. Ideographs and syllables fill their blocks
so densely that either order gives some, so only characters in daily use count: ideographs of the
first levels of GB 2312, Big5 and JIS X 0208, and the syllables of KS X 1001.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Final

_EXAMINED: Final = 1 << 16
"""Most bytes that are judged."""
_ENCODINGS: Final = {"utf-32-le": 4, "utf-32-be": 4, "utf-16-le": 2, "utf-16-be": 2}
"""Bytes of a code unit by encoding; UTF-32, for which hardly any other bytes are valid, first."""
_FIT: Final = 0.85
"""Fitness from which bytes are a text."""
_LEAD: Final = 0.1
"""Least lead of the best encoding's fitness over any other."""
_BAD: Final = 0.01
"""Largest share of code points that no text has; one is always allowed in a longer text."""
_WORD: Final = 30
"""Characters of the longest word. Numbers in a program's file are signs of some script too, but
have no pauses."""
_WITHOUT_PAUSE: Final = 120
"""Most characters of a text without a space: a sentence in Thai, a headline in ideographs."""
_UNEVEN: Final = 1.5
"""Least ratio of equal pairs of letters in such a sentence to equal pairs in random numbers."""
_LEAST_PAUSES: Final = 0.01

_EAST_ASIAN: Final = frozenset(
    ("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "BOPOMOFO", "FULLWIDTH", "HALFWIDTH")
)
_COMMON_MARKS: Final = frozenset(("COMBINING", "VARIATION", "MODIFIER", "FEMININE", "MASCULINE"))
_FORMATS: Final = re.compile("[\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_LEVELS: Final = (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6), ("shift_jis", 0x88, 0x97))
"""Ideographs in daily use by codec: the range of their first byte."""
_FIRST_SYLLABLE: Final = 0xB0
"""First byte of Hangul in EUC-KR; Python's codec spells the rarer syllables out, from 0xA4."""


def wide_encoding(data: bytes) -> str | None:
    """Return UTF-16 or UTF-32 in the byte order that makes bytes a text; None for neither."""
    found: dict[str, float] = {}
    for encoding, size in _ENCODINGS.items():
        text = _decoded(data[: min(len(data), _EXAMINED) // size * size], encoding)
        if text is not None:
            found[encoding] = fitness(text) if _pauses(text) else 0.0
    best = max(found, key=found.__getitem__, default=None)
    if best is None or found[best] < _FIT:
        return None
    rival = max((found[each] for each in found if each != best), default=0.0)
    return best if found[best] - rival >= _LEAD else None


def _decoded(data: bytes, encoding: str) -> str | None:
    """Decode with U+FFFD for invalid bytes; None for an empty text or many invalid bytes."""
    text = data.decode(encoding, "replace")
    return text if text and text.count("\ufffd") <= max(1.0, _BAD * len(text)) else None


def fitness(text: str) -> float:
    """Return the share of characters, 0 to 1, that belong in one text; 0 for invalid ones."""
    counts, total = Counter(text), len(text)
    kinds: Counter[str] = Counter()
    for sign, count in counts.items():
        kinds[_kind(sign)] += count
    bad = kinds.pop("", 0)
    if "\0" in counts or bad > (_BAD * total if total < 100 else max(1.0, _BAD * total)):
        return 0.0
    odd = kinds.pop("?", 0)
    plain = kinds.pop(" ", 0) + kinds.pop("LATIN", 0)
    own = sum(count for _, count in kinds.most_common(2))
    return (plain + own) / total if odd < total else 0.0


@lru_cache(1 << 14)
def _kind(sign: str) -> str:
    """Return the script of a character, or a sign for characters of no single script.

    " " stands for characters of all scripts, "?" for rare ones, "" for invalid ones. The script is
    the first word of the character's name, which the standard library has.
    """
    if sign in " \n\r\t\f" or _FORMATS.match(sign):
        return " "
    category = unicodedata.category(sign)
    if category[0] == "C":
        return "?" if "\x80" <= sign < "\xa0" else ""
    if category[0] in "PZ" or category in ("Nd", "Sc"):
        return "?" if "\u2000" <= sign <= "\u2008" or "\u2e00" <= sign < "\u3000" else " "
    if category[0] == "S" or category == "No":
        return " " if sign < "\u0250" or "\u2190" <= sign < "\u27c0" or sign > "\U0001efff" else "?"
    script = unicodedata.name(sign, "?").split(" ", 1)[0]
    if script in _COMMON_MARKS:
        return " "
    if script in _EAST_ASIAN:
        return "CJK" if script != "CJK" or sign > "\U0001ffff" or _is_common(sign) else "?"
    if script == "HANGUL":
        return script if _lead(sign, "euc_kr") >= _FIRST_SYLLABLE else "?"
    return script


def _is_common(ideograph: str) -> bool:
    return any(low <= _lead(ideograph, codec) <= high for codec, low, high in _LEVELS)


def _lead(sign: str, codec: str) -> int:
    """Return the first byte of a character in a codec, 0 for a character that the codec lacks."""
    try:
        return sign.encode(codec)[0]
    except UnicodeEncodeError:
        return 0


def _pauses(text: str) -> bool:
    """Tell whether a text has as many spaces and punctuation marks as any text of its length."""
    start = text[:4_000]
    pauses = sum(unicodedata.category(sign)[0] in "PZ" or sign == "\n" for sign in start)
    if len(text) <= _WORD or pauses >= _LEAST_PAUSES * len(start):
        return True
    return len(text) <= _WITHOUT_PAUSE and _is_uneven(text)


def _is_uneven(text: str) -> bool:
    """Tell whether some letters of a text are far more frequent than others, as in any language.

    The index of coincidence of the text is compared with that of random numbers between its lowest
    and highest code point.
    """
    pairs = sum(count * (count - 1) for count in Counter(text).values())
    spread = ord(max(text)) - ord(min(text)) + 1
    return pairs * spread >= _UNEVEN * len(text) * (len(text) - 1)
