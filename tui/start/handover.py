"""Driver that goes on from the frame on the terminal."""

from __future__ import annotations

import zlib
from typing import Any

from tui.start.early_terminal import ALTERNATE, EarlyTerminal
from tui.terminal.driver import TerminalDriver

MOUSE_ON, MOUSE_OFF = "\x1b[?1000h\x1b[?1006h", "\x1b[?1000l\x1b[?1006l"
"""Clicks and the wheel, no movement: a dead link leaves nothing that a moving mouse would type."""


class HandoverDriver(TerminalDriver):
    """The driver, but at its first start it finds the terminal as `opened` left it.

    The alternate screen is not entered again: some terminals clear it then. And the terminal is
    given back with the attributes that it had before all.

    A program is told to go on (SIGCONT) not only by the shell that it was suspended to: a hang-up
    says it too, and whoever stopped it from elsewhere. Then nothing was given back, and nothing is
    taken anew but the mode of the keys.
    """

    def __init__(self, opened: EarlyTerminal, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._opened = opened
        self._is_first = True

    def write(self, data: str) -> None:
        """As ever, but what `opened` did already is not done again."""
        if self._opened.has_frame and data == ALTERNATE:
            self._opened.has_frame = False  # it is the driver's from now on
            return
        super().write(data)

    def flush(self) -> None:
        """Nothing is drawn before the screens show as much as the frame does."""
        if not self._opened.is_held:
            super().flush()

    def start_application_mode(self) -> None:
        """Take the terminal over, and know what is on it."""
        super().start_application_mode()
        if self._is_first:
            self.attrs_before = self._opened.attributes
            if self._opened.is_held:
                self._mirror.write(zlib.decompress(self._opened.drawn).decode())
                self._mirror.frame()  # which is on the terminal
        self._is_first = False

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was."""
        self.write(MOUSE_OFF)
        super().stop_application_mode()

    def _sigcont_application(self, *arguments: Any) -> None:
        if self._must_signal_resume:
            super()._sigcont_application(*arguments)
        else:
            self._opened.take_keys()
            self._loop.call_soon_threadsafe(self._app.refresh)
