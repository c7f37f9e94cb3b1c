"""Text of a query as a terminal may show it."""

from __future__ import annotations

import unicodedata

JOINERS = "\u200c\u200d"
"""Format characters that the spelling of Persian, Hindi and emoji needs, and that move nothing."""


def printable(text: str) -> str:
    """Return the text with spaces for control characters and line ends, and without format
    characters such as bidi marks.

    Lone surrogates, which no terminal can be sent, become spaces too.
    """
    return text if text.isprintable() else "".join(map(_shown, text))


def shortened(text: str, width: int = 40) -> str:
    """Return the text, cut to `width` characters with an ellipsis where it is longer."""
    return text if len(text) <= width else text[: width - 1] + "…"


def _shown(sign: str) -> str:
    category = unicodedata.category(sign)
    if category in {"Cc", "Cs", "Zl", "Zp"}:
        return " "
    return "" if category == "Cf" and sign not in JOINERS else sign
