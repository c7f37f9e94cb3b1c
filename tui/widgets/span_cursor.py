"""Which bar of a time axis is pointed at, or which bars are selected?"""

from __future__ import annotations

from datetime import date

from textual.message import Message
from textual.widget import Widget

from tui.timeline import Drawing, TimeSpan


class SpanCursor(Widget):
    """A cursor, and a selection, on the spans of a `Drawing`, moved by keys.

    Both are days, not cells: they stay in place when the axis is drawn anew.
    """

    class Moved(Message):
        """Another span, or selection, is pointed at."""

    class Chosen(Message):
        """The reader wants what was published in the span or selection."""

        def __init__(self, span: TimeSpan) -> None:
            super().__init__()
            self.span = span

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._drawing = Drawing()
        self._cursor: date | None = None
        self._anchor: date | None = None
        """The day from which a selection reaches to the cursor."""

    @property
    def pointed(self) -> TimeSpan | None:
        """The span under the cursor, or the selection; None where there are none."""
        ends = self._ends
        return self._drawing.between(*ends) if ends else None

    @property
    def is_selecting(self) -> bool:
        """Whether moves extend a selection."""
        return self._anchor is not None

    @property
    def _ends(self) -> tuple[int, int] | None:
        """The numbers of the spans under the anchor, or else the cursor, and under the cursor."""
        spans = self._drawing.spans
        if not spans:
            return None
        if self._cursor is None:
            with_hits = [span.first for span in spans if span.hits]
            self._cursor = with_hits[-1] if with_hits else spans[-1].first
        cursor = self._drawing.at(self._cursor)
        return (cursor if self._anchor is None else self._drawing.at(self._anchor)), cursor

    def _point(self, number: int) -> None:
        spans = self._drawing.spans
        if spans:
            self._cursor = spans[max(0, min(number, len(spans) - 1))].first
            self._tell()

    def _tell(self) -> None:
        self.refresh()
        self.post_message(self.Moved())

    def on_focus(self) -> None:
        """What is pointed at is shown only while keys come here."""
        self._tell()

    def on_blur(self) -> None:
        """See `on_focus`."""
        self._tell()

    # -- what keys do

    def action_span_move(self, spans: int) -> None:
        """So many spans later, or earlier when negative."""
        if ends := self._ends:
            self._point(ends[1] + spans)

    def action_span_first(self) -> None:
        """The first span."""
        self._point(0)

    def action_span_last(self) -> None:
        """The last span."""
        self._point(len(self._drawing.spans) - 1)

    def action_span_select(self) -> None:
        """Begin a selection at the cursor, or give it up."""
        if ends := self._ends:
            self._anchor = None if self.is_selecting else self._drawing.spans[ends[1]].first
            self._tell()

    def action_span_choose(self) -> None:
        """Only what was published then."""
        if span := self.pointed:
            self.post_message(self.Chosen(span))
