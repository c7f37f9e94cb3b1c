"""When were the articles published that a search finds, and which of them are wanted?"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from index.engine import Period, Step
from tui.keys import Place, bindings
from tui.timeline import Counts, Drawing, TimeSpan, draw, undated_words

POINTER, FROM_LEFT, FROM_RIGHT, CHOSEN = "▲", "╰", "╯", "─"
MARGIN, NARROW_MARGIN, NARROW = 3, 1, 40
TELLS_UNDATED = 60
"""Columns from which there is room beside the bars for how many hits have no date."""


class Timeline(Widget, can_focus=True):
    """One line of bars; while it has the keys, a second one points at them.

    Cursor and selection are days, not cells: they stay in place when the line is drawn anew. They
    are signs of their own below the bars, to be seen on a terminal without colours too.
    """

    BINDINGS = bindings(Place.TIMELINE)
    COMPONENT_CLASSES: ClassVar[set[str]] = {"timeline--chosen", "timeline--undated"}
    DEFAULT_CSS = """
    Timeline {
        height: 1; width: 1fr; color: $accent;
        &:focus { height: 2; }
        & > .timeline--undated { color: $foreground; text-style: dim; }
        & > .timeline--chosen { color: $warning; text-style: bold; }
    }
    """

    class Moved(Message):
        """Another span, or selection, is pointed at."""

    class Chosen(Message):
        """The reader wants only what was published in the span or selection."""

        def __init__(self, span: TimeSpan) -> None:
            super().__init__()
            self.span = span

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._counts: Counts = ()
        self._step = Step.MONTH
        self._period: Period | None = None
        self._drawing = Drawing()
        self._undated = 0
        self._cursor: date | None = None
        self._anchor: date | None = None
        """The day from which a selection reaches to the cursor."""

    def show(self, counts: Counts, step: Step, period: Period | None, undated: int = 0) -> None:
        """Draw these hits, and say how many others have no date; in a shorter period than before,
        the cursor begins at its newest."""
        if (step, period) != (self._step, self._period):
            self._anchor = None
            if period is not None and _is_shorter(period, self._period):
                self._cursor = None
        now = (tuple(counts), step, period, undated)
        if now != (self._counts, self._step, self._period, self._undated):
            self._counts, self._step, self._period, self._undated = now
            self._draw()

    def enter(self) -> None:
        """The keys come here, with nothing selected yet."""
        self._anchor = None
        self.focus()

    def on_resize(self) -> None:
        """More or fewer bars fit."""
        self._draw()

    def _draw(self) -> None:
        tail = self._tail
        width = self.size.width - 2 * self._margin - (len(tail) + 2 if tail else 0)
        self._drawing = draw(self._counts, width, self._step, self._period)
        self.refresh()
        self.post_message(self.Moved())

    @property
    def _tail(self) -> str:
        """What stands at the right end of the line."""
        return undated_words(self._undated) if self.size.width >= TELLS_UNDATED else ""

    @property
    def _margin(self) -> int:
        return MARGIN if self.size.width >= NARROW else NARROW_MARGIN

    # -- what is pointed at

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
            self.refresh()
            self.post_message(self.Moved())

    # -- drawing

    def render_line(self, y: int) -> Strip:
        """The bars, or what points at them (Textual's Line API)."""
        width, style = self.size.width, self.rich_style
        ends = self._ends if self.has_focus else None
        if ends is None:
            text = self._drawing.text if y == 0 else ""
            return self._strip([Segment(text, style)], y)
        chosen = style + self.get_component_rich_style("timeline--chosen", partial=True)
        one, other = (self._drawing.spans[number].place for number in sorted(ends))
        if y == 0:
            text = self._drawing.text
            return self._strip(
                [
                    Segment(text[:one], style),
                    Segment(text[one : other + 1], chosen),
                    Segment(text[other + 1 :], style),
                ],
                y,
            )
        marks = CHOSEN * (other - one - 1)
        if ends[0] < ends[1]:
            marks = FROM_LEFT + marks + POINTER
        elif ends[0] > ends[1]:
            marks = POINTER + marks + FROM_RIGHT
        else:
            marks = POINTER
        return self._strip([Segment(" " * one, style), Segment(marks[:width], chosen)], y)

    def _strip(self, segments: list[Segment], y: int) -> Strip:
        width, style, tail = self.size.width, self.rich_style, "" if y else self._tail
        strip = Strip([Segment(" " * self._margin, style), *segments])
        if tail:
            dim = style + self.get_component_rich_style("timeline--undated", partial=True)
            strip = strip.adjust_cell_length(width - len(tail) - self._margin, style)
            strip = Strip([*strip, Segment(tail, dim)])
        return strip.adjust_cell_length(width, style)

    def on_focus(self) -> None:
        """What is pointed at is shown only while keys come here."""
        self.refresh()
        self.post_message(self.Moved())

    def on_blur(self) -> None:
        """See `on_focus`."""
        self.refresh()
        self.post_message(self.Moved())

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
            self.refresh()
            self.post_message(self.Moved())

    def action_span_choose(self) -> None:
        """Only what was published then."""
        if span := self.pointed:
            self.post_message(self.Chosen(span))


def _is_shorter(period: Period, before: Period | None) -> bool:
    """Whether it lies within the one before."""
    since, until = before if before is not None else (None, None)
    starts_later = since is None or (period.since is not None and period.since >= since)
    return starts_later and (until is None or (period.until is not None and period.until <= until))
