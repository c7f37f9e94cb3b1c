"""When were the articles published that a search finds?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.timeline import draw


class Timeline(Widget):
    """One line of bars over the months."""

    DEFAULT_CSS = "Timeline { height: 1; width: 1fr; color: $accent; }"

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._months: tuple[tuple[date, int], ...] = ()

    def show(self, months: Sequence[tuple[date, int]]) -> None:
        """Draw these months."""
        if tuple(months) != self._months:
            self._months = tuple(months)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line (Textual's Line API)."""
        text = draw(self._months, self.size.width - 6).text
        return Strip([Segment("   " + text, self.rich_style)]).adjust_cell_length(
            self.size.width, self.rich_style
        )
