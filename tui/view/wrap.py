"""Line breaks of a text at a width."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tui.view.cells import cell_len

_WIDE = (
    "\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3"
    "\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6"
)
_CLOSING = (
    "、。，．・：；？！）］｝〕〉》」』】〙〗〟’”｠»々ー"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ%）,.!?:;)]}"
)
_OPENING = "（［｛〔〈《「『【〘〖〝‘“｟«([{"
_PIECE = re.compile(
    rf"[{re.escape(_OPENING)}]*[{_WIDE}][{re.escape(_CLOSING)}]*"  # a CJK sign with punctuation
    rf"|[^\s{_WIDE}-]+(?:-+(?=\w))?"  # a word, up to and including an inner hyphen
    r"|-+"
    r"|\s+"
)
"""Pieces between which a line may break: words, parts of hyphenated words, single CJK characters
with their punctuation (the core of kinsoku shori, JIS X 4051)."""
_WIDE_SIGN = re.compile(rf"[{_WIDE}]|[^\S ]")
"""Characters between which a line may break anywhere, and white space other than the space."""


def wrap(text: str, width: int) -> list[tuple[int, int]]:
    """Return (start, end) of each line of at most `width` cells, spaces at the breaks left out.

    Greedy; a piece wider than the line is cut. An empty text is one empty line.
    """
    width = max(width, 1)
    if cell_len(text) == len(text) and not _WIDE_SIGN.search(text):
        return _wrap_plain(text, width)
    return _wrap_any(text, width)


def _wrap_any(text: str, width: int) -> list[tuple[int, int]]:
    lines: list[tuple[int, int]] = []
    start = end = used = 0
    for piece_start, piece_end, cells in _pieces(text, width):
        if text[piece_start].isspace():
            if used:
                used += piece_end - piece_start
            else:
                start = end = piece_end
            continue
        if used and used + cells > width:
            lines.append((start, end))
            start, used = piece_start, 0
        if not used:
            start = piece_start
        used += cells
        end = piece_end
    if used or not lines:
        lines.append((start, end))
    return lines


def _wrap_plain(text: str, width: int) -> list[tuple[int, int]]:
    """Return the lines of a text of single-cell characters, found a line at a time.

    Faster than piece by piece: the layout of a whole book takes a moment.
    """
    lines: list[tuple[int, int]] = []
    start, end = _skip(text, 0), len(text.rstrip())
    while end - start > width:
        at = max(text.rfind(" ", start, start + width + 1), start)
        hyphen = _last_hyphen(text, max(at, start), start + width)
        if hyphen > at:
            lines.append((start, hyphen))
            start = hyphen
        elif at > start:
            lines.append((start, start + len(text[start:at].rstrip())))
            start = _skip(text, at)
        else:
            lines.append((start, start + width))
            start += width
    if start < end or not lines:
        lines.append((start, max(start, end)))
    return lines


def _skip(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def _last_hyphen(text: str, start: int, stop: int) -> int:
    """Return the offset after the last hyphen inside a word before `stop`; -1 without one."""
    at = text.rfind("-", start + 1, stop)
    while at > start:
        if text[at - 1].isalnum() and text[at + 1 : at + 2].isalnum():
            return at + 1
        at = text.rfind("-", start + 1, at)
    return -1


def _pieces(text: str, width: int) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, cells) of each unbreakable piece; pieces wider than a line are cut."""
    for match in _PIECE.finditer(text):
        start, end = match.span()
        piece = match.group()
        cells = len(piece) if piece.isascii() else cell_len(piece)
        if cells <= width or piece.isspace():
            yield start, end, cells
        else:
            yield from _cut(text, start, end, width)


def _cut(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int, int]]:
    begin, used = start, 0
    for index in range(start, end):
        cells = cell_len(text[index])
        if used + cells > width and used:
            yield begin, index, used
            begin, used = index, 0
        used += cells
    yield begin, end, used
