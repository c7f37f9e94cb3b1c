"""How is an article read?"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from index.state import Position
from tui.document import Block, Layout, lay_out
from tui.keys import Place, bindings

MARGIN = 2


class ArticleView(ScrollView):
    """Blocks of text at a readable width, centred; only the lines in sight are drawn."""

    BINDINGS = bindings(Place.ARTICLE)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"article--{name}"
        for name in ("title", "text", "dim", "note", "heading", "related", "lead", "mark", "found")
    }
    DEFAULT_CSS = """
    ArticleView {
        height: 1fr; width: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1;
        & > .article--title { text-style: bold; color: $accent; }
        & > .article--dim { text-style: dim; }
        & > .article--note { color: $warning; }
        & > .article--heading { text-style: bold; }
        & > .article--lead { color: $accent; }
        & > .article--mark { color: $warning; text-style: bold; }
        & > .article--found { color: $warning; text-style: bold reverse; }
    }
    """

    class Scrolled(Message):
        """Another line stands at the top."""

    def __init__(self, text_width: int, focusable: bool = True, id: str | None = None) -> None:
        super().__init__(id=id)
        self.can_focus = focusable
        self._text_width = text_width
        self._blocks: tuple[Block, ...] = ()
        self._layout_at: Layout = lay_out((), 1)
        self._matches: list[int] = []
        self._match: int | None = None
        self._wanted: Position | None = None
        self._wanted_match: Position | None = None
        self._styles_by_name: dict[str, Style] = {}

    # -- what it shows

    def show(
        self,
        blocks: Sequence[Block],
        position: Position | None = None,
        match: Position | None = None,
    ) -> None:
        """Draw these blocks: where a match stands, from a remembered position, or from the top."""
        self._blocks = tuple(blocks)
        self._match = None
        self._wanted = position
        self._wanted_match = match
        self._lay_out()

    @property
    def position(self) -> Position | None:
        """The place in the body at the top of the screen; None at the very top."""
        if self._wanted is not None:
            return self._wanted
        top = self.scroll_offset.y
        return self._layout_at.position_of(top) if top else None

    @property
    def share_read(self) -> int:
        """Percent of the lines that are above the bottom of the screen."""
        count = len(self._layout_at.lines)
        seen = self.scroll_offset.y + self.scrollable_content_region.height
        return 100 if not count else min(100, round(100 * seen / count))

    @property
    def matches(self) -> tuple[int, int]:
        """(number of the match that was jumped to, from 1, or 0; how many lines match)."""
        return (0 if self._match is None else self._match + 1, len(self._matches))

    def _lay_out(self) -> None:
        region = self.scrollable_content_region
        if not region.width:
            return
        width = max(min(self._text_width, region.width - 2 * MARGIN), min(region.width, 10))
        self._layout_at = lay_out(self._blocks, width)
        self._matches = self._layout_at.match_lines()
        self.virtual_size = Size(region.width, len(self._layout_at.lines) + 1)
        if self._wanted is not None:
            line = self._layout_at.line_of(self._wanted)
            self._wanted = None
        else:
            line = 0
        self.scroll_to(y=line, animate=False, force=True)
        if self._wanted_match is not None:
            self._go_to(self._layout_at.line_of(self._wanted_match))
            self._wanted_match = None
        self.refresh()

    def _go_to(self, line: int) -> None:
        """To the first match of a line or below it."""
        if self._matches:
            at = bisect_left(self._matches, line)
            self._match = min(at, len(self._matches) - 1)
            self._show_match()

    def on_resize(self, event: events.Resize) -> None:
        """The same text at the top whatever the width."""
        if self._wanted is None:
            self._wanted = self.position
        self._lay_out()

    # -- drawing

    def render_line(self, y: int) -> Strip:
        """One line of the screen (Textual's Line API)."""
        width = self.scrollable_content_region.width
        number = y + self.scroll_offset.y
        if number >= len(self._layout_at.lines):
            return Strip.blank(width, self.rich_style)
        left = max((width - self._layout_at.width) // 2, 0)
        found = self._match is not None and self._matches[self._match] == number
        segments = [Segment(" " * left, self.rich_style)]
        for text, name in self._layout_at.pieces(number):
            segments.append(
                Segment(text, self._style("found" if found and name == "mark" else name))
            )
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _style(self, name: str) -> Style:
        style = self._styles_by_name.get(name)
        if style is None:
            style = self.rich_style
            if name:
                style += self.get_component_rich_style(f"article--{name}", partial=True)
            self._styles_by_name[name] = style
        return style

    def notify_style_update(self) -> None:
        """Textual's word that the theme changed."""
        self._styles_by_name.clear()
        super().notify_style_update()

    # -- moving

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tell the screen, which shows how far the reader is."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.post_message(self.Scrolled())

    def _scroll_by(self, lines: int) -> None:
        self.scroll_to(y=self.scroll_offset.y + lines, animate=False, force=True)

    @property
    def _page(self) -> int:
        return max(self.scrollable_content_region.height, 1)

    def action_scroll_lines(self, lines: int) -> None:
        """So many lines down, or up when negative."""
        self._scroll_by(lines)

    def action_scroll_half(self, pages: int) -> None:
        """Half pages down, or up when negative."""
        self._scroll_by(pages * max(self._page // 2, 1))

    def action_scroll_pages(self, pages: int) -> None:
        """Pages down, or up when negative, with two lines of the page before."""
        self._scroll_by(pages * max(self._page - 2, 1))

    def action_article_top(self) -> None:
        """The first line."""
        self.scroll_to(y=0, animate=False, force=True)

    def action_article_bottom(self) -> None:
        """The last line."""
        self.scroll_to(y=len(self._layout_at.lines), animate=False, force=True)

    def go_to_match(self, step: int) -> bool:
        """To the next line that matches (1) or the one before (-1), round the end; False if none.

        The first time it starts from what is in sight.
        """
        if not self._matches:
            return False
        if self._match is None:
            top = self.scroll_offset.y
            below = [n for n, line in enumerate(self._matches) if line >= top]
            start = below[0] if below else 0
            self._match = start if step > 0 else (start - 1) % len(self._matches)
        else:
            self._match = (self._match + step) % len(self._matches)
        self._show_match()
        return True

    def _show_match(self) -> None:
        assert self._match is not None
        line = self._matches[self._match]
        top = self.scroll_offset.y
        if not top <= line < top + self._page:
            self.scroll_to(y=max(line - self._page // 3, 0), animate=False, force=True)
        self.refresh()
