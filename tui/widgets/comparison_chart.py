"""Chart widget for two searches over time, with a scale at the left."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from index.engine.request import Period, Step
from tui.settings.keymap import Scope, bindings
from tui.view.comparison import LOWER, SIGNS, UPPER, Bars, Chart, chart, hanging, number, standing
from tui.view.timeline import TimelineCounts
from tui.widgets.span_cursor import SpanCursor

SELECTED = "═"
LINES_WITH_HALF = 6
"""Minimum lines above the axis for a number half way up the scale."""


class ComparisonChart(SpanCursor, can_focus=True):
    """Chart of bars that stand on an axis and bars that hang from it, on one scale.

    The cursor is a character on the axis that points to one of the series; the bars at the cursor
    are bold, and in the plain colour.
    """

    BINDINGS = bindings(Scope.COMPARISON)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "chart--upper",
        "chart--lower",
        "chart--axis",
        "chart--chosen",
    }
    DEFAULT_CSS = """
    ComparisonChart {
        height: 1fr; width: 1fr;
        & > .chart--upper { color: $accent; }
        & > .chart--lower { color: $warning; }
        & > .chart--axis { text-style: dim; }
        & > .chart--chosen { text-style: bold; }
    }
    """

    class Moved(SpanCursor.Moved):
        """Message that the cursor is on another span, selection or series."""

    class Chosen(SpanCursor.Chosen):
        """Message that the reader wants the hits of the current series in the span or selection."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._counts: tuple[TimelineCounts, TimelineCounts, TimelineCounts] = ((), (), ())
        self._step = Step.MONTH
        self._period: Period | None = None
        self._chart = Chart()
        self._scale_width = 2
        self._above: list[str] = []
        self._below: list[str] = []
        self._pointed_cells: tuple[int, int] | None = None
        """Cells under the cursor when it was last painted."""
        self.series = UPPER
        """Series under the cursor, `UPPER` or `LOWER`."""
        self.share = False
        """Whether the bars are shares of all articles of their time."""

    def show(
        self,
        upper: TimelineCounts,
        lower: TimelineCounts,
        articles: TimelineCounts,
        step: Step,
        period: Period | None,
    ) -> None:
        """Draw other counts; in a shorter period the cursor begins at the newest span."""
        if (step, period) != (self._step, self._period):
            self._go_to_period(period, self._period)
        self._counts, self._step, self._period = (upper, lower, articles), step, period
        self._draw()

    def show_share(self, share: bool) -> None:
        """Draw shares of all articles, or hits."""
        self.share = share
        self._draw_bars()

    def on_resize(self) -> None:
        """Draw as many bars as fit the new size."""
        self._draw()

    @property
    def _margin(self) -> int:
        """Cells of the scale."""
        return self._scale_width

    def _draw(self) -> None:
        # The scale is as wide as its numbers, and these depend on the months that share a bar.
        self._scale_width = 2
        for _ in range(2):
            width = self.size.width - self._scale_width - 1
            self._chart = chart(*self._counts, width, self._step, self._period)
            widest = max(len(number(self._chart.top(share), share)) for share in (False, True))
            self._scale_width = max(widest + 2, self._scale_width)
        self._drawing = self._chart.axis
        self._draw_bars()

    def _draw_bars(self) -> None:
        above, below = self._heights
        self._above = standing(self._chart, UPPER, self.share, above)
        self._below = hanging(self._chart, LOWER, self.share, below)
        self.refresh()
        self._tell()

    def _repaint(self) -> None:
        """Repaint only the old and new columns of the cursor: few bytes over a slow link."""
        before, self._pointed_cells = self._pointed_cells, self._cells
        columns = [
            Region(self._margin + start, 0, end - start, self.size.height)
            for start, end in filter(None, (before, self._pointed_cells))
        ]
        if columns:
            self.refresh(*columns)

    @property
    def bars(self) -> Bars | None:
        """Bars under the cursor or in the selection, as a sum; None without any."""
        ends = self._ends
        return self._chart.between(*ends) if ends else None

    @property
    def top(self) -> float:
        """Value of the highest bar."""
        return self._chart.top(self.share)

    def action_series(self, series: int) -> None:
        """Point to the series above the axis (0), or to the series below (1)."""
        self.series = series
        self._tell()

    # -- drawing

    @property
    def _heights(self) -> tuple[int, int]:
        """Number of lines above the axis, and below it."""
        free = max(self.size.height - 1, 0)
        return free - free // 2, free // 2

    def render_line(self, y: int) -> Strip:
        """Return one line of the chart (Textual's Line API)."""
        above = len(self._above)
        if not self._drawing.spans or y > above + len(self._below):
            return Strip.blank(self.size.width, self.rich_style)
        if y < above:
            return self._bars(y, self._above[y], "upper")
        return self._axis(y) if y == above else self._bars(y, self._below[y - above - 1], "lower")

    def _scale(self, y: int) -> str:
        """Return the number of the scale beside a line, or spaces.

        The highest value stands at both ends, 0 at the axis, another value half way up.
        """
        above, below = len(self._above), len(self._below)
        values = {0: 1.0, above: 0.0, above + below: 1.0}
        half = (above - above // 2) / above if above >= LINES_WITH_HALF else 1.0
        if number(half * self.top, self.share) not in ("0", number(self.top, self.share)):
            values[above // 2] = half
        text = number(values[y] * self.top, self.share) if y in values else ""
        return f"{text:>{self._scale_width - 1}} "

    def _bars(self, y: int, text: str, series: str) -> Strip:
        style = self._style(series)
        ends = self._cells if self.has_focus else None
        if ends is None:
            return self._strip(y, [Segment(text, style)])
        start, end = ends
        chosen = style + self._style("chosen")
        return self._strip(
            y,
            [
                Segment(text[:start], style),
                Segment(text[start:end], chosen),
                Segment(text[end:], style),
            ],
        )

    @property
    def pointer_line(self) -> int:
        """Line of the axis, between the two rows of bars."""
        return self._heights[0]

    def _axis(self, y: int) -> Strip:
        text, style = self._drawing.text, self._style("axis")
        ends, cells = self._ends, self._cells
        if ends is None or cells is None or not self.has_focus:
            return self._strip(y, [Segment(text, style)])
        start, end = cells
        at = self._drawing.spans[ends[1]].place
        marks = SELECTED * (end - start) if self.is_selecting else text[start:end]
        marks = marks[: at - start] + SIGNS[self.series] + marks[at - start + 1 :]
        named = self._style("upper" if self.series == UPPER else "lower") + self._style("chosen")
        return self._strip(
            y, [Segment(text[:start], style), Segment(marks, named), Segment(text[end:], style)]
        )

    @property
    def _cells(self) -> tuple[int, int] | None:
        """Cells under the cursor or selection, the end not included; None without spans."""
        ends = self._ends
        if ends is None:
            return None
        first = self._drawing.spans[min(ends)].place
        return first, self._chart.ends[max(ends)]

    def _style(self, name: str) -> Style:
        return self.rich_style + self.get_component_rich_style(f"chart--{name}", partial=True)

    def _strip(self, y: int, segments: list[Segment]) -> Strip:
        style = self.rich_style
        scale = Segment(self._scale(y), style + self._style("axis"))
        return Strip([scale, *segments]).adjust_cell_length(self.size.width, style)
