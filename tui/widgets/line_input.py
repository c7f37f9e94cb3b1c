"""One-line box with the editing keys of readline."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.widgets import Input

from tui.keys import Place, bindings


class LineInput(Input):
    """Text input with kill and yank, as in GNU readline.

    Successive kills make one text, which a yank inserts. Source: The GNU Readline Library,
    "Killing And Yanking".
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.BOX)
    DEFAULT_CSS = """
    LineInput, LineInput:focus {
        border: none; height: 1; padding: 0; width: 1fr; background: $background;
    }
    """

    def __init__(self, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(id=id, placeholder=placeholder, compact=True)
        self.cursor_blink = False
        self._killed = ""
        self._after_kill: tuple[str, int] | None = None
        """Text and cursor right behind a kill: while both are so, the next kill adds to it."""

    def action_box_kill_start(self) -> None:
        """Kill back to the start of the line."""
        self._kill(0, self.cursor_position)

    def action_box_kill_end(self) -> None:
        """Kill up to the end of the line."""
        self._kill(self.cursor_position, len(self.value))

    def action_box_kill_word(self) -> None:
        """Kill back to the last white space, as `unix-word-rubout` does."""
        text = self.value[: self.cursor_position].rstrip()
        start = max(text.rfind(" "), text.rfind("\u3000")) + 1
        self._kill(start, self.cursor_position)

    def action_box_kill_next_word(self) -> None:
        """Kill up to the end of the next word."""
        end = self.cursor_position
        while end < len(self.value) and not self.value[end].isalnum():
            end += 1
        while end < len(self.value) and self.value[end].isalnum():
            end += 1
        self._kill(self.cursor_position, end)

    def action_box_yank(self) -> None:
        """Insert what was killed last, in place of what is selected."""
        if self._killed:
            self.replace(self._killed, *sorted(self.selection))

    def _kill(self, start: int, end: int) -> None:
        cursor = self.cursor_position
        killed = self.value[start:end]
        if not killed:
            return
        if (self.value, cursor) != self._after_kill:
            self._killed = killed
        elif start < cursor:
            self._killed = killed + self._killed
        else:
            self._killed += killed
        self.delete(start, end)
        self._after_kill = (self.value, self.cursor_position)
