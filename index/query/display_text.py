"""Text of a query as a terminal may show it."""

from __future__ import annotations

import unicodedata

JOINERS = "\u200c\u200d"
"""Format characters that Persian, Hindi and emoji are spelled with, and that move nothing."""


def printable(text: str) -> str:
    """The text with control characters and line ends as spaces, and without bidi and other marks.

    Lone surrogates, which no terminal can be sent, become spaces too.
    """
    return text if text.isprintable() else "".join(map(_shown, text))


def shortened(text: str, width: int = 40) -> str:
    """The text, cut with an ellipsis where it is too long for a note."""
    return text if len(text) <= width else text[: width - 1] + "…"


def _shown(sign: str) -> str:
    category = unicodedata.category(sign)
    if category in {"Cc", "Cs", "Zl", "Zp"}:
        return " "
    return "" if category == "Cf" and sign not in JOINERS else sign
