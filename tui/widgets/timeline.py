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
"""Columns from which there is room beside the bars for how many hits have no date."""


class Timeline(SpanCursor, can_focus=True):
    """One line of bars; while it has the keys, a second one points at them.

    Cursor and selection are signs of their own below the bars, to be seen on a terminal without
    colours too.
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
        """Another span, or selection, is pointed at."""

    class Chosen(SpanCursor.Chosen):
        """The reader wants only what was published in the span or selection."""

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
        """Draw these hits, and say which hits they are (`counted`) and how many others have no
        date; in a shorter period than before, the cursor begins at its newest."""
        if (step, period) != (self._step, self._period):
            self._go_to_period(period, self._period)
        now = (tuple(counts), step, period, undated, counted)
        if now != (self._counts, self._step, self._period, self._undated, self._counted):
            self._counts, self._step, self._period, self._undated, self._counted = now
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
        self._tell()

    @property
    def _tail(self) -> str:
        """What stands at the right end of the line."""
        undated = undated_words(self._undated) if self.size.width >= TELLS_UNDATED else ""
        return BETWEEN.join(filter(None, (undated, self._counted)))

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
