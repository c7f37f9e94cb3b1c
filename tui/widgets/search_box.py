"""Search box with completion."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.binding import BindingType
from textual.events import Paste
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.strip import Strip

from index.text.clean import clean_line
from tui.settings.keymap import Scope, bindings
from tui.view.cells import cell_len, display
from tui.widgets.line_input import LineInput

PLACEHOLDER = 'words, "a phrase", title:… date:2022-11 is:unread'
PLACEHOLDER_IN_HITS = "words to find in these hits"
PASTE_LIMIT = 1_000
"""Maximum of characters in the box after a paste: nobody searches for more."""


class SearchBox(LineInput):
    """Line of input with the history of past searches on the arrow keys."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.SEARCH)
    leave = "app.quit"

    virtual_size = Reactive(Size(0, 0))
    """Size as in `Input`, but without a layout of the whole screen for every key."""

    class Done(Message):
        """Message that the reader goes on to the results."""

    class CursorMoved(Message):
        """Message that the cursor or the selection of the text has changed."""

    class Shortened(Message):
        """Message that the box took only the beginning of a paste."""

        def __init__(self, kept: int, pasted: int) -> None:
            super().__init__()
            self.kept = kept
            """Pasted characters that are in the box now."""
            self.pasted = pasted

    def __init__(self, id: str | None = None) -> None:
        super().__init__(PLACEHOLDER, id=id)
        self._history: tuple[str, ...] = ()
        self._at = -1
        self._typed = ""
        self._ghost = ""

    @property
    def ghost(self) -> str:
        """Completion of the text, shown behind the cursor but not typed; only the missing end."""
        goes_on = self.is_at_end and self.value and self._ghost.startswith(self.value)
        return self._ghost[len(self.value) :] if goes_on else ""

    @ghost.setter
    def ghost(self, whole: str) -> None:
        """Set the whole text of the completion, shown as long as the typed text begins it."""
        if whole != self._ghost:
            self._ghost = whole
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return the text and, behind it, its completion (Textual's Line API)."""
        strip = super().render_line(y)
        ghost = display(self.ghost)
        if y or not ghost:
            return strip
        width = strip.cell_length
        at = cell_len(self.value) - self.scroll_offset.x
        room = width - at
        if room < 2:
            return strip
        cursor = self.get_component_rich_style("input--cursor")
        dim = self.get_component_rich_style("input--suggestion")
        strips = [
            strip.crop(0, at),
            Strip([Segment(ghost[0], self.rich_style + cursor)]),
            Strip([Segment(ghost[1:], self.rich_style + dim)]),
        ]
        return Strip.join(strips).adjust_cell_length(width, self.rich_style)

    @property
    def searches_in_hits(self) -> bool:
        """Whether the box searches only in the hits of an earlier search."""
        return self.placeholder == PLACEHOLDER_IN_HITS

    @searches_in_hits.setter
    def searches_in_hits(self, narrowed: bool) -> None:
        self.placeholder = PLACEHOLDER_IN_HITS if narrowed else PLACEHOLDER

    @property
    def is_at_end(self) -> bool:
        """Whether the next typed character continues the text."""
        return self.has_focus and self.selection.is_empty and self.cursor_at_end

    def watch_selection(self) -> None:
        """Post `CursorMoved`: only at its end a text can be completed."""
        self.post_message(self.CursorMoved())

    def set_text(self, text: str) -> None:
        """Set another text, the cursor at its end; restart the history at the newest search."""
        self._at = -1
        self.value = text
        self.cursor_position = len(text)

    def set_history(self, searches: tuple[str, ...]) -> None:
        """Set the past searches, newest first."""
        self._history = searches
        self._at = -1

    def action_history_back(self) -> None:
        """Show the search before in the history."""
        if self._at + 1 < len(self._history):
            if self._at < 0:
                self._typed = self.value
            self._recall(self._at + 1)

    def action_history_forward(self) -> None:
        """Show the search after in the history; from the typed text, go on to the results."""
        if self._at < 0:
            self.post_message(self.Done())
        else:
            self._recall(self._at - 1)

    def _on_paste(self, event: Paste) -> None:
        """Insert all lines of a paste as one line: a headline may stand on two lines."""
        event.stop()
        event.prevent_default()
        pasted = clean_line(event.text[: PASTE_LIMIT * 4])
        start, end = sorted(self.selection)
        room = max(PASTE_LIMIT - len(self.value) + end - start, 0)
        self.replace(pasted[:room], start, end)
        size = len(event.text) + getattr(event, "left_out", 0)
        if len(pasted) > room or size > PASTE_LIMIT * 4:
            self.post_message(self.Shortened(min(room, len(pasted)), size))

    def _recall(self, at: int) -> None:
        self._at = at
        self.value = self._history[at] if at >= 0 else self._typed
        self.cursor_position = len(self.value)
