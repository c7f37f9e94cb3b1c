"""Bars: the header line above and the status line below."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.view.cells import cell_len, display, fit
from tui.view.rows import StyledText
from tui.widgets.plain_widget import plain

LINES_AT_MOST = 4


class Bar(Widget):
    """Line with pieces at the left and an uncut text at the right; or text on several lines."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"bar--{name}" for name in ("strong", "key", "dim", "warning")
    }
    DEFAULT_CSS = """
    Bar {
        height: 1; width: 1fr;
        & > .bar--strong { text-style: bold; color: $accent; }
        & > .bar--key { color: $accent; }
        & > .bar--dim { text-style: dim; }
        & > .bar--warning { color: $warning; }
    }
    """

    class Clicked(Message):
        """Click on a piece at the left, or on the text at the right."""

        def __init__(self, pieces: Sequence[StyledText], number: int) -> None:
            super().__init__()
            self.pieces = pieces
            self.number = number
            """Index of the clicked piece; the text at the right is the last."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        plain(self)
        self._left: tuple[StyledText, ...] = ()
        self._right = ""
        self._lines: list[list[StyledText]] = []
        """Content on more than one line."""
        self._styles_by_name: dict[str, Style] = {}

    @property
    def text(self) -> str:
        """Text of the bar, left and right."""
        left = "".join(text for text, _ in self._left)
        return f"{left}  {self._right}".strip()

    def show(self, left: Sequence[StyledText], right: str = "") -> None:
        """Show pieces and a text on one line; repaint only when they differ."""
        if (tuple(left), right) != (self._left, self._right):
            self._left, self._right = tuple(left), right
            self.refresh()
        self._lines_wanted(1)

    def tell(self, text: str, style: str, right: str = "") -> None:
        """Show a whole sentence, on as many lines as it takes (`LINES_AT_MOST`)."""
        room = max(self.size.width - 2, 1)
        short = (
            not self.size or cell_len(display(text)) + (cell_len(right) + 2 if right else 0) <= room
        )
        self.show([(text, style)], right if short else "")
        if not short:
            self._wrap([[(text, style)]], room)

    def show_corner(self, right: str) -> None:
        """Show another text at the right, unless the sentence at the left takes its room."""
        if self._right and not self._lines:
            self.show(self._left, right)

    def wrap(
        self, *paragraphs: Sequence[StyledText], indent: int = 0, most: int = LINES_AT_MOST
    ) -> None:
        """Show whole paragraphs, each on lines of its own, indented, on `most` lines in all."""
        self._left, self._right = tuple(chain(*paragraphs)), ""
        self._wrap(paragraphs, max(self.size.width - 2 - indent, 1), indent, most)

    def _wrap(
        self,
        paragraphs: Sequence[Sequence[StyledText]],
        room: int,
        indent: int = 0,
        most: int = LINES_AT_MOST,
    ) -> None:
        lines = [
            [(" " * indent, ""), *line] for each in paragraphs for line in _wrapped(each, room)
        ]
        if len(lines) > most:
            del lines[most:]
            lines[-1].append(("…", ""))
        if lines != self._lines:
            self.refresh()
        self._lines_wanted(len(lines))
        self._lines = lines

    def _lines_wanted(self, lines: int) -> None:
        if lines == 1:
            self._lines = []
        if self.styles.height is None or self.styles.height.value != lines:
            self.styles.height = lines
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return one line of the bar (Textual's Line API)."""
        width = self.size.width
        style = self._styled("")
        if y < len(self._lines):
            segments = [Segment(text, self._styled(name)) for text, name in self._lines[y]]
            return Strip([Segment(" ", style), *segments]).adjust_cell_length(width, style)
        return self.line(self._left, self._right)

    def line(self, left: Sequence[StyledText], right: str) -> Strip:
        """Return a line with pieces at the left and a text at the right."""
        width, style = self.size.width, self._styled("")
        right = display(right)
        room = width - 2
        right_width = min(cell_len(right), room)
        left_room = max(room - right_width - 2, 0) if right else room
        segments = [Segment(" ", style)]
        for number, (text, name) in enumerate(left):
            piece = display(text)
            length = cell_len(piece)
            goes_on = any(more.strip() for more, _ in left[number + 1 :])
            if length > left_room and not goes_on:
                piece = piece.rstrip()
                length = cell_len(piece)
            if length > left_room or (length == left_room and goes_on):
                # A piece that just fits is cut too, to show that more pieces are missing behind it.
                piece, length = fit(f"{piece}…", left_room), left_room
            left_room -= length
            segments.append(Segment(piece, self._styled(name)))
        if right:
            segments.append(Segment(" " * (left_room + min(2, room - right_width)), style))
            segments.append(Segment(fit(right, right_width), self._styled("dim")))
        return Strip(segments).adjust_cell_length(width, style)

    def on_click(self, event: events.Click) -> None:
        """Post the clicked piece; a sentence on several lines has none."""
        if self._lines:
            return
        pieces, at = (*self._left, (self._right, "dim")), 1
        right = self.size.width - 1 - cell_len(display(self._right))
        if self._right and event.x >= right:
            self.post_message(self.Clicked(pieces, len(pieces) - 1))
            return
        for number, (text, _) in enumerate(self._left):
            at += cell_len(display(text))
            if event.x < at:
                if event.x > 0:
                    self.post_message(self.Clicked(pieces, number))
                return

    def _styled(self, name: str) -> Style:
        style = self._styles_by_name.get(name)
        if style is None:
            style = self.rich_style
            if name:
                style += self.get_component_rich_style(f"bar--{name}", partial=True)
            self._styles_by_name[name] = style
        return style

    def notify_style_update(self) -> None:
        """Clear the cache of styles when the theme changes."""
        self._styles_by_name.clear()
        super().notify_style_update()


def _wrapped(pieces: Sequence[StyledText], room: int) -> list[list[StyledText]]:
    """Return the pieces on as many lines of `room` cells as they take."""
    from tui.view.wrap import wrap  # takes milliseconds that the first frame can do without

    shown = [(display(text), style) for text, style in pieces]
    spans = wrap("".join(text for text, _ in shown), room)
    return [_cut_out(shown, start, end) for start, end in spans]


def _cut_out(pieces: Sequence[StyledText], start: int, end: int) -> list[StyledText]:
    """Return the pieces from one offset to another, counted over all pieces."""
    found: list[StyledText] = []
    at = 0
    for text, style in pieces:
        part = text[max(start - at, 0) : max(end - at, 0)]
        if part:
            found.append((part, style))
        at += len(text)
    return found
