"""View of an article's text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Size
from textual.message import Message
from textual.strip import Strip

from index.match.spans import Span
from index.state import Position
from tui.settings.keymap import KEYS, Scope, bindings
from tui.view.article_layout import Layout, TextBlock, lay_out
from tui.view.cells import cell_len
from tui.view.find_in_text import Needle
from tui.view.selection import Selection, begun
from tui.widgets.plain_widget import Lines

MARGIN = 2
_SELECTING = frozenset(
    (key.action or key.id).partition("(")[0] for key in KEYS if key.place is Scope.SELECTION
)
"""Actions of the keys that work while text is selected."""


class ArticleView(Lines):
    """View of text blocks at a readable width, centred; only visible lines are drawn."""

    BINDINGS = [*bindings(Scope.SELECTION), *bindings(Scope.ARTICLE)]  # noqa: RUF012 (as Textual declares it)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"article--{name}"
        for name in (
            *("title", "text", "dim", "note", "heading", "related", "lead", "mark", "found"),
            *("selected", "cursor"),
        )
    }
    DEFAULT_CSS = """
    ArticleView {
        height: 1fr; width: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        & > .article--title { text-style: bold; color: $accent; }
        & > .article--dim { text-style: dim; }
        & > .article--note { color: $warning; }
        & > .article--heading { text-style: bold; }
        & > .article--lead { color: $accent; }
        & > .article--mark { color: $accent; text-style: bold underline; }
        & > .article--found { color: $accent; text-style: bold reverse; }
        & > .article--selected { text-style: reverse; }
        & > .article--cursor { color: $accent; text-style: bold underline reverse; }
    }
    """

    class Scrolled(Message):
        """Message that another line is at the top of the viewport."""

    class Resized(Message):
        """Message that the viewport, or the number of its lines, has another size."""

    class Selecting(Message):
        """Message that a selection has begun, changed or ended."""

    class Copied(Message):
        """Message that the reader copies the selected text."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(
        self,
        text_width: int,
        focusable: bool = True,
        selectable: bool = False,
        bordered: bool = False,
        id: str | None = None,
    ) -> None:
        super().__init__(bordered, id=id)
        self.can_focus = focusable
        self._selectable = selectable
        self._selection: Selection | None = None
        self._text_width = text_width
        self._blocks: tuple[TextBlock, ...] = ()
        self._layout_at: Layout = lay_out((), 1)
        self._laid_out_for = 0
        self._headline_end = 0
        """Last line of the headline."""
        self._matches: list[int] = []
        self._match: int | None = None
        self._wanted: Position | None = None
        self._wanted_match: Position | None = None
        self._least_height = 0
        self._needle = Needle("")
        """Text that the reader finds in the article; empty while the matches are the search's."""
        self._styles_by_name: dict[str, Style] = {}
        self._links: dict[str, Style] = {}

    # -- content

    def show(
        self,
        blocks: Sequence[TextBlock],
        position: Position | None = None,
        match: Position | None = None,
        height: int = 0,
    ) -> None:
        """Draw other blocks, scrolled to a match, to a remembered position, or to the top.

        The blocks scroll as if they had `height` lines at least.
        """
        self._least_height = height
        self._blocks = tuple(blocks)
        self._select(None)
        self._match = None
        self._wanted = position
        self._wanted_match = match
        self._lay_out()

    @property
    def position(self) -> Position | None:
        """Position at the top of the viewport; None at the very top and below the body."""
        if self._wanted is not None:
            return self._wanted
        top = self.scroll_offset.y
        return self.position_of(top) if top else None

    def position_of(self, line: int) -> Position | None:
        """Return the position in the body at or after a line; None below the body."""
        return self._layout_at.position_of(line)

    @property
    def text_height(self) -> int:
        """Number of lines of the text, and of one below it."""
        return len(self._layout_at.lines) + 1

    @property
    def is_headline_gone(self) -> bool:
        """Whether the headline is above the viewport."""
        return self.scroll_offset.y > self._headline_end

    @property
    def share_read(self) -> int:
        """Percentage of the lines above the bottom of the viewport."""
        count = len(self._layout_at.lines)
        seen = self.scroll_offset.y + self.scrollable_content_region.height
        return 100 if not count else min(100, round(100 * seen / count))

    @property
    def matches(self) -> tuple[int, int]:
        """Number of the current match, from 1, or 0 for none; and number of lines with a match."""
        return (0 if self._match is None else self._match + 1, len(self._matches))

    @property
    def cursor_screen_offset(self) -> Offset:
        """Screen offset of the selection's cursor, the current match, or the first visible line."""
        top, at = int(self.scroll_offset.y), self._margin
        line = top
        if self._selection is not None:
            line = self._selection.line(self._layout_at)
            pieces = self._layout_at.pieces(line, self._selected_on(line))
            before = takewhile(lambda piece: piece[1] != "cursor", pieces)
            at += sum(cell_len(text) for text, _ in before)
        elif self._match is not None and top <= self._matches[self._match] < top + self._page:
            line = self._matches[self._match]
        x, y = self.content_region.offset
        return Offset(x + at, y + line - top)

    def _lay_out(self) -> None:
        region = self.scrollable_content_region
        if not region.width:
            return
        width = max(min(self._text_width, region.width - 2 * MARGIN), min(region.width, 10))
        self._layout_at = self._marked(lay_out(self._blocks, width))
        self._laid_out_for = region.width
        self._matches = self._layout_at.match_lines()
        self._headline_end = self._layout_at.last_line("title")
        height = max(self.text_height, self._least_height)
        self.show_bar(height > region.height)
        self.virtual_size = Size(region.width, height)
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

    def _marked(self, layout: Layout) -> Layout:
        """Return the layout with the matches of the needle in place of the search's matches."""
        if not self._needle:
            return layout
        blocks = (each._replace(marks=self._needle.spans(each.text)) for each in layout.blocks)
        return replace(layout, blocks=tuple(blocks))

    def is_found(self, text: str) -> bool:
        """Tell whether the current matches belong to a text from `find`."""
        return self._needle.text == text

    def find(self, needle: Needle, top: int) -> None:
        """Mark the matches of a needle, and go to the first match from the line `top` on.

        An empty needle restores the matches of the search, and scrolls to that line.
        """
        self._needle, self._match = needle, None
        self._layout_at = self._marked(replace(self._layout_at, blocks=self._blocks))
        self._matches = self._layout_at.match_lines()
        self.scroll_to(y=top, animate=False, force=True, immediate=True)
        if needle:
            self.go_to_match(1)
        self.refresh()

    def _go_to(self, line: int) -> None:
        """Go to the first match at or below a line, or to the last match."""
        if self._matches:
            at = bisect_left(self._matches, line)
            self._match = min(at, len(self._matches) - 1)
            self._show_match()

    def on_resize(self, event: events.Resize) -> None:
        """Lay out the text for another width, with the same text at the top of the viewport."""
        if self.scrollable_content_region.width != self._laid_out_for:
            if self._wanted is None:
                self._wanted = self.position
            self._lay_out()
        self.post_message(self.Resized())

    # -- drawing

    def render_line(self, y: int) -> Strip:
        """Return one line of the viewport (Textual's Line API)."""
        width = self.scrollable_content_region.width
        number = y + self.scroll_offset.y
        if number >= len(self._layout_at.lines):
            return Strip.blank(width, self._style(""))
        left = self._margin
        found = self._match is not None and self._matches[self._match] == number
        segments = [Segment(" " * left, self._style(""))]
        link = self._layout_at.blocks[self._layout_at.lines[number].block].link
        for text, name in self._layout_at.pieces(number, self._selected_on(number)):
            style = self._style("found" if found and name == "mark" else name)
            segments.append(Segment(text, style + self._link(link) if link else style))
        return Strip(segments).adjust_cell_length(width, self._style(""))

    @property
    def _margin(self) -> int:
        """Cells before the text."""
        return max((self.scrollable_content_region.width - self._layout_at.width) // 2, 0)

    def _style(self, name: str) -> Style:
        style = self._styles_by_name.get(name)
        if style is None:
            style = self.rich_style
            if name:
                style += self.get_component_rich_style(f"article--{name}", partial=True)
            self._styles_by_name[name] = style
        return style

    def _link(self, target: str) -> Style:
        """Return the style of a hyperlink (OSC 8), from a cache: each new style has another id."""
        return self._links.setdefault(target, Style(link=target))

    def _selected_on(self, number: int) -> list[tuple[Span, str]]:
        """Return the spans of a line that are selected or under the cursor, with their styles."""
        selection, layout = self._selection, self._layout_at
        if selection is None:
            return []
        line = layout.lines[number]
        found: list[tuple[Span, str]] = []
        if span := selection.span(layout, line.block, selection.bounds(layout)):
            found.append((span, "selected"))
        if selection.cursor.block == line.block:
            found.append((selection.cursor_span(layout), "cursor"))
        return found

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Skip Textual's update, which takes milliseconds: no style here depends on the focus."""

    def notify_style_update(self) -> None:
        """Clear the cache of styles when the theme changes."""
        self._styles_by_name.clear()
        super().notify_style_update()

    # -- scrolling

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Post `Scrolled` when another line is at the top: the screen shows the progress."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.post_message(self.Scrolled())

    def _scroll_by(self, lines: int) -> None:
        self.scroll_to(y=self.scroll_offset.y + lines, animate=False, force=True)

    @property
    def _page(self) -> int:
        return max(self.scrollable_content_region.height, 1)

    def action_scroll_lines(self, lines: int) -> None:
        """Scroll lines down, or up when negative."""
        self._scroll_by(lines)

    def action_scroll_half(self, pages: int) -> None:
        """Scroll half pages down, or up when negative."""
        self._scroll_by(pages * max(self._page // 2, 1))

    def action_scroll_pages(self, pages: int) -> None:
        """Scroll pages down, or up when negative, with two lines of the page before."""
        self._scroll_by(pages * max(self._page - 2, 1))

    def action_article_top(self) -> None:
        """Scroll to the first line."""
        self.scroll_to(y=0, animate=False, force=True)

    def action_article_bottom(self) -> None:
        """Scroll to the last line."""
        self.scroll_to(y=len(self._layout_at.lines), animate=False, force=True)

    def action_to_number(self, number: int) -> None:
        """Scroll the line of this number, from 1, to the top."""
        self.scroll_to(y=number - 1, animate=False, force=True)

    # -- selection

    @property
    def selected(self) -> str | None:
        """Selected text; None without a selection."""
        return self._selection.text(self._layout_at) if self._selection else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the keys of a selection only while text is selected."""
        if action in _SELECTING:
            return self._selection is not None
        if action in ("select", "select_lines"):
            return self._selectable
        return super().check_action(action, parameters)

    def action_select(self) -> None:
        """Begin a selection letter by letter."""
        self._begin(by_lines=False)

    def action_select_lines(self) -> None:
        """Begin a selection of whole lines."""
        self._begin(by_lines=True)

    def _begin(self, by_lines: bool) -> None:
        """Begin a selection at the current match if visible, or else at the first visible line."""
        top = self.scroll_offset.y
        line = top if self._match is None else self._matches[self._match]
        in_sight = top <= line < top + self._page
        self._select(begun(self._layout_at, line if in_sight else top, by_lines))

    def _select(self, selection: Selection | None) -> None:
        if selection == self._selection:
            return
        self._selection = selection
        if selection is not None:
            line, top = selection.line(self._layout_at), self.scroll_offset.y
            if line < top:
                self.scroll_to(y=line, animate=False, force=True)
            elif line >= top + self._page:
                self.scroll_to(y=line - self._page + 1, animate=False, force=True)
        self.refresh()
        self.post_message(self.Selecting())

    def action_end_to(self, where: str, count: int = 1) -> None:
        """Move the end of the selection in a direction of `Selection.moved`."""
        if self._selection is not None:
            self._select(self._selection.moved(self._layout_at, where, count))

    def action_end_half(self, pages: int) -> None:
        """Move the end of the selection half pages down, or up when negative."""
        self.action_end_to("down" if pages > 0 else "up", max(self._page // 2, 1))

    def action_other_end(self) -> None:
        """Swap the ends of the selection, so that its other end moves."""
        if self._selection is not None:
            both = self._selection
            self._select(replace(both, anchor=both.cursor, cursor=both.anchor))

    def action_by_letters(self) -> None:
        """Change from whole lines to letters, or end the selection."""
        self._by_lines(False)

    def action_by_lines(self) -> None:
        """Change from letters to whole lines, or end the selection."""
        self._by_lines(True)

    def _by_lines(self, by_lines: bool) -> None:
        if self._selection is not None:
            same = self._selection.by_lines == by_lines
            self._select(None if same else replace(self._selection, by_lines=by_lines))

    def action_copy_selection(self) -> None:
        """Post the selected text for the clipboard, and end the selection."""
        if self.selected is not None:
            self.post_message(self.Copied(self.selected))
            self._select(None)

    def action_unselect(self) -> None:
        """End the selection."""
        self._select(None)

    # -- matches

    def go_to_match(self, step: int) -> bool:
        """Go `step` lines with a match on, back for a negative one, round the end; return False
        without any match.

        The first jump counts from the viewport: its first match is the first on, the one before
        the first back.
        """
        if not self._matches:
            return False
        if self._match is None:
            top = self.scroll_offset.y
            below = [n for n, line in enumerate(self._matches) if line >= top]
            start = below[0] if below else 0
            self._match = (start + step - (step > 0)) % len(self._matches)
        else:
            self._match = (self._match + step) % len(self._matches)
        self._show_match()
        return True

    def name_match(self, number: int) -> None:
        """Make the match of this number, as in `matches`, the current one, without scrolling."""
        if 0 < number <= len(self._matches):
            self._match = number - 1
            self.refresh()

    def go_to(self, position: Position) -> None:
        """Scroll to a position of the text, with some of the lines before it."""
        line = self._layout_at.line_of(position)
        self.scroll_to(y=max(line - self._page // 3, 0), animate=False, force=True)

    def _show_match(self) -> None:
        assert self._match is not None
        line = self._matches[self._match]
        top = self.scroll_offset.y
        if not top <= line < top + self._page:
            self.scroll_to(y=max(line - self._page // 3, 0), animate=False, force=True)
        self.refresh()
