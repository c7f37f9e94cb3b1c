"""Timeline of a search, with a cursor and a selection."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.strip import Strip

from index.engine.request import Period, Step
from tui.settings.keymap import Scope, bindings
from tui.view.groups import BETWEEN
from tui.view.timeline import TimelineCounts, draw, undated_words
from tui.widgets.span_cursor import SpanCursor

POINTER, FROM_LEFT, FROM_RIGHT, CHOSEN = "▲", "╰", "╯", "─"
TELLS_UNDATED = 60
"""Minimum columns for the number of undated hits beside the bars."""


class Timeline(SpanCursor, can_focus=True):
    """Line of bars; with the focus, a second line points at them.

    Cursor and selection are characters below the bars, visible on a terminal without colours too.
    """

    BINDINGS = bindings(Scope.TIMELINE)
    COMPONENT_CLASSES: ClassVar[set[str]] = {"timeline--chosen", "timeline--undated"}
    DEFAULT_CSS = """
    Timeline {
        height: 1; width: 1fr; color: $accent;
        &:focus { height: 2; }
        & > .timeline--undated { color: $foreground; text-style: dim; }
        & > .timeline--chosen { color: $warning; text-style: bold; }
    }
    """

    class Moved(SpanCursor.Moved):
        """Message that the cursor is on another span, or the selection is another."""

    class Chosen(SpanCursor.Chosen):
        """Message that the reader wants only the articles of the span or selection."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._counts: TimelineCounts = ()
        self._step = Step.MONTH
        self._period: Period | None = None
        self._undated = 0
        self._counted = ""

    def show(
        self,
        counts: TimelineCounts,
        step: Step,
        period: Period | None,
        undated: int = 0,
        counted: str = "",
    ) -> None:
        """Draw other hits, with their name (`counted`) and the number of undated hits.

        In a shorter period than before, the cursor begins at the newest span.
        """
        if (step, period) != (self._step, self._period):
            self._go_to_period(period, self._period)
        now = (tuple(counts), step, period, undated, counted)
        if now != (self._counts, self._step, self._period, self._undated, self._counted):
            self._counts, self._step, self._period, self._undated, self._counted = now
            self._draw()

    def enter(self) -> None:
        """Take the focus, without a selection."""
        self._anchor = None
        self.focus()

    def on_resize(self) -> None:
        """Draw as many bars as fit the new size."""
        self._draw()

    def _draw(self) -> None:
        tail = self._tail
        width = self.size.width - 2 * self._margin - (len(tail) + 2 if tail else 0)
        self._drawing = draw(self._counts, width, self._step, self._period)
        self._tell()

    @property
    def _tail(self) -> str:
        """Text at the right end of the line: undated hits, and the name of the counted ones."""
        undated = undated_words(self._undated) if self.size.width >= TELLS_UNDATED else ""
        return BETWEEN.join(filter(None, (undated, self._counted)))

    # -- drawing

    def render_line(self, y: int) -> Strip:
        """Return the bars, or the line that points at them (Textual's Line API)."""
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
