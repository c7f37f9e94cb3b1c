"""Cursor and selection on the bars of a time axis."""

from __future__ import annotations

from datetime import date

from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget

from index.engine.request import Period
from tui.view.timeline import Drawing, TimeSpan
from tui.widgets.plain_widget import plain

MARGIN, NARROW_MARGIN, NARROW = 3, 1, 40
"""Cells on both sides of the axis, in general and below `NARROW` columns."""


class SpanCursor(Widget):
    """Widget with a cursor and a selection on the spans of a `Drawing`, moved by keys.

    Both are days, not cells: a new drawing leaves them in place.
    """

    class Moved(Message):
        """Message that the cursor is on another span, or the selection is another."""

    class Chosen(Message):
        """Message that the reader asks for the articles of the span or selection."""

        def __init__(self, span: TimeSpan) -> None:
            super().__init__()
            self.span = span

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        plain(self)
        self._drawing = Drawing()
        self._cursor: date | None = None
        """Day of the cursor; None until its first move."""
        self._anchor: date | None = None
        """Day at the other end of the selection; None without a selection."""

    @property
    def _margin(self) -> int:
        return MARGIN if self.size.width >= NARROW else NARROW_MARGIN

    @property
    def pointed(self) -> TimeSpan | None:
        """Span under the cursor, or of the selection; None without spans."""
        ends = self._ends
        return self._drawing.between(*ends) if ends else None

    @property
    def pointer_line(self) -> int:
        """Line of the widget that shows the cursor."""
        return 1

    @property
    def cursor_screen_offset(self) -> Offset:
        """Screen offset of the span under the cursor."""
        ends = self._ends
        place = self._drawing.spans[ends[1]].place if ends else 0
        x, y = self.content_region.offset
        return Offset(x + self._margin + place, y + self.pointer_line)

    @property
    def days(self) -> tuple[date | None, date | None]:
        """First days of the span under the cursor and of the selection's other end.

        None until the first move of the cursor, and without a selection.
        """
        return self._cursor, self._anchor

    def point_to(self, cursor: date | None, anchor: date | None) -> None:
        """Put the cursor and the selection's other end on days from `days`."""
        self._cursor, self._anchor = cursor, anchor
        self._tell()

    @property
    def is_selecting(self) -> bool:
        """Whether moves extend a selection."""
        return self._anchor is not None

    @property
    def _ends(self) -> tuple[int, int] | None:
        """Numbers of the spans at the selection's other end (or the cursor), and at the cursor."""
        spans = self._drawing.spans
        if not spans:
            return None
        cursor = self._newest if self._cursor is None else self._drawing.at(self._cursor)
        return (cursor if self._anchor is None else self._drawing.at(self._anchor)), cursor

    @property
    def _newest(self) -> int:
        """Number of the newest span with hits, which has the cursor until its first move."""
        spans = self._drawing.spans
        with_hits = (number for number in reversed(range(len(spans))) if spans[number].hits)
        return next(with_hits, len(spans) - 1)

    def _point(self, number: int) -> None:
        spans = self._drawing.spans
        if spans:
            self._cursor = spans[max(0, min(number, len(spans) - 1))].first
            self._tell()

    def _tell(self) -> None:
        self._repaint()
        self.post_message(self.Moved())

    def _repaint(self) -> None:
        """Repaint the widget for another cursor or selection."""
        self.refresh()

    def on_focus(self) -> None:
        """Show the cursor, visible only with the focus."""
        self._tell()

    def on_blur(self) -> None:
        """Hide the cursor, visible only with the focus."""
        self._tell()

    def _go_to_period(self, period: Period | None, before: Period | None) -> None:
        """End the selection; move the cursor to the newest span only in a shorter period."""
        self._anchor = None
        if period is not None and _is_shorter(period, before):
            self._cursor = None
        elif self._cursor is None and self._drawing.spans:
            self._cursor = self._drawing.spans[self._newest].first

    # -- actions

    def action_span_move(self, spans: int) -> None:
        """Move the cursor to later spans, or to earlier ones when negative."""
        if ends := self._ends:
            self._point(ends[1] + spans)

    def action_span_first(self) -> None:
        """Move the cursor to the first span."""
        self._point(0)

    def action_span_last(self) -> None:
        """Move the cursor to the last span."""
        self._point(len(self._drawing.spans) - 1)

    def action_span_select(self) -> None:
        """Begin a selection at the cursor, or end it."""
        if ends := self._ends:
            here = self._drawing.spans[ends[1]].first
            self._cursor, self._anchor = here, None if self.is_selecting else here
            self._tell()

    def action_span_choose(self) -> None:
        """Post `Chosen` for the span under the cursor, or for the selection."""
        if span := self.pointed:
            self.post_message(self.Chosen(span))


def _is_shorter(period: Period, before: Period | None) -> bool:
    """Tell whether a period lies within the one before."""
    since, until = before if before is not None else (None, None)
    starts_later = since is None or (period.since is not None and period.since >= since)
    return starts_later and (until is None or (period.until is not None and period.until <= until))
