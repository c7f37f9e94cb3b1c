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
"""Characters in the box at most after a paste: nobody looks for more."""


class SearchBox(LineInput):
    """One line of input with the history of past searches on the arrows."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.SEARCH)
    leave = "app.quit"

    virtual_size = Reactive(Size(0, 0))
    """As `Input` has it, but without a layout of the whole screen for every key."""

    class Done(Message):
        """The reader goes on to the results."""

    class CursorMoved(Message):
        """The cursor stands elsewhere in the text, or other signs are selected."""

    class Shortened(Message):
        """More was pasted than is searched for."""

        def __init__(self, kept: int, pasted: int) -> None:
            super().__init__()
            self.kept = kept
            """Characters that are in the box now."""
            self.pasted = pasted

    def __init__(self, id: str | None = None) -> None:
        super().__init__(PLACEHOLDER, id=id)
        self._history: tuple[str, ...] = ()
        self._at = -1
        self._typed = ""
        self._ghost = ""

    @property
    def ghost(self) -> str:
        """How the text may go on, seen behind the cursor but not typed: only what is missing."""
        goes_on = self.is_at_end and self.value and self._ghost.startswith(self.value)
        return self._ghost[len(self.value) :] if goes_on else ""

    @ghost.setter
    def ghost(self, whole: str) -> None:
        """The whole text that it may become; it is seen as long as what is typed begins it."""
        if whole != self._ghost:
            self._ghost = whole
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The text, and behind it how it may go on (Textual's Line API)."""
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
        """Whether what is typed is asked only of what was found before."""
        return self.placeholder == PLACEHOLDER_IN_HITS

    @searches_in_hits.setter
    def searches_in_hits(self, narrowed: bool) -> None:
        self.placeholder = PLACEHOLDER_IN_HITS if narrowed else PLACEHOLDER

    @property
    def is_at_end(self) -> bool:
        """Whether what is typed next goes on with the text."""
        return self.has_focus and self.selection.is_empty and self.cursor_at_end

    def watch_selection(self) -> None:
        """Where the cursor stands decides whether the text can be completed."""
        self.post_message(self.CursorMoved())

    def set_text(self, text: str) -> None:
        """Another text, the cursor at its end; the arrows begin at the newest search again."""
        self._at = -1
        self.value = text
        self.cursor_position = len(text)

    def set_history(self, searches: tuple[str, ...]) -> None:
        """Past searches, newest first."""
        self._history = searches
        self._at = -1

    def action_history_back(self) -> None:
        """The search before."""
        if self._at + 1 < len(self._history):
            if self._at < 0:
                self._typed = self.value
            self._recall(self._at + 1)

    def action_history_forward(self) -> None:
        """The search after; from what was typed last, on to the results."""
        if self._at < 0:
            self.post_message(self.Done())
        else:
            self._recall(self._at - 1)

    def _on_paste(self, event: Paste) -> None:
        """All lines of what is pasted: a headline may stand on two."""
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
