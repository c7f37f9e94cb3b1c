"""Character set of a terminal, and substitutes for characters that it lacks."""

from __future__ import annotations

import codecs
import locale
import os
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from io import TextIOWrapper
from typing import TextIO

from rich.cells import cell_len

UTF_8 = "utf-8"
ASCII = "ascii"
_MEANT = "newstui_ascii"

MARKS = {
    "▌": ">", "●": "N", "○": "n", "★": "*", "✓": "+", "✕": "x", "›": ">", "▾": "v", "…": "~",
    "·": ".", "▲": "^", "▼": "v", "╰": "[", "╯": "]", "─": "-", "═": "=", "━": "-", "◌": "o",
    "▁": "_", "▂": "-", "▃": "~", "▄": "=", "▅": "+", "▆": "&", "▇": "%", "█": "#",
    "▔": "'", "▀": '"', "░": ".", "▒": ":", "▓": "%", "←": "<", "→": ">", "↑": "^", "↓": "v",
    "⏎": "E", **dict.fromkeys("│┃▏▎▍▋▊▉▕▐╎║", "|"), **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╔╗╚╝┏┓┗┛", "+"),
}  # fmt: skip
"""ASCII for the characters that newstui and Textual draw with; N and n as newsboat has them."""

_LETTERS = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў",
        "abvgdeëžzijklmnoprstufhcčšŝ\"y'èûâìïêgŭ",
        strict=True,
    )
)
"""Cyrillic by ISO 9:1995, which has a letter for a letter: no line grows."""
_SIGNS = {
    **dict.fromkeys("“”„‟″«»", '"'), **dict.fromkeys("‘’‚‛′", "'"), **dict.fromkeys("‐‑‒–—―−", "-"),
    "№": "N", "€": "E", "•": "*", "‣": ">", "⁄": "/", "×": "x", "‹": "<",
}  # fmt: skip
_NO_UTF_8 = re.compile("[\udc80-\udcff]+")
"""Bytes of a file's name or of an argument, as `os.fsdecode` has them."""
_LATIN = re.compile(r"LATIN (?:SMALL|CAPITAL) (?:LETTER|LIGATURE) ([A-Z])")


def charset(environment: Mapping[str, str]) -> str:
    """Return the name of Python's codec for the locale's characters, as POSIX finds the locale.

    UTF-8 without any locale, as for all of Python (PEP 538); ASCII for a locale that says ASCII, or
    names an encoding that Python can't write on a terminal.
    """
    given = (environment.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    wanted = next((name for name in given if name), "")
    if not wanted:
        return UTF_8
    if wanted.upper().replace("-", "") == "UTF8":  # macOS's LC_CTYPE
        return UTF_8
    plain = wanted.partition(".")[0]
    encoding = locale.normalize(wanted).partition(".")[2].partition("@")[0]
    if plain in ("C", "POSIX") and "." not in wanted:
        return ASCII
    if "." in wanted:
        encoding = wanted.partition(".")[2].partition("@")[0]
    try:
        codec = codecs.lookup(encoding).name
        holds_ascii = bytes(range(32, 127)).decode(codec) == bytes(range(32, 127)).decode(ASCII)
    except (LookupError, UnicodeError):
        return ASCII
    if not holds_ascii or codec.startswith(("iso2022", "utf-7", "hz", "unicode", "raw")):
        return ASCII
    return codec


def write_in(stream: TextIO, encoding: str) -> None:
    """Set a stream's encoding, with `nearest` for characters that it lacks."""
    codec = codecs.lookup(encoding).name

    def replaced(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeEncodeError), "only writing comes here"
        lacking = error.object[error.start : error.end]
        return "".join(nearest(sign, codec) for sign in lacking), error.end

    errors = f"newstui.nearest-{codec}"
    codecs.register_error(errors, replaced)
    if codec == ASCII:
        codecs.register(_meant_ascii)
        encoding = _MEANT
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding=encoding, errors=errors)


def decode_argument(argument: str) -> str:
    """Return an argument of the command line as text in the characters of the locale.

    Python has read it as UTF-8, with surrogates for other bytes; see `newstui.keep_names_as_bytes`.
    Where the locale is not installed, its name alone says which characters its terminal sends.
    """
    codec = codecs.lookup(locale.getencoding()).name
    if codec not in (ASCII, UTF_8):
        return os.fsencode(argument).decode(codec, "replace")
    return decode_names(argument)


def decode_names(text: str) -> str:
    """Decode file names in a text that are not UTF-8 by the locale's codec."""
    codec = charset(os.environ)
    if codec in (ASCII, UTF_8):
        return text
    return _NO_UTF_8.sub(lambda bytes_: os.fsencode(bytes_[0]).decode(codec, "replace"), text)


def _meant_ascii(name: str) -> codecs.CodecInfo | None:
    """Return ASCII by another name, for click would write UTF-8 to a stream in `ascii`."""
    if name != _MEANT:
        return None
    same = codecs.lookup(ASCII)
    return codecs.CodecInfo(
        same.encode,
        same.decode,
        same.streamreader,
        same.streamwriter,
        same.incrementalencoder,
        same.incrementaldecoder,
        name=_MEANT,
    )


class Signs:
    """Encoder of text for a terminal; substitutes take as many columns as the original."""

    def __init__(self, codec: str = UTF_8, plain: bool = False) -> None:
        """Take the codec, and whether marks and borders are ASCII in any codec."""
        self.codec = codec
        self.plain = plain or codec == ASCII
        self._table = _CharacterTable(codec, plain)

    @property
    def is_unicode(self) -> bool:
        """Whether all text is written unchanged."""
        return self.codec == UTF_8 and not self.plain

    def shown(self, text: str) -> str:
        """Return a text as the terminal will show it."""
        return text if self.is_unicode or text.isascii() else text.translate(self._table)

    def encode(self, text: str) -> bytes:
        """Return the bytes to send; control sequences, being ASCII, stay as they are."""
        return self.shown(text).encode(self.codec, "replace")


class _CharacterTable(dict[int, str]):
    """Table for `str.translate` that finds the substitute of a character at its first use."""

    def __init__(self, codec: str, plain: bool) -> None:
        super().__init__()
        self._codec, self._plain = codec, plain

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        if self._plain and sign in MARKS:
            shown = MARKS[sign]
        elif _is_in(self._codec, sign):
            shown = sign
        else:
            shown = nearest(sign, self._codec)
        self[code] = shown
        return shown


@lru_cache(4096)
def nearest(sign: str, codec: str) -> str:
    """Return an equally wide substitute for a character that a codec lacks, else question marks."""
    width = cell_len(sign)
    if width == 0:
        return ""
    for candidate in _candidates(sign):
        if candidate.isprintable() and len(candidate) <= width and _is_in(codec, candidate):
            return candidate.ljust(width)
    return "?" * width


def _candidates(sign: str) -> list[str]:
    """Return possible substitutes of a character, the best first."""
    lower = sign.lower()
    letter = _LETTERS.get(lower, "")
    if sign != lower:
        letter = letter.upper()
    name = _LATIN.match(unicodedata.name(sign, ""))
    base = name[1] if name else ""
    found = [
        MARKS.get(sign, ""),
        _SIGNS.get(sign, ""),
        letter,
        _base(letter),
        unicodedata.normalize("NFKC", sign),
        _base(sign),
        base.lower() if sign == lower else base,
    ]
    if cell_len(sign) == 1:
        found.append(_unidecoded(sign))
    return [candidate for candidate in found if candidate]


def _base(letter: str) -> str:
    """Return a letter without its diacritics."""
    return unicodedata.normalize("NFKD", letter)[:1]


def _unidecoded(sign: str) -> str:
    from text_unidecode import unidecode

    return str(unidecode(sign))[:1]


def _is_in(codec: str, text: str) -> bool:
    try:
        text.encode(codec)
    except UnicodeError:
        return False
    return True
