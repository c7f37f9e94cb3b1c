"""Texts that users write: settings, the list of sources, queries line by line."""

from __future__ import annotations

import codecs


def decode(data: bytes, errors: str = "strict") -> str:
    """Return the text of a file in UTF-8, or in UTF-16 with a byte order mark as programs on
    Windows write it, with newlines for the line ends of any system. Raises `UnicodeDecodeError`."""
    is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = data.decode("utf-16" if is_wide else "utf-8-sig", errors)
    return text.replace("\r\n", "\n").replace("\r", "\n")
