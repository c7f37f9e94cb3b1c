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
    """Blocks of text at a readable width, centred; only the lines in sight are drawn."""

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
        """Another line stands at the top."""

    class Resized(Message):
        """More or fewer lines are seen, or there are."""

    class Selecting(Message):
        """Text is being selected, more or less of it, or no longer."""

    class Copied(Message):
        """The reader copies what is selected."""

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
        """The last line of the headline."""
        self._matches: list[int] = []
        self._match: int | None = None
        self._wanted: Position | None = None
        self._wanted_match: Position | None = None
        self._least_height = 0
        self._needle = Needle("")
        """What is found in the text by itself; empty while the matches are those of a search."""
        self._styles_by_name: dict[str, Style] = {}
        self._links: dict[str, Style] = {}

    # -- what it shows

    def show(
        self,
        blocks: Sequence[TextBlock],
        position: Position | None = None,
        match: Position | None = None,
        height: int = 0,
    ) -> None:
        """Draw these blocks: where a match stands, from a remembered position, or from the top.
        They are scrolled through as if they had `height` lines at least."""
        self._least_height = height
        self._blocks = tuple(blocks)
        self._select(None)
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
        return self.position_of(top) if top else None

    def position_of(self, line: int) -> Position | None:
        """The place in the body at or after a line."""
        return self._layout_at.position_of(line)

    @property
    def text_height(self) -> int:
        """The lines of the text, and one below it."""
        return len(self._layout_at.lines) + 1

    @property
    def is_headline_gone(self) -> bool:
        """Whether the headline is scrolled away."""
        return self.scroll_offset.y > self._headline_end

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

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where on the screen the end of the selection stands, the match that was jumped to, or
        else the first line in sight."""
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
        """The layout with the matches of the needle in place of those of the search."""
        if not self._needle:
            return layout
        blocks = (each._replace(marks=self._needle.spans(each.text)) for each in layout.blocks)
        return replace(layout, blocks=tuple(blocks))

    def is_found(self, text: str) -> bool:
        """Whether the matches are those of this text."""
        return self._needle.text == text

    def find(self, needle: Needle, top: int) -> None:
        """Mark what is found, and go to the first match from the line `top` on; an empty needle
        brings the matches of the search back, and goes to that line."""
        self._needle, self._match = needle, None
        self._layout_at = self._marked(replace(self._layout_at, blocks=self._blocks))
        self._matches = self._layout_at.match_lines()
        self.scroll_to(y=top, animate=False, force=True, immediate=True)
        if needle:
            self.go_to_match(1)
        self.refresh()

    def _go_to(self, line: int) -> None:
        """To the first match of a line or below it."""
        if self._matches:
            at = bisect_left(self._matches, line)
            self._match = min(at, len(self._matches) - 1)
            self._show_match()

    def on_resize(self, event: events.Resize) -> None:
        """The same text at the top whatever the width; another height moves nothing."""
        if self.scrollable_content_region.width != self._laid_out_for:
            if self._wanted is None:
                self._wanted = self.position
            self._lay_out()
        self.post_message(self.Resized())

    # -- drawing

    def render_line(self, y: int) -> Strip:
        """One line of the screen (Textual's Line API)."""
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
        """A hyperlink (OSC 8); kept, for each one made has another id."""
        return self._links.setdefault(target, Style(link=target))

    def _selected_on(self, number: int) -> list[tuple[Span, str]]:
        """Which characters of a line look selected, and under which the cursor stands."""
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
        """Nothing: no style here depends on it, and to find that out takes Textual milliseconds."""

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

    def action_to_number(self, number: int) -> None:
        """The line of this number, from 1, at the top."""
        self.scroll_to(y=number - 1, animate=False, force=True)

    # -- selecting

    @property
    def selected(self) -> str | None:
        """The text that is selected; None while nothing is being selected."""
        return self._selection.text(self._layout_at) if self._selection else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While text is selected keys mean something else."""
        if action in _SELECTING:
            return self._selection is not None
        if action in ("select", "select_lines"):
            return self._selectable
        return super().check_action(action, parameters)

    def action_select(self) -> None:
        """Begin to select letter by letter."""
        self._begin(by_lines=False)

    def action_select_lines(self) -> None:
        """Begin to select whole lines."""
        self._begin(by_lines=True)

    def _begin(self, by_lines: bool) -> None:
        """At the match that was jumped to, or else at the first line in sight."""
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
        """The end of the selection goes elsewhere (`Selection.moved`)."""
        if self._selection is not None:
            self._select(self._selection.moved(self._layout_at, where, count))

    def action_end_half(self, pages: int) -> None:
        """Half pages down, or up when negative."""
        self.action_end_to("down" if pages > 0 else "up", max(self._page // 2, 1))

    def action_other_end(self) -> None:
        """What moves from now on is where the selection began."""
        if self._selection is not None:
            both = self._selection
            self._select(replace(both, anchor=both.cursor, cursor=both.anchor))

    def action_by_letters(self) -> None:
        """From whole lines to letters, or leave."""
        self._by_lines(False)

    def action_by_lines(self) -> None:
        """From letters to whole lines, or leave."""
        self._by_lines(True)

    def _by_lines(self, by_lines: bool) -> None:
        if self._selection is not None:
            same = self._selection.by_lines == by_lines
            self._select(None if same else replace(self._selection, by_lines=by_lines))

    def action_copy_selection(self) -> None:
        """Hand the text out, and select no more."""
        if self.selected is not None:
            self.post_message(self.Copied(self.selected))
            self._select(None)

    def action_unselect(self) -> None:
        """Select no more."""
        self._select(None)

    # -- matches

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

    def name_match(self, number: int) -> None:
        """Be at the match of this number, as `matches` counts them, without going there."""
        if 0 < number <= len(self._matches):
            self._match = number - 1
            self.refresh()

    def go_to(self, position: Position) -> None:
        """To a place in the text, with some of the lines before it."""
        line = self._layout_at.line_of(position)
        self.scroll_to(y=max(line - self._page // 3, 0), animate=False, force=True)

    def _show_match(self) -> None:
        assert self._match is not None
        line = self._matches[self._match]
        top = self.scroll_offset.y
        if not top <= line < top + self._page:
            self.scroll_to(y=max(line - self._page // 3, 0), animate=False, force=True)
        self.refresh()
