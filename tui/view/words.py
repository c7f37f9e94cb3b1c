"""Boundaries of words in any script, for keys that move or delete."""

from __future__ import annotations

import re

from index.text.signs import INSIDE, UNSPACED

LETTER = rf"[\w{INSIDE}{UNSPACED}]"
"""Pattern of a letter, a digit or a combining mark: a vowel sign does not end a word."""
_WORD = re.compile(rf"{LETTER}+")
_FIELD = re.compile(r"\S+")


def end_of_word(text: str, at: int) -> int:
    """Return the end of the word at or behind an offset, as readline's `forward-word`."""
    match = _WORD.search(text, at)
    return match.end() if match else len(text)


def start_of_word(text: str, at: int) -> int:
    """Return the start of the word before an offset, as readline's `backward-word`."""
    return _last_start(_WORD, text, at)


def start_of_field(text: str, at: int) -> int:
    """Return the start of the unspaced text before an offset, as readline's `unix-word-rubout`.

    The white space may be of any width.
    """
    return _last_start(_FIELD, text, at)


def _last_start(pattern: re.Pattern[str], text: str, end: int) -> int:
    start = 0
    for match in pattern.finditer(text, 0, end):
        start = match.start()
    return start
