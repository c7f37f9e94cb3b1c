"""Cleaning of outside text: no control, escape or bidirectional character stays in the text."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_NEWLINES: Final = re.compile("[\r\v\f\u2028\u2029]")

_BROKEN: Final = re.compile("\u00ad[ \t]*\n")
"""A soft hyphen at the end of a line, the only place where a soft hyphen is visible (UAX #14)."""

_SPACES: Final = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_DELETED: Final = (
    "\u00ad\u200b\u2060\ufeff"  # soft hyphen, zero-width space, word joiner, byte order mark
    "\u202a-\u202e\u2066-\u206f"  # bidi embeddings, overrides, isolates; deprecated format signs
    "\ufff9-\ufffb"  # interlinear annotation
    "\U000e0000-\U000e007f"  # tags: invisible text
)
_REPLACED: Final = "\u0080-\u009f\ud800-\udfff\ufffe\uffff"
_PICTURED: Final = "\x00-\x08\x0b-\x1f\x7f"

FORBIDDEN: Final = re.compile(f"[{_SPACES}{_DELETED}{_REPLACED}{_PICTURED}]")
"""The characters that no clean text has."""


def _members(ranges: str) -> list[int]:
    """Return every code point of a character class."""
    found: list[int] = []
    for low, high in re.findall("(.)(?:-(.))?", ranges, re.DOTALL):
        found.extend(range(ord(low), ord(high or low) + 1))
    return found


_HARMLESS: Final[dict[int, int | None]] = (
    dict.fromkeys(_members(_SPACES), ord(" "))
    | dict.fromkeys(_members(_DELETED))
    | dict.fromkeys(_members(_REPLACED), 0xFFFD)
    | {code: 0x2400 + code for code in _members(_PICTURED) if code < 0x20}
    | {0x7F: 0x2421}
)


def clean_text(text: str) -> str:
    """Return the text in NFC with plain newlines and spaces, and nothing that steers a terminal.

    Controls become their visible pictures (ESC is shown as \u241b), C1 controls and lone surrogates
    U+FFFD; bidi overrides and invisible characters go, but a soft hyphen at the end of a line
    becomes a hyphen. The marks that right-to-left text needs (LRM, RLM, ALM, joiners) stay.
    """
    text = _NEWLINES.sub("\n", text.replace("\r\n", "\n"))
    text = _BROKEN.sub("\u2010\n", text)
    if FORBIDDEN.search(text):
        text = text.translate(_HARMLESS)
    return unicodedata.normalize("NFC", text)


def clean_line(text: str) -> str:
    """Return the clean text on one line: a space for every run of white space, none at the ends."""
    return " ".join(clean_text(text).split())
