"""Widths of texts in cells, and texts cut or padded to a width."""

from __future__ import annotations

import re
import unicodedata

from rich.cells import cell_len, chop_cells, set_cell_size

_UNMEASURABLE = re.compile(
    "[\u200b\u200d\u2060\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\u00ad\U000e0100-\U000e01ef]"
)
"""Characters with a width that differs from terminal to terminal: joiners, variation selectors,
skin tones, soft hyphens. Without them an emoji takes the same two cells everywhere."""

_BREAKS = dict.fromkeys(map(ord, "\n\r\v\f\x85\u2028\u2029"), " ")
"""Line breaks, each replaced by a space: a raw one would move the terminal's cursor."""
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_LRM = "\u200e"


def display(text: str) -> str:
    """Return the text in characters that every terminal draws with the same width.

    A combining mark without a letter before it gets a dotted circle, else the mark would stick to
    the column before.
    """
    if not text.isprintable():
        # Ingestion cleans articles; nothing cleans file names and other programs' output.
        from index.text.clean import FORBIDDEN, clean_line

        text = text.translate(_BREAKS)
        text = clean_line(text) if FORBIDDEN.search(text) else text
    text = _UNMEASURABLE.sub("", text)
    if text and unicodedata.combining(text[0]):
        text = "◌" + text
    return text


def fit(text: str, width: int, right: bool = False) -> str:
    """Return exactly `width` cells of the text: padded, or cut with `…`; graphemes stay whole.

    Right-to-left text stands between left-to-right marks, so that a terminal that reorders it
    leaves the next column in place.
    """
    if width <= 0:
        return ""
    text = display(text)
    length = cell_len(text)
    if length > width:
        text = crop(text, width - 1) + "…"
        length = cell_len(text)
    padding = " " * (width - length)
    if not text.isascii() and _RTL.search(text):
        text = _LRM + text + _LRM
    return padding + text if right else text + padding


def fit_end(text: str, width: int) -> str:
    """Return exactly `width` cells of the end of the text: padded, or cut with `…`, at the left.

    Right-to-left text stands between left-to-right marks, as in `fit`.
    """
    if width <= 0:
        return ""
    text = display(text)
    if cell_len(text) > width:
        text = "…" + _end(text, width - 1)
    padding = " " * (width - cell_len(text))
    if not text.isascii() and _RTL.search(text):
        text = _LRM + text + _LRM
    return padding + text


def _end(text: str, width: int) -> str:
    """Return the longest end of a text that fits in `width` cells; no letter loses its marks."""
    if text.isascii():
        return text[len(text) - width :]
    start, used = len(text), 0
    while start and used + (cells := cell_len(text[start - 1])) <= width:
        start, used = start - 1, used + cells
    while start < len(text) and (
        unicodedata.combining(text[start]) or cell_len(text[start:]) > width
    ):
        start += 1
    return text[start:]


def crop(text: str, width: int) -> str:
    """Return the longest start of a text that fits in `width` cells, without padding."""
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return text
    head = text[: width * 8]  # a cell holds a letter and a few marks at most
    pieces = chop_cells(head, width)
    kept = pieces[0] if pieces else ""
    return kept if cell_len(kept) <= width else set_cell_size(kept, width).rstrip()


__all__ = ["cell_len", "crop", "display", "fit", "fit_end"]
