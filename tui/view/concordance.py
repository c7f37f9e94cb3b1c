"""Lines of a concordance, with the words of the query in one column."""

from __future__ import annotations

from typing import NamedTuple

from index.search.concordance import Occurrence
from tui.view.cells import cell_len, display, fit, fit_end
from tui.view.dates import short_day
from tui.view.rows import CURSOR, NO_CURSOR, UNDATED, StyledText

DATE, DATE_FROM = 12, 72
"""Cells of the date with the space after it, and the minimum width of a line with a date."""
SOURCE, SOURCE_FROM = 20, 104
MARGIN = 2
"""Cells of the cursor and a space."""
MATCH = 10
"""Typical cells of a match: half of them stand on either side of the middle."""


class Shape(NamedTuple):
    """Widths of a line's columns in cells; 0 leaves a column out.

    Date and source include the space after them.
    """

    date: int
    source: int
    left: int
    rest: int
    """Cells of the match and the text after it."""


def shape(width: int) -> Shape:
    """Return the column widths for a line of `width` cells; matches stand in the text's middle."""
    date = DATE if width >= DATE_FROM else 0
    source = SOURCE if width >= SOURCE_FROM else 0
    room = max(width - MARGIN - date - source, 0)
    left = max((room - MATCH) // 2, 0)
    return Shape(date, source, left, room - left)


def concordance_line(occurrence: Occurrence, at_cursor: bool, width: int) -> list[StyledText]:
    """Return the pieces of a line, `width` cells together.

    In every script the text before a match stands at its left, the text after it at its right.
    Right-to-left text is fenced in its own column, so that no terminal moves it into another.
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
    """Return the text that `y` copies: the line, its source and its date."""
    about = (occurrence.source, short_day(occurrence.published))
    facts = ", ".join(part for part in about if part)
    text = " ".join(occurrence.text.split())
    return f"{text} ({facts})" if facts else text
