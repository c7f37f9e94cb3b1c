"""Character references of HTML in plain text: `AT&amp;T`, `&#8217;`, `caf&eacute;`.

Feeds and dumps that were encoded once too often are full of character references. A reference is
decoded where it is beyond doubt: with the semicolon, and a name that HTML has. The outcome is text,
never markup: `&lt;b&gt;` is shown in angle brackets, as its author meant it.
"""

from __future__ import annotations

import re
from typing import Final

_REFERENCE: Final = re.compile(
    r"&((?:amp;)*)(#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)"
)
"""A reference: every `amp;` that a further encoding put in, then the last name or number."""
_CONTROLS: Final = frozenset((*range(0x20), 0x7F))
_QUOTED: Final = frozenset(("''", '""', "``", "‘’", "“”", "«»", "„“", "「」"))
"""Pairs of quotes around a reference that the text is about: write "&eacute;" for it."""
_BREAKS: Final = re.compile("[\t-\r\x85\u2028\u2029]")
"""Line breaks and tabs, which a reference must not add to the lines of a file."""


def decode_entities(text: str) -> str:
    """Return the text with its character references decoded; decoded line breaks become spaces.

    A reference alone between quotes is kept: the text is about the reference.
    """
    if "&" not in text or ";" not in text:
        return text
    return _REFERENCE.sub(_decoded, text)


def _decoded(found: re.Match[str]) -> str:
    text, start, end = found.string, found.start(), found.end()
    if text[start - 1 : start] + text[end : end + 1] in _QUOTED:
        return found[0]
    sign = _character(found[2])
    if sign is None:
        return f"&{found[2]}" if found[1] else found[0]
    return _BREAKS.sub(" ", sign)


def _character(name: str) -> str | None:
    """Return the text of a name or a number with its semicolon; None for an unknown name."""
    # Most texts have no references, and the table of names takes a millisecond to import.
    from html import unescape
    from html.entities import html5

    if name[0] != "#":
        return html5.get(name)
    number = int(name[2:-1], 16) if name[1] in "xX" else int(name[1:-1])
    return chr(number) if number in _CONTROLS else unescape(f"&{name}")
