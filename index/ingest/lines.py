"""What are the lines of a text, once hard-wrapped ones are joined, and which of them are prose?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_WRAPPED_AT: Final = range(40, 101)
"""Columns at which texts are wrapped."""
_WRAPPED_SHARE: Final = 0.6
"""Of the lines with another below them, as many must be too full for its first word."""
_SAMPLE: Final = 5_000
"""Lines by which wrapping is judged."""

_WIDE: Final = re.compile("[\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60]")
_SENTENCE_END: Final = re.compile(r"[.!?…。！？؟।][\"'”’»«)\]】」』›*]*$")
_SENTENCE_INSIDE: Final = re.compile(r"[.!?…؟।][\"'”’»)\]]*\s+\S|[。！？]|[,;،،、，]\s?\S")
_CASED_WORD: Final = re.compile(r"(?:^|\s)[\"'“«„(]?([^\W\d_])")

_SENTENCE: Final = 30
"""Columns from which a line that ends as a sentence does is prose."""
_LONG: Final = 90
"""Columns from which one that only has commas or sentences inside is."""
_LOWER_SHARE: Final = 0.4
"""Of a long line's words, where the script has cases; menus run together have fewer."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, its white space folded."""

    text: str
    number: int
    """In the file, from 1; of its first part where wrapped lines were joined."""
    width: int
    """In columns, of which CJK signs take two."""
    prose: bool
    """It reads like running text, not like a menu, a headline or a label."""


def read_lines(text: str) -> list[Line]:
    """The lines of a clean text in order, blank ones left out."""
    raw = text.split("\n")
    width = _wrap_width(raw[:_SAMPLE])
    parts = _numbered(raw) if width is None else _unwrapped(raw, width)
    return [_line(part, number) for number, part in parts]


def columns(text: str) -> int:
    """How wide the text stands in a terminal, nearly."""
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


def ends_sentence(text: str) -> bool:
    """Whether the text ends with a full stop or its like, quotes and brackets after it allowed."""
    return _SENTENCE_END.search(text[-8:]) is not None


def _line(text: str, number: int) -> Line:
    width = columns(text)
    return Line(text, number, width, _is_prose(text, width))


def _is_prose(text: str, width: int) -> bool:
    if width < _SENTENCE:
        return False
    spaced = text.count(" ")
    if ends_sentence(text):
        return spaced >= 4 or width > len(text) * 1.4
    if width < _LONG or not _SENTENCE_INSIDE.search(text[:2_000]):
        return False
    return _lower_share(text[:2_000]) >= _LOWER_SHARE


def _lower_share(text: str) -> float:
    """The share of words in lower case among those whose script has cases; 1 for none."""
    initials = [sign for sign in _CASED_WORD.findall(text) if sign.lower() != sign.upper()]
    return sum(map(str.islower, initials)) / len(initials) if initials else 1.0


def _numbered(raw: Sequence[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(raw, start=1):
        if folded := " ".join(line.split()):
            yield number, folded


def _wrap_width(raw: Sequence[str]) -> int | None:
    """The column at which the text is wrapped, None where each line is a paragraph."""
    lengths = sorted(columns(line) for line in raw if line and not line.isspace())
    if not lengths:
        return None
    width = lengths[int(0.9 * (len(lengths) - 1))]
    pairs = [(line, below) for line, below in pairwise(raw) if line.strip() and below.strip()]
    if width not in _WRAPPED_AT or len(pairs) < 3:
        return None
    full = sum(_is_full(line, below, width) for line, below in pairs)
    return width if full >= _WRAPPED_SHARE * len(pairs) else None


def _is_full(line: str, below: str, width: int) -> bool:
    """Whether the first word of the line below had no room on this one."""
    word = below.split(maxsplit=1)[0]
    first = 2 if _WIDE.match(word) else columns(word)
    return columns(line.rstrip()) + 1 + first > width


def _unwrapped(raw: Sequence[str], width: int) -> Iterator[tuple[int, str]]:
    """The paragraphs of a wrapped text, each with the number of its first line."""
    start = 0
    pieces: list[str] = []
    above = ""
    for number, line in enumerate(raw, start=1):
        folded = " ".join(line.split())
        if pieces and (not folded or _ends_paragraph(above, line, width)):
            yield start, "".join(pieces)
            pieces = []
        if folded and pieces:
            pieces += _glue(pieces[-1], folded), folded
        elif folded:
            start, pieces = number, [folded]
        above = line
    if pieces:
        yield start, "".join(pieces)


def _ends_paragraph(line: str, below: str, width: int) -> bool:
    """Whether a paragraph ends with a line that has another directly below."""
    if _indent(below) >= _indent(line) + 2:
        return True
    if _is_full(line, below, width):
        return False
    text = line.strip()
    return ends_sentence(text) or text.endswith(":") or columns(text) < 0.6 * width


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _glue(text: str, more: str) -> str:
    """What joins two parts of a wrapped paragraph: nothing in CJK and after a word's own hyphen."""
    if _WIDE.match(text[-1]) and _WIDE.match(more[0]):
        return ""
    if len(text) > 1 and text[-1] == "-" and text[-2].isalpha() and more[0].islower():
        return ""
    return " "
