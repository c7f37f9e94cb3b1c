"""Input of one line with the editing keys of readline."""

from __future__ import annotations

from typing import ClassVar, Protocol, cast

from textual.binding import BindingType
from textual.widgets import Input
from textual.widgets.input import Selection

from tui.settings.keymap import Scope, bindings
from tui.view.words import end_of_word, start_of_field, start_of_word


class CommandCounter(Protocol):
    """App that counts commands: keys, clicks and pastes."""

    commands: int


class LineInput(Input):
    """Text input with kill and yank, as in GNU readline.

    Successive kills make one text, which a yank inserts. Source: The GNU Readline Library, "Killing
    And Yanking".
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.BOX)
    DEFAULT_CSS = """
    LineInput, LineInput:focus {
        border: none; height: 1; padding: 0; width: 1fr; background: $background;
    }
    """

    leave: ClassVar[str]
    """Action of ^C on an empty line: it leaves the box or, as ^C does elsewhere, newstui."""

    def __init__(self, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(id=id, placeholder=placeholder, compact=True)
        self.cursor_blink = False
        self._killed = ""
        self._killed_at = -1
        """Number of the last command that killed: a kill by the next command adds to its text."""

    async def action_box_cancel(self) -> None:
        """Clear the line; leave from an empty one."""
        if self.value:
            self.value = ""
        else:
            await self.run_action(self.leave)

    def action_cursor_left_word(self, select: bool = False) -> None:
        """Move the cursor to the start of a word (of any script, unlike Textual's)."""
        self._move(start_of_word(self.value, self.cursor_position), select)

    def action_cursor_right_word(self, select: bool = False) -> None:
        """Move the cursor to the end of a word, as readline does."""
        self._move(end_of_word(self.value, self.cursor_position), select)

    def _move(self, target: int, select: bool) -> None:
        start = self.selection.start if select else target
        self.selection = Selection(start, target)

    def action_box_kill_start(self) -> None:
        """Kill back to the start of the line."""
        self._kill(0, self.cursor_position)

    def action_box_kill_end(self) -> None:
        """Kill up to the end of the line."""
        self._kill(self.cursor_position, len(self.value))

    def action_box_kill_word(self) -> None:
        """Kill back to the last white space."""
        self._kill(start_of_field(self.value, self.cursor_position), self.cursor_position)

    def action_box_kill_next_word(self) -> None:
        """Kill up to the end of the next word."""
        self._kill(self.cursor_position, end_of_word(self.value, self.cursor_position))

    def action_box_yank(self) -> None:
        """Insert the last killed text, in place of the selection."""
        if self._killed:
            self.replace(self._killed, *sorted(self.selection))

    def _kill(self, start: int, end: int) -> None:
        command = cast("CommandCounter", self.app).commands
        adds, self._killed_at = command == self._killed_at + 1, command
        killed = self.value[start:end]
        if not adds:
            self._killed = killed or self._killed
        elif start < self.cursor_position:
            self._killed = killed + self._killed
        else:
            self._killed += killed
        if killed:
            self.delete(start, end)
