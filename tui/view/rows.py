"""Lines of a list: their columns, and the columns left out on a narrow terminal."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from index.article import Kind
from index.engine.answer import FacetCount, Hit
from index.engine.request import FacetName
from index.match.spans import Span
from tui.view.cells import cell_len, crop, display, fit
from tui.view.dates import day, duration, short_day

if TYPE_CHECKING:
    from index.state import Facts

StyledText = tuple[str, str]
"""Text and its style, a name of the style sheet; empty for plain."""

CURSOR, NO_CURSOR = "▌", " "
STAR = "★"
RULE = "──"
"""Both ends of a line that divides rows or blocks."""


class Divider(NamedTuple):
    """Line above a row that is no row itself: the cursor passes over it."""

    row: int
    texts: tuple[str, ...]
    """Texts of the line, from the widest to the narrowest."""

    def text(self, width: int) -> str:
        """Return the longest text of at most `width` cells, or else the shortest."""
        return next((each for each in self.texts if cell_len(each) <= width), self.texts[-1])


class ColumnWidths(NamedTuple):
    """Widths of a line's columns in cells, each with the space after it; 0 leaves a column out."""

    date: int
    source: int
    title: int
    category: int
    language: int
    time: int


UNDATED = "undated"
MARKS_WIDTH = 4
"""Cells of cursor, dot, star and a space."""
SOURCE_LEAST = 8
"""Cells of a source beside its date, unless the line is too narrow for both."""


EVERY_COLUMN = frozenset({FacetName.SOURCE, FacetName.CATEGORY, FacetName.LANGUAGE})
"""Columns that are left out where they say next to nothing."""
FEWEST_SHARE = 0.1
"""Minimum share of rows with another value than most, below which a column says nothing."""


def telling_columns(
    facets: Mapping[FacetName, tuple[FacetCount, ...]], total: int
) -> frozenset[FacetName]:
    """Return the columns that tell the rows of a list apart.

    At least `FEWEST_SHARE` of the rows have another value there than most rows. A column without
    counts is shown.
    """
    return frozenset(
        name for name in EVERY_COLUMN if name not in facets or _tells(facets[name], total)
    )


def _tells(counts: tuple[FacetCount, ...], total: int) -> bool:
    most = max((each.count for each in counts), default=0)
    return len(counts) > 1 and total - most >= total * FEWEST_SHARE


def columns(width: int, shown: frozenset[FacetName] = EVERY_COLUMN) -> ColumnWidths:
    """Return the column widths for a line of `width` cells; the title gets the remaining cells."""
    date = 13 if width >= 60 else 11 if width >= 36 else 0
    source = 15 if width >= 60 else 0
    if width >= 120:
        source = 21
    category = 15 if width >= 100 else 0
    language = 4 if width >= 100 else 0
    source = source if FacetName.SOURCE in shown else 0
    category = category if FacetName.CATEGORY in shown else 0
    language = language if FacetName.LANGUAGE in shown else 0
    time = 5 if width >= 60 else 0
    title = max(width - MARKS_WIDTH - date - source - category - language - time, 1)
    return ColumnWidths(date, source, title, category, language, time)


def dot(hit: Hit, facts: Facts) -> str:
    """Return `●` for an unread article, `○` for an unread headline, a space for a read one."""
    if facts.read:
        return " "
    return "○" if hit.kind is Kind.HEADLINE else "●"


def article_line(
    hit: Hit, facts: Facts, at_cursor: bool, shape: ColumnWidths, same_day: bool = False
) -> list[StyledText]:
    """Return the pieces of a list's line, as wide as `shape`; without the date on the `same_day`.

    The date is left out because the line above has the same one.
    """
    title = "read" if facts.read else "unread"
    pieces = [
        (CURSOR if at_cursor else NO_CURSOR, "cursor"),
        (dot(hit, facts), "dot"),
        (STAR if facts.starred else " ", "star"),
        (" ", ""),
    ]
    if shape.date:
        date = day(hit.published) if shape.date > 11 else short_day(hit.published)
        date = "" if same_day else date or UNDATED
        pieces.append((fit(date, shape.date), "dim"))
    if shape.source:
        pieces.append((fit(hit.source or "", shape.source - 2) + "  ", "source"))
    pieces.append((fit(hit.title, shape.title), "selected" if at_cursor else title))
    if shape.category:
        pieces.append(("  " + fit(hit.category or "", shape.category - 2), "dim"))
    if shape.language:
        pieces.append(("  " + fit(hit.language or "", shape.language - 2), "dim"))
    if shape.time:
        pieces.append((fit(duration(hit.reading_seconds), shape.time, right=True), "dim"))
    return pieces


@lru_cache(maxsize=128)  # both lines of a row are drawn one after the other
def hit_lines(hit: Hit, facts: Facts, at_cursor: bool, width: int) -> list[list[StyledText]]:
    """Return the two lines of a hit: its title, then source, date and the matching sentence."""
    title_style = "selected" if at_cursor else "title"
    head: list[StyledText] = [
        (CURSOR if at_cursor else NO_CURSOR, "cursor"),
        (dot(hit, facts), "dot"),
        (STAR if facts.starred else " ", "star"),
        (" ", ""),
        *marked(hit.title, hit.title_marks, width - MARKS_WIDTH, title_style),
    ]
    lead, lead_width = _lead(hit, max(width // 3, 11), width - MARKS_WIDTH)
    tail: list[StyledText] = [
        (CURSOR if at_cursor else NO_CURSOR, "cursor"),
        (" " * (MARKS_WIDTH - 1), ""),
        *lead,
    ]
    left = width - MARKS_WIDTH - lead_width
    if hit.snippet is not None and hit.snippet.text and left > 12:
        separator = " · " if lead else ""
        tail.append((separator, "dim"))
        text, marks = around_first(hit.snippet.text, hit.snippet.marks, left - len(separator))
        tail.extend(marked(text, marks, left - len(separator), "snippet"))
    else:
        tail.append((" " * left, ""))
    return [head, tail]


def _lead(hit: Hit, room: int, most: int) -> tuple[list[StyledText], int]:
    """Return source and date in `room` cells, and their width.

    A long source is cut, to `SOURCE_LEAST` cells where that leaves the two in `most` cells; else
    the date stands alone.
    """
    date = day(hit.published).strip()
    source = display(hit.source or "")
    least = min(cell_len(source), SOURCE_LEAST)
    if source and date:
        date, short = f" · {date}", short_day(hit.published)
        if cell_len(source) + len(date) > room:
            date = f" · {short}" if short else ""
        if least + len(date) > most:
            source, least, date = "", 0, short
    source = fit(source, min(cell_len(source), max(room - len(date), least)))
    pieces = [(text, style) for text, style in ((source, "source"), (date, "dim")) if text]
    return pieces, cell_len(source) + len(date)


def around_first(text: str, marks: tuple[Span, ...], width: int) -> tuple[str, tuple[Span, ...]]:
    """Return the part of a text that shows its first match in `width` cells, and its marks."""
    if not marks or cell_len(display(text[: marks[0][1]])) < width - 1:
        return text, marks
    start = marks[0][0]
    while start > 0 and cell_len(display(text[start - 1 : marks[0][1]])) < width // 2:
        start -= 1
    space = text.find(" ", start, marks[0][0])
    start = space + 1 if space >= 0 else start
    return "…" + text[start:], tuple((a - start + 1, b - start + 1) for a, b in marks)


def marked(text: str, marks: tuple[Span, ...], width: int, style: str) -> list[StyledText]:
    """Return the pieces of a text, exactly `width` cells together, marked spans in style `mark`."""
    pieces: list[StyledText] = []
    at, left = 0, width
    for start, end, name in _spans(len(text), marks, style):
        shown = display(text[start:end])
        length = cell_len(shown)
        if length > left or (length == left and end < len(text)):
            shown = crop(shown, left - 1) + "…" if left else ""
            pieces.append((shown, name))
            left -= cell_len(shown)
            break
        pieces.append((shown, name))
        left -= length
        at = end
    else:
        at = len(text)
    if left:
        pieces.append((" " * left, style if at < len(text) else ""))
    return pieces


def _spans(length: int, marks: tuple[Span, ...], style: str) -> list[tuple[int, int, str]]:
    found = []
    at = 0
    for start, end in marks:
        if start > at:
            found.append((at, start, style))
        if end > max(start, at):
            found.append((max(start, at), end, "mark"))
        at = max(at, end)
    if at < length:
        found.append((at, length, style))
    return found
