"""Lines of a concordance, with the words of the query in one column."""

from __future__ import annotations

from typing import NamedTuple

from index.search.concordance import Occurrence
from tui.view.cells import cell_len, display, fit, fit_end
from tui.view.dates import short_day
from tui.view.rows import CURSOR, NO_CURSOR, UNDATED, StyledText

DATE, DATE_FROM = 12, 72
"""Cells of the date with the space after it, and the width of a line from which it is there."""
SOURCE, SOURCE_FROM = 20, 104
MARGIN = 2
"""The cursor and a space."""
MATCH = 10
"""Cells that a word takes, about: half of them are on either side of the middle."""


class Shape(NamedTuple):
    """Widths of a line's columns in cells, those of date and source with the space after them; 0
    leaves a column out."""

    date: int
    source: int
    left: int
    rest: int
    """Of the match and what follows it."""


def shape(width: int) -> Shape:
    """How a line of `width` cells is shared out; what comes before a match ends in its middle."""
    date = DATE if width >= DATE_FROM else 0
    source = SOURCE if width >= SOURCE_FROM else 0
    room = max(width - MARGIN - date - source, 0)
    left = max((room - MATCH) // 2, 0)
    return Shape(date, source, left, room - left)


def concordance_line(occurrence: Occurrence, at_cursor: bool, width: int) -> list[StyledText]:
    """The pieces of a line, `width` cells together.

    In every script what comes before a match stands at its left, what follows at its right. A
    text that runs from right to left is fenced in its own column, so that no terminal moves it
    into another one.
    """
    columns = shape(width)
    pieces: list[StyledText] = [
        (fit(CURSOR if at_cursor else NO_CURSOR, min(MARGIN, width)), "cursor"),
    ]
    if columns.date:
        date = short_day(occurrence.published) or UNDATED
        pieces.append((fit(date, columns.date), "dim"))
    if columns.source:
        pieces.append((fit(occurrence.source or "", columns.source - 2) + "  ", "source"))
    match = fit(occurrence.match, min(cell_len(display(occurrence.match)), columns.rest))
    pieces += [
        (fit_end(occurrence.left, columns.left), "snippet"),
        (match, "mark"),
        (fit(occurrence.right, columns.rest - cell_len(match)), "snippet"),
    ]
    return [piece for piece in pieces if piece[0]]


def copied(occurrence: Occurrence) -> str:
    """What `y` copies: the line, and where and when it was published."""
    about = (occurrence.source, short_day(occurrence.published))
    facts = ", ".join(part for part in about if part)
    text = " ".join(occurrence.text.split())
    return f"{text} ({facts})" if facts else text
