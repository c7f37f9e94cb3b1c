"""Detection of the encoding of bytes, and their text.

Strict UTF-8 and byte order marks are certain and cost nothing, so they come first; UTF-16 and
UTF-32 without a byte order mark are detected by `wide_encoding`. Any other text is judged line by
line: lines in UTF-8, lines in another encoding, which chardet detects, and single bytes of another
encoding in a line of UTF-8. `bench/encodings.py` measures how often the outcome is exactly right.
chardet costs 70 ms to import, which only a file that is not UTF-8 pays, and 1 to 2 ms a text.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Final, NamedTuple

from index.ingest.unmarked_utf import fitness, wide_encoding

_EXAMINED: Final = 200_000
"""Most bytes from which an encoding is detected."""
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks; UTF-32 before UTF-16, for its mark begins with the mark of UTF-16."""
_CONTROLS: Final = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1b")) + b"\x7f"
_BINARY_SHARE: Final = 0.1
"""Share of controls among bytes or characters above which the data is binary."""
_WIDE_LINE: Final = 2_000
"""Most bytes of a text in UTF-16 without a line feed or a space, and so without a NUL."""
_FEWEST: Final = 8
"""Fewest bytes of such a line; the halves of fewer ideographs are as likely a word of another
encoding."""
_ASCII_WORD: Final = re.compile("[0-9A-Za-z]")
_LATIN: Final = b" " + bytes(range(0x41, 0x5B)) + bytes(range(0x61, 0x7B))
_LATIN_SHARE: Final = 0.6
"""Share of ASCII spaces and letters above which bytes are a text, not halves of ideographs."""
_ODD: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\ufffd\ufffe\uffff\ue000-\uf8ff]")

_NO_MATCH: Final = "utf-8"
"""Answer of chardet when no encoding fits: chardet never gets bytes that are UTF-8."""
_WEAK: Final = 0.1
"""Confidence below which a text with controls has no encoding; other texts need no confidence."""
_RARITY: Final = {
    "cp1254": 0.8,
    "iso8859-9": 0.8,
    **dict.fromkeys(("iso8859-3", "iso8859-4", "iso8859-10", "iso8859-14", "iso8859-16"), 0.7),
}
"""Factors of chardet's confidence for encodings that few texts have: a headline with one accent
fits many. Chosen on eleven languages, confirmed on twenty others."""
_SUPERSETS: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "shift_jis_2004": "cp932",
}
"""Encodings that are decoded as a superset, by the Encoding Standard (WHATWG). The other parts of
ISO 8859 have no superset: Windows code pages have letters at other places."""
_SHORT: Final = 2_000
"""Most bytes of a text for which the shape of words supports the statistics."""
_MIXED_WORD: Final = re.compile("[A-Za-z][\u0370-\u2000]|[\u0370-\u1dff][A-Za-z]")
_MIXTURE: Final = 0.3
"""Factor of the confidence in an encoding that puts other letters between Latin letters."""
_RARE: Final = ("cp866", "mac-cyrillic", "mac-roman", "cp850", "cp852")
"""Encodings of DOS and of the Macintosh that news were kept in."""
_EAST: Final = "\u2e80"
"""First character of the scripts that hardly ever stand between two Latin letters."""
_JUDGED: Final = 20_000
"""Most bytes whose words are examined."""
_BROKEN_SHARE: Final = 0.04
"""Share of broken words, among words beyond ASCII, from which an encoding is wrong."""
_RIVAL: Final = 0.5
"""Share of the best confidence from which an encoding with whole words replaces the likeliest one,
if the likeliest one breaks several words: a single word may be written so."""
_IN_WORDS: Final = frozenset("'’‘ʼ`´-‐‑–—―·.,:;/…&@_+=|()[]\xad\u200b\u200c\u200d")
"""Signs that stand between letters of a correctly decoded text."""
_ISO: Final = tuple(f"iso8859-{part}" for part in (*range(1, 12), *range(13, 17)))
_C1: Final = re.compile(b"[\x80-\x9f]")
"""Controls in ISO 8859, which no text has; letters and quotes in the Windows code pages."""

_STRAYS: Final = re.compile("[\udc80-\udcff]+")
"""Bytes that are no UTF-8, as the error handler `surrogateescape` keeps them."""
_TWO_BYTES: Final = re.compile("[\x80-\u07ff]")
_MORE: Final = re.compile("[\u0800-\ud7ff\ue000-\U0010ffff]")
_UNSEEN: Final = 500
"""Letters added to the letter count of a text, so that a short text doesn't prove too much."""
_ENOUGH: Final = 3
"""UTF-8 sequences, each of three or four bytes counted twice, that make a text UTF-8 unless more
lines are in another encoding."""
_SURE: Final = 4
"""UTF-8 sequences, counted likewise, that a line in another encoding never has by chance."""
_LETTER_RUN: Final = 3
"""Fewest bytes in a row that are a word in a script other than Latin, and no damaged character."""
_RELATIVES: Final = (
    ("cp1252", "iso8859-15", "cp1250", "iso8859-2", "cp1254", "cp1257", "cp1258"),
    ("cp1251", "koi8-r", "koi8-u", "iso8859-5"),
    ("cp1253", "iso8859-7"),
    ("cp1255", "iso8859-8"),
    ("cp1256", "iso8859-6"),
    ("cp874",),
)
"""Single-byte encodings of one script, the most frequent first."""


class NotTextError(ValueError):
    """Error for bytes that are no text in any encoding."""


class Decoded(NamedTuple):
    """The text of bytes, not cleaned, and its encoding."""

    text: str
    encoding: str
    """Name of the codec in Python, without a byte order mark ("utf-8", never "utf-8-sig")."""


@dataclass(frozen=True, slots=True)
class DecodedText:
    """The text of bytes, not cleaned, with every line that is in another encoding than the rest."""

    text: str
    encoding: str
    """Encoding of most of the text, the name of Python's codec."""
    other: str | None = None
    """Encoding of `lines`; None without such lines."""
    lines: tuple[int, ...] = ()
    """Numbers, from 1, of the file's lines that are in `other` or have characters in it."""

    @property
    def label(self) -> str:
        """Encodings in words: "utf-8; line 3 in cp1252"."""
        return f"{self.encoding}; {self.exception}" if self.lines else self.encoding

    @property
    def exception(self) -> str:
        """Lines in another encoding in words: "lines 3, 7-9 in cp1252"; empty for none."""
        if not self.lines:
            return ""
        spans = list(_spans(self.lines))
        shown = ", ".join(spans[:_SHOWN]) + (", …" if len(spans) > _SHOWN else "")
        return f"{'line' if len(self.lines) == 1 else 'lines'} {shown} in {self.other}"


_SHOWN: Final = 5
"""Most spans of lines that a label lists."""


def decode(data: bytes, *, cut: bool = False) -> Decoded:
    """Return the text of bytes and its encoding; `cut` says that they may end inside a character.

    Bytes that the encoding has no sign for become U+FFFD. Raises `NotTextError` for bytes with
    NULs that are neither UTF-16 nor UTF-32, for largely control bytes, and for a text that is
    largely controls in every encoding.
    """
    reading = read(data, cut=cut)
    return Decoded(reading.text, reading.encoding)


def read(data: bytes, *, cut: bool = False) -> DecodedText:
    """Decode like `decode`, and return the lines in another encoding too."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            data = data[len(mark) :]
            return _utf8(data, cut) if encoding == "utf-8" else _text_of(data, encoding)
    if trouble := _trouble(data):
        if wide := wide_encoding(data):
            return _text_of(data, wide)
        raise NotTextError(trouble)
    if b"\x1b$" in data and (text := _strict(data, "iso2022_jp_2")) is not None:
        return DecodedText(text, "iso2022_jp_2")
    return _utf8(data, cut)


def _trouble(data: bytes) -> str | None:
    """Return the reason why bytes are no text in a superset of ASCII; None for a text."""
    if b"\x00" in data:
        return "NUL bytes"
    rest = len(data.translate(None, _CONTROLS))
    if rest < (1 - _BINARY_SHARE) * len(data):
        return "largely control bytes"
    return None


def _utf8(data: bytes, cut: bool) -> DecodedText:
    """Decode bytes as UTF-8, or by detection where they are invalid UTF-8."""
    try:
        text, _ = codecs.utf_8_decode(data, "strict", not cut)
    except UnicodeDecodeError:
        return _legacy(data)
    return DecodedText(text, "utf-8")


def _legacy(data: bytes) -> DecodedText:
    """Decode bytes that are not wholly UTF-8; raises `NotTextError` for no text."""
    if _is_wide_line(data) and (wide := wide_encoding(data)) and not _is_foreign_word(data):
        return _text_of(data, wide)
    end = "\n" if b"\n" in data else "\r"
    lines = data.decode("utf-8", "surrogateescape").split(end)
    utf8, others = _sorted_out(lines)
    if len(utf8) >= len(others) and sum(_weight(lines[at]) for at in utf8[:_ENOUGH]) >= _ENOUGH:
        return _mostly_utf8(lines, others, end)
    foreign = set(utf8)
    rest = end.join(line for at, line in enumerate(lines) if at not in foreign)[:_EXAMINED]
    if rest.isascii():
        rest = end.join(lines[at] for at in others)[:_EXAMINED]
    encoding = _detect(_bytes(rest))
    if encoding is None:
        if len(data.translate(None, _CONTROLS)) < len(data):
            raise NotTextError("no text in any encoding")
        encoding = "cp1252"
    return _mostly(lines, utf8, encoding, end)


def _is_wide_line(data: bytes) -> bool:
    """Tell whether the bytes may be a line of ideographs or syllables in UTF-16, without a NUL."""
    letters = len(data) - len(data.translate(None, _LATIN))
    return _FEWEST <= len(data) <= _WIDE_LINE and letters <= _LATIN_SHARE * len(data)


def _is_foreign_word(data: bytes) -> bool:
    """Tell whether the bytes are a word in an encoding of letters beyond ASCII alone."""
    encoding = _detect(data)
    text = _strict(data, encoding or "ascii") or ""
    return not _ASCII_WORD.search(text) and fitness(text) == 1.0


def _sorted_out(lines: Sequence[str]) -> tuple[list[int], list[int]]:
    """Return the indices of lines with at least as much UTF-8 as other bytes, and of the others.

    The lines are decoded as UTF-8 with `surrogateescape`; lines of ASCII are in neither list.
    """
    utf8: list[int] = []
    others: list[int] = []
    for at, line in enumerate(lines):
        if not line.isascii():
            strays = sum(map(len, _STRAYS.findall(line)))
            (utf8 if _weight(line) >= strays else others).append(at)
    return utf8, others


def _weight(line: str) -> int:
    """Return the number of UTF-8 sequences in a line; each of three or four bytes counts twice."""
    return 0 if line.isascii() else len(_TWO_BYTES.findall(line)) + 2 * len(_MORE.findall(line))


def _mostly_utf8(lines: list[str], others: Sequence[int], end: str) -> DecodedText:
    """Decode a text in UTF-8 with some lines, and bytes within lines, in another encoding."""
    stray = [at for at, line in enumerate(lines) if _STRAYS.search(line)]
    foreign = set(others)
    own = "".join(line for at, line in enumerate(lines) if at not in foreign)[:_EXAMINED]
    own = unicodedata.normalize("NFC", own.lower())
    known = Counter(filter(str.isalpha, own))
    foreign_bytes = [_bytes(lines[at]) for at in others]
    encoding = _nearest(foreign_bytes or [_without_utf8(lines[at]) for at in stray], known)
    found: list[int] = []
    for at in stray:
        if at in foreign:
            lines[at] = _bytes(lines[at]).decode(encoding, "replace")
            found.append(at + 1)
        else:
            last = at == len(lines) - 1
            line = _with_strays(lines[at], encoding, known, last=last)
            if line.count("\ufffd") < len(_STRAYS.findall(lines[at])):
                found.append(at + 1)
            lines[at] = line
    other = encoding if found else None
    return _checked(DecodedText(end.join(lines), "utf-8", other, tuple(found)))


def _with_strays(line: str, encoding: str, known: Counter[str], *, last: bool) -> str:
    """Decode the stray bytes of a line in UTF-8; U+FFFD for damaged characters."""
    is_latin = sum(n for sign, n in known.items() if sign < "\u0250") * 2 >= known.total()

    def repaired(run: re.Match[str]) -> str:
        data = _bytes(run[0])
        text = data.decode(encoding, "replace")
        at_end = last and run.end() == len(line)
        if _is_start(data) and (len(data) > 1 or at_end):
            return "\ufffd"
        if not is_latin and len(data) < _LETTER_RUN and any(map(str.isalpha, text)):
            return "\ufffd" * len(data)
        return text

    return _STRAYS.sub(repaired, line)


def _without_utf8(line: str) -> bytes:
    """Return the bytes of a line that are ASCII or no UTF-8."""
    return _bytes(_MORE.sub("", _TWO_BYTES.sub("", line)))


def _is_start(data: bytes) -> bool:
    """Tell whether the bytes are the beginning of a UTF-8 sequence, torn off."""
    try:
        text, used = codecs.utf_8_decode(data, "strict", False)
    except UnicodeDecodeError:
        return False
    return not text and used == 0


def _mostly(lines: list[str], utf8: Sequence[int], encoding: str, end: str) -> DecodedText:
    """Decode a text in an encoding other than UTF-8 with some lines in UTF-8."""
    found = tuple(at + 1 for at in utf8 if _is_utf8(lines[at], encoding))
    if not found:
        return _text_of(_bytes(end.join(lines)), encoding)

    def own(run: re.Match[str]) -> str:
        return _bytes(run[0]).decode(encoding, "replace")

    text = end.join(
        _STRAYS.sub(own, line) if number in found else _bytes(line).decode(encoding, "replace")
        for number, line in enumerate(lines, start=1)
    )
    return _checked(DecodedText(text, encoding, "utf-8", found))


def _is_utf8(line: str, encoding: str) -> bool:
    """Tell whether a line of a text in another encoding can't be UTF-8 by chance.

    Encodings of single bytes hardly have a sequence of three bytes; a few of two count where the
    encoding has all their characters too.
    """
    if _weight(line) >= _SURE:
        return True
    if not encoding.startswith(("cp125", "iso", "koi8")):
        return False
    return bool(_MORE.search(line) or _encoded(_STRAYS.sub("", line), encoding))


def _nearest(foreign: Sequence[bytes], known: Counter[str]) -> str:
    """Return the encoding in which bytes are most like the letters of the rest of their text."""
    data = b"\n".join(foreign)[:_EXAMINED]
    guess = _detect(data) or "cp1252"
    sets = [names for names in _RELATIVES if guess in names] + [
        names for names in _RELATIVES if _letters_of(names[0]) & known.keys()
    ]
    names = dict.fromkeys([*(name for one in sets for name in one), "cp1252", guess])
    total = known.total() + _UNSEEN

    def likeness(encoding: str) -> float:
        text = unicodedata.normalize("NFC", data.decode(encoding, "replace").lower())
        signs = [sign for sign in text if not sign.isascii()]
        return sum(_likelihood(sign, known, total) for sign in signs) / max(1, len(signs))

    return max(names, key=likeness)


def _letters_of(encoding: str) -> set[str]:
    """Return the lower-case letters beyond ASCII of a single-byte encoding."""
    text = bytes(range(0x80, 0x100)).decode(encoding, "ignore")
    return {sign.lower() for sign in text if sign.isalpha()}


def _likelihood(sign: str, known: Counter[str], total: int) -> float:
    """Return the logarithm of a character's likelihood in a text with these letter counts."""
    if count := known[sign]:
        return log((count + 0.5) / total)
    if sign in _TYPOGRAPHY:
        return log(0.01)
    return log(0.5 / total) - (0 if sign.isalpha() else 3)


_TYPOGRAPHY: Final = frozenset("‘’“”„«»–—…\xa0€£§°№·•")


def _text_of(data: bytes, encoding: str) -> DecodedText:
    """Decode the bytes; raises `NotTextError` for an outcome that is largely controls."""
    return _checked(DecodedText(data.decode(encoding, "replace"), encoding))


def _checked(reading: DecodedText) -> DecodedText:
    start = reading.text[:_EXAMINED]
    if len(_ODD.findall(start)) > _BINARY_SHARE * len(start):
        raise NotTextError(f"no text as {reading.encoding}")
    return reading


def _detect(data: bytes) -> str | None:
    """Return the codec's name of the encoding by statistics; None when nothing fits.

    Few news were ever kept in code pages of DOS and of the Macintosh, and a short text in cp1251 or
    cp1252 is easily taken for one: such code pages are tried only where words come out broken.
    """
    known = _confidences(data)
    if len(data) <= _SHORT:
        known |= _of_capitals(data, known)
    name = max(known, key=known.__getitem__, default=None)
    if name is not None and not _is_whole(data, name):
        known = _of_dos(data) | known
        name = _with_whole_words(data, known, name)
    if name is None or (known[name] < _WEAK and len(data.translate(None, _CONTROLS)) < len(data)):
        return None
    superset = _SUPERSETS.get(name)
    if superset is not None and _strict(data, superset) is not None:
        name = superset
    return codecs.lookup(name).name


def _with_whole_words(data: bytes, known: Mapping[str, float], name: str) -> str:
    """Return the likeliest encoding with whole words if nearly as likely as `name`, else `name`."""
    share = _RIVAL if _broken(data, name)[0] > 1 else 1.0
    likely = (each for each in known if known[each] >= known[name] * share)
    whole = [each for each in likely if _is_whole(data, each)]
    return max(whole, key=known.__getitem__, default=name)


def _of_dos(data: bytes) -> dict[str, float]:
    """Return the confidences in encodings of DOS and of the Macintosh, by encoding."""
    found = _confidences(data, dos=True)
    return {each: found[each] for each in _RARE if each in found}


def _is_whole(data: bytes, encoding: str) -> bool:
    """Tell whether hardly any of the words with letters beyond ASCII is broken."""
    broken, total = _broken(data, encoding)
    return broken < max(1.0, _BROKEN_SHARE * total)


def _broken(data: bytes, encoding: str) -> tuple[int, int]:
    """Return the number of broken words with letters beyond ASCII, and of all such words."""
    text = _strict(data[:_JUDGED], encoding) or data[:_JUDGED].decode(encoding, "replace")
    found = [word for word in text.split() if not word.isascii()]
    return sum(map(_is_broken, found)), len(found)


def _is_broken(word: str) -> bool:
    """Tell whether another script's letter, a sign or a capital stands inside a word."""
    return _MIXED_WORD.search(word) is not None or any(
        before.isalpha()
        and not (before + sign).isascii()
        and (
            (sign.isupper() and before.islower())
            or (sign > _EAST and (before + after).isascii() and (before + after).islower())
            or (after.isalpha() and not sign.isalnum() and sign not in _IN_WORDS)
        )
        for before, sign, after in zip(word, word[1:], word[2:] + " ", strict=False)
        if unicodedata.category(sign)[0] != "M"
    )


def _confidences(data: bytes, *, dos: bool = False) -> dict[str, float]:
    """Return chardet's confidences by encoding; `dos` for encodings of DOS and the Macintosh."""
    import chardet

    era = chardet.EncodingEra

    found = chardet.detect_all(
        data,
        ignore_threshold=True,
        encoding_era=era.DOS | era.LEGACY_MAC if dos else era.MODERN_WEB | era.LEGACY_ISO,
        max_bytes=_EXAMINED,
        compat_names=False,
        exclude_encodings=_ISO if _C1.search(data) else None,
        no_match_encoding=_NO_MATCH,
    )
    return {
        each["encoding"]: each["confidence"] * _likely(data, each["encoding"])
        for each in found
        if each["encoding"] not in (None, _NO_MATCH)
    }


def _of_capitals(data: bytes, known: Mapping[str, float]) -> dict[str, float]:
    """Return the confidences in encodings that have the bytes as capitals, from small letters.

    chardet knows small letters: it takes capitals in cp1251 for small letters in KOI8-R. Only a
    confidence above the encoding's in `known` is returned.
    """
    found: dict[str, float] = {}
    for encoding in (name for names in _RELATIVES for name in names):
        text = _strict(data, encoding)
        if text and text.isupper() and (small := _encoded(text.lower(), encoding)):
            confidence = _confidences(small).get(encoding, 0.0)
            if confidence > known.get(encoding, 0.0):
                found[encoding] = confidence
    return found


def _encoded(text: str, encoding: str) -> bytes:
    """Return the text in an encoding, empty where the encoding lacks a character."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return b""


def _likely(data: bytes, encoding: str) -> float:
    """Return the factor, 0 to 1, of chardet's confidence in an encoding."""
    rarity = _RARITY.get(encoding, 1.0)
    if len(data) > _SHORT or not (text := _strict(data, encoding)):
        return rarity
    return rarity * (_MIXTURE if len(_MIXED_WORD.findall(text)) > text.count(" ") / 8 else 1.0)


def _strict(data: bytes, encoding: str) -> str | None:
    """Return the bytes decoded, None for bytes that are invalid in this encoding."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _bytes(text: str) -> bytes:
    """Return the bytes of a text that was decoded as UTF-8 with `surrogateescape`."""
    return text.encode("utf-8", "surrogateescape")


def _spans(numbers: Iterable[int]) -> Iterator[str]:
    """Yield ascending numbers as "3" and "7-9"."""
    first = last = 0
    for number in (*numbers, -1):
        if first and number != last + 1:
            yield str(first) if first == last else f"{first}-{last}"
            first = 0
        first, last = first or number, number
