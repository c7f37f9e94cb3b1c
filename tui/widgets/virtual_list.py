"""List of any length that draws only its visible rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from tui.settings.keymap import Scope, bindings
from tui.view.cells import fit
from tui.view.rows import Divider, StyledText
from tui.widgets.plain_widget import Lines


class VirtualList(Lines, can_focus=True):
    """List with `LINES` lines for each row, drawn only where visible; the cursor is a row.

    A move inside the page repaints two rows. A subclass provides the lines of a row. Dividers stand
    between rows and scroll with them.
    """

    LINES: ClassVar[int] = 1
    BINDINGS = bindings(Scope.LISTS)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"row--{name}"
        for name in (
            "cursor",
            "dot",
            "star",
            "dim",
            "source",
            "read",
            "unread",
            "title",
            "selected",
            "mark",
            "snippet",
            "divider",
        )
    }
    DEFAULT_CSS = """
    VirtualList {
        height: 1fr; width: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1;
        & > .row--cursor { color: $accent; }
        & > .row--dot { color: $accent; }
        & > .row--star { color: $warning; }
        & > .row--dim { text-style: dim; }
        & > .row--unread { text-style: bold; }
        & > .row--title { text-style: bold; }
        & > .row--snippet { text-style: dim; }
        & > .row--selected { color: $accent; text-style: bold; }
        & > .row--mark { color: $accent; text-style: bold underline; }
        & > .row--divider { color: $accent; }
    }
    """

    cursor: reactive[int] = reactive(0, repaint=False)
    count: reactive[int] = reactive(0, repaint=False)
    empty: reactive[str] = reactive("")
    """Text in the middle of the list while it has no rows."""

    class Opened(Message):
        """Message that the reader clicked on the row under the cursor."""

        def __init__(self, row: int) -> None:
            super().__init__()
            self.row = row

    class Missing(Message):
        """Message that a visible row is not loaded."""

        def __init__(self, row: int) -> None:
            super().__init__()
            self.row = row

    def __init__(self, moved: Callable[[], object], id: str | None = None) -> None:
        """Take `moved`, a callback for each move of the cursor to another row.

        A message instead would take longer than drawing the two rows.
        """
        super().__init__(id=id)
        self._moved = moved
        self._styles_by_name: dict[str, Style] = {}
        self._missing: set[int] = set()
        self._dividers: tuple[Divider, ...] = ()

    def row_lines(self, row: int, width: int) -> list[list[StyledText]] | None:
        """Return the `LINES` lines of a row, each of exactly `width` cells; None if not loaded."""
        raise NotImplementedError

    # -- content

    def reset(
        self,
        count: int,
        cursor: int = 0,
        top: int | None = None,
        dividers: Sequence[Divider] = (),
    ) -> None:
        """Draw other rows, from the line `top` if the cursor is visible there.

        `dividers` stand in the order of their rows, at most one above a row.
        """
        self._missing.clear()
        self._dividers = tuple(dividers)
        self.count = count
        self._resize_canvas()
        self.set_reactive(VirtualList.cursor, self._clamp(cursor))
        if top is not None:
            self.scroll_to(y=top, animate=False, force=True)
        self._show_cursor()
        self.refresh()

    def grow(self, count: int) -> None:
        """Add rows of the same list at its end, `count` in all."""
        self.count = count
        self._resize_canvas()
        self.refresh()

    def row_changed(self, row: int) -> None:
        """Repaint one row."""
        self.refresh(self._region(row))

    def arrived(self) -> None:
        """Draw the rows that were missing and are loaded now."""
        self._missing.clear()
        self.refresh()

    @property
    def first_row(self) -> int:
        """First visible row."""
        return self._row_at(self.scroll_offset.y)[0]

    @property
    def page_rows(self) -> int:
        """Number of whole rows that fit in the viewport, at least one."""
        return max(self.scrollable_content_region.height // self.LINES, 1)

    @property
    def cursor_screen_offset(self) -> Offset:
        """Screen offset of the row under the cursor."""
        x, y = self.content_region.offset
        return Offset(x, y + self._line_of(self.cursor) - int(self.scroll_offset.y))

    # -- drawing

    def render_line(self, y: int) -> Strip:
        """Return one line of the viewport (Textual's Line API)."""
        width = self.scrollable_content_region.width
        if not self.count:
            text = self._empty_line(y - self.size.height // 3, width)
            return Strip([Segment(fit(text.center(width), width), self._style("dim"))])
        row, line = self._row_at(y + self.scroll_offset.y)
        if row >= self.count:
            return Strip.blank(width, self._style(""))
        if line < 0:
            text = next(each.text(width) for each in self._dividers if each.row == row)
            return Strip([Segment(fit(text, width), self._style("divider"))], width)
        lines = self.row_lines(row, width)
        if lines is None:
            self._ask_for(row)
            return Strip.blank(width, self._style(""))
        return Strip(
            [Segment(text, self._style(name)) for text, name in lines[line] if text], width
        )

    def _empty_line(self, number: int, width: int) -> str:
        """Return a line of the text for a list without rows."""
        if number < 0 or not self.empty:
            return ""
        from tui.view.wrap import wrap  # takes milliseconds that the first frame can do without

        spans = wrap(self.empty, max(width - 2, 1))
        return self.empty[slice(*spans[number])] if number < len(spans) else ""

    def _style(self, name: str) -> Style:
        style = self._styles_by_name.get(name)
        if style is None:
            style = self.rich_style
            if name:
                style += self.get_component_rich_style(f"row--{name}", partial=True)
            self._styles_by_name[name] = style
        return style

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Skip Textual's update, which takes milliseconds: no style here depends on the focus."""

    def notify_style_update(self) -> None:
        """Clear the cache of styles when the theme changes."""
        self._styles_by_name.clear()
        super().notify_style_update()

    def _ask_for(self, row: int) -> None:
        if row not in self._missing:
            self._missing.add(row)
            self.post_message(self.Missing(row))

    def _line_of(self, row: int) -> int:
        """Return the first line of a row, counted from the top of the list."""
        return row * self.LINES + sum(each.row <= row for each in self._dividers)

    def _row_at(self, line: int) -> tuple[int, int]:
        """Return the row of a line, and the line's index in the row, -1 for the divider above."""
        above = 0
        for divider in self._dividers:
            at = divider.row * self.LINES + above
            if line == at:
                return divider.row, -1
            if line < at:
                break
            above += 1
        return divmod(line - above, self.LINES)

    def _region(self, row: int) -> Region:
        y = self._line_of(row) - self.scroll_offset.y
        return Region(0, y, self.outer_size.width, self.LINES)

    def _resize_canvas(self) -> None:
        if not self.size:
            return  # not visible: a layout will give it a size
        width = self.scrollable_content_region.width or self.size.width
        size = Size(width, self.count * self.LINES + len(self._dividers))
        if (size.height > self.size.height) == self.show_vertical_scrollbar:
            # No scroll bar comes or goes: a layout of the whole screen would take as long as the
            # rows.
            self.set_reactive(VirtualList.virtual_size, size)
            self._scroll_update(size)
        else:
            self.virtual_size = size

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor visible at the new size."""
        self._resize_canvas()
        self._show_cursor()

    # -- movement

    def _clamp(self, row: int) -> int:
        return max(0, min(row, self.count - 1))

    def validate_cursor(self, row: int) -> int:
        """Return the nearest row that exists."""
        return self._clamp(row)

    def watch_cursor(self, old: int, new: int) -> None:
        """Repaint the two rows that differ, and scroll only if necessary."""
        if old == new:
            return
        self.refresh(self._region(old))
        self._show_cursor()
        self.refresh(self._region(new))
        self._moved()

    def _show_cursor(self) -> None:
        height = self.scrollable_content_region.height
        if not height:
            return
        top = self.scroll_offset.y
        first = self._line_of(self.cursor)
        last = first + self.LINES
        if height > self.LINES and any(each.row == self.cursor for each in self._dividers):
            first -= 1  # the divider is visible with the row below it
        target = min(first, top) if first < top else max(last - height, top)
        target = max(0, min(target, first))
        if target != top:
            self.scroll_to(y=target, animate=False, force=True)

    def action_move(self, rows: int) -> None:
        """Move the cursor rows down, or up when negative."""
        self.cursor += rows

    def action_half(self, pages: int) -> None:
        """Move the cursor half pages down, or up when negative."""
        self.cursor += pages * max(self.page_rows // 2, 1)

    def action_page(self, pages: int) -> None:
        """Move the cursor pages down, or up when negative; it passes over no unseen row."""
        lines = pages * self.page_rows * self.LINES
        row, line = self._row_at(self._line_of(self.cursor) + lines)
        if pages > 0:
            self.cursor = max(row - (line < 0), self.cursor + 1)
        else:
            self.cursor = min(row + (line > 0), self.cursor - 1)

    def action_top(self) -> None:
        """Move the cursor to the first row."""
        self.cursor = 0

    def action_bottom(self) -> None:
        """Move the cursor to the last row."""
        self.cursor = self.count - 1

    def action_to_number(self, number: int) -> None:
        """Move the cursor to the row of this number, from 1."""
        self.cursor = number - 1

    def on_click(self, event: events.Click) -> None:
        """Move the cursor by a click, open the row by a second click on it."""
        row, line = self._row_at(event.y + self.scroll_offset.y)
        if row < self.count and line >= 0:
            if row == self.cursor:
                self.post_message(self.Opened(row))
            self.cursor = row
